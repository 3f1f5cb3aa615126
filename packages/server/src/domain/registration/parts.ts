import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Audit } from '#domain/audit'
import type { Passwords } from '#domain/factors'
import type { LoginSettings } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import type { Gates } from '#domain/resources'
import type { Throttle } from '#domain/throttle'
import type { Letters } from './letters.ts'

export interface RegistrationParts {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly throttle: Throttle
  readonly passwords: Passwords
  readonly loginSettings: LoginSettings
  readonly letters: Letters
  /** The server's own address. */
  readonly rootIssuer: Issuer
  /** For writes that a grantee asks for. */
  readonly gates: Gates
  /** For memberships of people who may belong to no project. */
  readonly invitationGates: Gates
  /** For the membership of whoever makes a project. */
  readonly ownerGates: Gates
  /** Open project registration: only on the embedded store behind a loopback address. */
  readonly openRegistration: boolean
}

/** Where a request came from, for the audit, and at which address: links that are mailed lead there. */
export interface Origin {
  readonly address: string
  readonly userAgent: string
  readonly traceId: string
  readonly issuer: Issuer
}
