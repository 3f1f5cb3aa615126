import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Audit } from '#domain/audit'
import type { Passwords } from '#domain/factors'
import type { Mails } from '#domain/mails'
import type { Gates } from '#domain/resources'
import type { Throttle } from '#domain/throttle'
import type { PasswordChoice } from './password-choice.ts'

export interface PasswordDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly throttle: Throttle
  readonly passwords: Passwords
  readonly passwordChoice: PasswordChoice
  readonly mails: Mails
  /** The gates for writes by a grantee. */
  readonly gates: Gates
}
