import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Grantees } from '#domain/access'
import type { Audit } from '#domain/audit'
import type { BotCheck } from '#domain/bot-check'
import type { ClientDirectory } from '#domain/clients'
import type { Credentials } from '#domain/credentials'
import type { Issuers, RegisteredOrigins } from '#domain/projects'
import type { Providers } from '#domain/providers'
import type { RegistrationDeps } from '#domain/registration'
import type { SignInDeps } from '#domain/signin'
import type { Throttle } from '#domain/throttle'

export interface AuthDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly throttle: Throttle
  readonly clients: ClientDirectory
  readonly credentials: Credentials
  readonly grantees: Grantees
  readonly origins: RegisteredOrigins
  readonly signIn: SignInDeps
  readonly providers: Providers
  readonly registration: RegistrationDeps
  readonly botCheck: BotCheck
  readonly baseUrl: string
  readonly issuers: Issuers
  /** True for the embedded store behind a loopback address: any loopback page or program may use the sign-in API. */
  readonly isDevelopment: boolean
}
