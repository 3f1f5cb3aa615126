import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Audit } from '#domain/audit'
import type { Mails } from '#domain/mails'
import type { Texts } from '#domain/texts'
import type { PasskeyHost } from './relying-party.ts'

export interface PasskeyDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly mails: Mails
  readonly texts: Texts
  readonly passkeyHost: PasskeyHost
}
