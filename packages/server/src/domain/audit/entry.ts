import type { AuditKind } from './kinds.ts'

/** Who did it. All members are undefined for an unknown caller. */
export interface AuditAgent {
  /** The profile that acted: `Practitioner/…`, `ClientApplication/…`. */
  readonly reference?: string | undefined
  readonly userId?: string | undefined
  readonly clientId?: string | undefined
  readonly loginId?: string | undefined
  /** The profile of the administrator who approved what a machine did. */
  readonly approver?: string | undefined
  /** The profile of the person for whom a client acted, and whether a token of theirs proved it. */
  readonly actedFor?: { readonly reference: string; readonly how: 'asserted' | 'proven' } | undefined
  /** Who called the Bot that acted: its profile, and the person for whom that client acted. */
  readonly calledBy?: { readonly reference: string; readonly actedFor?: string | undefined } | undefined
}

/** Data that identifies or locates a person; sealed apart from the event. */
export interface Personal {
  readonly address?: string | undefined
  readonly userAgent?: string | undefined
  /** The search string, which may hold names. */
  readonly query?: string | undefined
  /** The account name that was tried, as typed. */
  readonly account?: string | undefined
}

/** FHIR AuditEvent.outcome: 0 success, 4 refused, 8 serious failure, 12 major failure. */
export type AuditOutcome = 0 | 4 | 8 | 12

/** An event as the caller supplies it. */
export interface AuditEntry {
  readonly kind: AuditKind
  readonly project: string
  readonly outcome: AuditOutcome
  readonly agent: AuditAgent
  readonly personal: Personal
  /** `Observation/…`, or a type alone for a search. */
  readonly entity?: string | undefined
  readonly version?: number | undefined
  /** `Patient/…`, the patient whose compartment the entity is in. */
  readonly patient?: string | undefined
  /** A stable code of Damson's: why it was refused, or which grant type. */
  readonly reason?: string | undefined
  /** The identity provider's key, and the id of the link between its person and an account. */
  readonly provider?: string | undefined
  readonly identity?: string | undefined
  readonly traceId?: string | undefined
}

/** An event as stored in `event`, in canonical form. */
export interface KeptEvent {
  readonly kind: AuditKind
  readonly project: string
  readonly at: string
  readonly id: string
  readonly outcome: AuditOutcome
  readonly agent?: string | undefined
  readonly approver?: string | undefined
  readonly actedFor?: string | undefined
  readonly acting?: 'asserted' | 'proven' | undefined
  readonly calledBy?: string | undefined
  readonly calledFor?: string | undefined
  readonly user?: string | undefined
  readonly client?: string | undefined
  readonly login?: string | undefined
  readonly entity?: string | undefined
  readonly version?: number | undefined
  readonly patient?: string | undefined
  readonly reason?: string | undefined
  readonly provider?: string | undefined
  readonly identity?: string | undefined
  readonly trace?: string | undefined
  /** SHA-256 of the salted personal fields: binds them to the event without revealing them. */
  readonly personalHash?: string | undefined
}
