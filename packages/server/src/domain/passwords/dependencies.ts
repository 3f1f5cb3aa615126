import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Audit } from '#domain/audit'
import type { Passwords } from '#domain/factors'
import type { Mails } from '#domain/mails'
import type { Gates } from '#domain/resources'
import type { Throttle } from '#domain/throttle'

export interface PasswordDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly throttle: Throttle
  readonly passwords: Passwords
  readonly mails: Mails
  /** For writes that a grantee asks for. */
  readonly gates: Gates
  /** For memberships of people who may belong to no project. */
  readonly invitationGates: Gates
}
