import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Grantees } from '#domain/access'
import type { Approvals } from '#domain/approvals'
import type { Audit } from '#domain/audit'
import type { BotCheck } from '#domain/bot-check'
import type { ClientDirectory } from '#domain/clients'
import type { DeviceDeps } from '#domain/devices'
import type { LoginSettings } from '#domain/logins'
import type { PasskeyHost } from '#domain/passkeys'
import type { Issuers } from '#domain/projects'
import type { Providers } from '#domain/providers'
import type { RegistrationDeps } from '#domain/registration'
import type { SignInDeps } from '#domain/signin'
import type { Throttle } from '#domain/throttle'
import type { ProjectLooks } from '#pages'

export interface AccountDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly botCheck: BotCheck
  readonly approvals: Approvals
  readonly grantees: Grantees
  readonly clients: ClientDirectory
  readonly providers: Providers
  readonly signIn: SignInDeps
  readonly devices: DeviceDeps
  readonly registration: RegistrationDeps
  readonly loginSettings: LoginSettings
  readonly throttle: Throttle
  readonly issuers: Issuers
  readonly passkeyHost: PasskeyHost
  readonly baseUrl: string
  readonly looks: ProjectLooks
}
