import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Language } from '#base/language'
import type { Audit, AuditEntry } from '#domain/audit'
import type { Mails } from '#domain/mails'
import type { Issuer } from '#domain/projects'
import type { Gates } from '#domain/resources'
import type { Texts } from '#domain/texts'
import type { Throttle } from '#domain/throttle'

export interface EnrolmentDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly throttle: Throttle
  readonly mails: Mails
  readonly texts: Texts
  /** The gates for the server's own writes of accounts. */
  readonly gates: Gates
}

/** A person who acts on their second factors, and where. */
export interface FactorAct extends Pick<AuditEntry, 'project' | 'agent' | 'personal' | 'traceId'> {
  readonly userId: string
  /** The login or root that asks: codes by e-mail and secrets that were shown are bound to it. */
  readonly askedBy: string
  /** The language of e-mails about it, and the address that they name. */
  readonly language: Language
  readonly issuer: Issuer
}
