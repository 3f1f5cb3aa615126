import type { Bundler } from '#base/bundler'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import type { Grantee, Grantees } from '#domain/access'
import type { Audit } from '#domain/audit'
import type { Bots, BotUnderWay, RunNotes } from '#domain/bots'
import type { Credentials } from '#domain/credentials'
import type { Issuer, Issuers } from '#domain/projects'
import type { RegistrationDeps } from '#domain/registration'
import type { Gates } from '#domain/resources'
import type { Throttle } from '#domain/throttle'
import type { Explaining } from './explaining.ts'

export interface FhirDeps {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly audit: Audit
  readonly credentials: Credentials
  readonly grantees: Grantees
  readonly throttle: Throttle
  readonly gates: Gates
  /** What Bots logged. */
  readonly runNotes: RunNotes
  /** For the operation that creates projects. */
  readonly registration: RegistrationDeps
  readonly issuers: Issuers
  readonly bundler: Bundler
  /** The largest resource that may be sent. */
  readonly bodyLimitBytes: number
  readonly bots: Bots
  readonly log: Log
}

/** The grantee and the preferences of one HTTP request. The entries of a batch share it. */
export interface FhirContext {
  readonly deps: FhirDeps
  readonly grantee: Grantee
  /** The same by what the credential says by now, for work that takes long. @throws When it is not accepted any more. */
  readonly granteeNow: () => Promise<Grantee>
  /** `X-Medplum: extended`: show author, project and account in `meta`. */
  readonly extended: boolean
  /** `X-Damson-Confirm: lockout`: changes may shut out their own author. */
  readonly confirmsLockout: boolean
  readonly address: string
  readonly userAgent: string
  readonly traceId: string
  /** The issuer at whose address the request arrived. Links in the answer start with it. */
  readonly issuer: Issuer
  /** `X-Explain: 1`: the decisions of the request, to explain them. */
  readonly explaining?: Explaining | undefined
  /** Where entries of a batch run at once: runs their transactions one by one. */
  readonly inTurn?: <T>(work: () => Promise<T>) => Promise<T>
  /** Of a request that a Bot makes: how many Bots called each other, and when it must end. */
  readonly calling?: Pick<BotUnderWay, 'depth' | 'endsAt'>
}

/** One requested interaction: an HTTP request or an entry of a batch. */
export interface FhirRequest {
  readonly method: string
  /** Below the FHIR base, without a leading slash: `Patient/123/_history`. */
  readonly path: string
  /** The query string, without the question mark. */
  readonly query: string
  readonly header: (
    name: 'if-match' | 'if-none-match' | 'if-none-exist' | 'content-type' | 'accept' | 'x-security-context' | 'prefer',
  ) => string | undefined
  /** All headers of an HTTP request. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
  /** A JSON value, bytes, or the text of a form. */
  readonly body: unknown
}

export interface FhirAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON text of a resource, or bytes. Undefined: no body. */
  readonly body?: string | Uint8Array | undefined
  /** Set if the body is not FHIR JSON. */
  readonly contentType?: string | undefined
}
