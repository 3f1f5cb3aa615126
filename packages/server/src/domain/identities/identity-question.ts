import type { Tx } from '#base/db'
import type { AuditEntry } from '#domain/audit'
import type { ByClaims, ExternalPerson } from '#domain/proof'
import type { Provider } from '#domain/providers'
import type { Gates } from '#domain/resources'

export interface IdentifyDeps {
  /** The operator's providers, which speak for every project. */
  readonly operators: readonly Provider[]
  readonly gates: Gates
  /** For memberships of people who may belong to no project. */
  readonly invitationGates: Gates
  /** This server's FHIR base URLs, a project's and its own: `fhirUser` may be absolute. */
  readonly fhirUrlsOf: (project: string) => readonly string[]
}

/** Where the person wants to sign in, and where the request came from, for the audit. */
export interface IdentifyAt {
  /** The app's project. A project's own provider signs in to no other. */
  readonly project: string
  readonly clientId: string | undefined
  readonly address: string
  readonly userAgent: string
  readonly traceId: string
  /** Told of each check that was passed, as it is. */
  readonly onPassed?: ((check: IdentityCheck) => void) | undefined
}

/** What is checked of a provider's person, in this order. */
export const IDENTITY_CHECKS = [
  /** The provider may sign people in to this project. */
  'project',
  'rules',
  /** Only where the address says who it is. */
  'email',
  'account',
] as const
export type IdentityCheck = (typeof IDENTITY_CHECKS)[number]

/** One question who a person is, with everything that the answer needs. */
export interface IdentityQuestion {
  readonly deps: IdentifyDeps
  readonly tx: Tx
  readonly person: ExternalPerson
  readonly at: IdentifyAt
  readonly byClaims: ByClaims
  readonly now: Date
}

/** A provider without a list of types signs in people of any. */
export function isOfType({ settings: { profileType = [] } }: Pick<Provider, 'settings'>, type: string): boolean {
  return profileType.length === 0 || (profileType as readonly string[]).includes(type)
}

/** An audit event about an account, caused by this question. */
export function eventOf({ at }: IdentityQuestion, userId: string): Omit<AuditEntry, 'kind'> {
  const { project, clientId, address, userAgent, traceId } = at
  return { project, outcome: 0, agent: { userId, clientId }, personal: { address, userAgent }, traceId }
}
