import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Audit } from '#domain/audit'
import type { BotCheck } from '#domain/bot-check'
import type { ClientDirectory } from '#domain/clients'
import type { Credentials } from '#domain/credentials'
import type { DeviceDeps } from '#domain/devices'
import type { Identify } from '#domain/identities'
import type { SigningKeys } from '#domain/keys'
import type { LoginSettings } from '#domain/logins'
import type { LogoutDelivery } from '#domain/logout'
import type { PasskeyHost } from '#domain/passkeys'
import type { Issuers } from '#domain/projects'
import type { RoundTrips } from '#domain/proof'
import type { AssertionKeys, Providers } from '#domain/providers'
import type { RecoveryDeps } from '#domain/recovery'
import type { RegistrationDeps } from '#domain/registration'
import type { SignInDeps } from '#domain/signin'
import type { Throttle } from '#domain/throttle'
import type { TokenSettings } from '#domain/tokens'
import type { ProjectLooks } from '#pages'

export interface SignInPageDeps extends RecoveryDeps {
  /** True on a developer's machine: the embedded store under a loopback address. */
  readonly isDevelopment: boolean
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly clients: ClientDirectory
  readonly devices: DeviceDeps
  readonly credentials: Credentials
  readonly logoutDelivery: LogoutDelivery
  readonly providers: Providers
  readonly passkeyHost: PasskeyHost
  readonly roundTrips: RoundTrips
  readonly assertionKeys: AssertionKeys
  readonly identify: Identify
  readonly issuers: Issuers
  readonly signingKeys: SigningKeys
  readonly signIn: SignInDeps
  readonly registration: RegistrationDeps
  readonly botCheck: BotCheck
  readonly throttle: Throttle
  readonly loginSettings: LoginSettings
  readonly tokenSettings: TokenSettings
  /** The server's own address, with its last slash. Pages and answers use the request's issuer instead. */
  readonly baseUrl: string
  readonly looks: ProjectLooks
}
