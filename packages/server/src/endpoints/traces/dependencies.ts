import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Grantees } from '#domain/access'
import type { Audit } from '#domain/audit'
import type { ClientDirectory } from '#domain/clients'
import type { Credentials } from '#domain/credentials'
import type { LoginSettings } from '#domain/logins'
import type { RegisteredOrigins } from '#domain/projects'
import type { Providers } from '#domain/providers'
import type { Throttle } from '#domain/throttle'
import type { Traces } from '#domain/traces'
import type { ProjectLooks } from '#pages'

export interface TracesDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly throttle: Throttle
  readonly credentials: Credentials
  readonly grantees: Grantees
  readonly clients: ClientDirectory
  readonly providers: Providers
  readonly origins: RegisteredOrigins
  readonly traces: Traces
  readonly loginSettings: LoginSettings
  readonly isDevelopment: boolean
  /** The base URL, with its last slash. */
  readonly baseUrl: string
  readonly looks: ProjectLooks
}
