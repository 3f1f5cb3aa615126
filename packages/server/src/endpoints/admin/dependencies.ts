import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import type { Grantees } from '#domain/access'
import type { Approvals } from '#domain/approvals'
import type { Audit } from '#domain/audit'
import type { Credentials } from '#domain/credentials'
import type { DeviceDeps } from '#domain/devices'
import type { VerifyDeps } from '#domain/email-domains'
import type { Figures } from '#domain/figures'
import type { SigningKeys } from '#domain/keys'
import type { Mails } from '#domain/mails'
import type { NodeNotes } from '#domain/nodes'
import type { Outbox } from '#domain/outbox'
import type { CertificateWatch } from '#domain/posture'
import type { Issuers } from '#domain/projects'
import type { Providers } from '#domain/providers'
import type { RegistrationDeps } from '#domain/registration'
import type { Gates } from '#domain/resources'
import type { Texts } from '#domain/texts'
import type { Throttle } from '#domain/throttle'
import type { Brand, Page, Words } from '#pages'

/** The sign-in pages that can be previewed. */
export const PREVIEWED = ['email', 'password', 'factor', 'mail', 'consent', 'register', 'error'] as const

export interface AdminDeps {
  readonly db: Db
  readonly log: Log
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly approvals: Approvals
  readonly throttle: Throttle
  readonly credentials: Credentials
  readonly grantees: Grantees
  readonly registration: RegistrationDeps
  readonly mails: Mails
  readonly outbox: Outbox
  readonly texts: Texts
  readonly gates: Gates
  /** For what only the server writes. */
  readonly serverGates: Gates
  readonly domainProof: VerifyDeps
  readonly providers: Providers
  readonly devices: DeviceDeps
  readonly signingKeys: SigningKeys
  readonly figures: Figures
  readonly nodeNotes: Pick<NodeNotes, 'id'>
  readonly certificate: CertificateWatch
  readonly version: string
  readonly releasedAt: Date | undefined
  readonly baseUrl: string
  readonly isDevelopment: boolean
  /** A sign-in page of invented people. */
  readonly samplePage: (say: Words, brand: Brand, page: (typeof PREVIEWED)[number]) => Page
  /** The operator allows Basic on the API. */
  readonly allowsBasic: boolean
  /** The FHIR base URL, with its last slash. */
  readonly issuers: Issuers
}
