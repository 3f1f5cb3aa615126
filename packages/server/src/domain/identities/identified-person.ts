import type { AuditEntry } from '#domain/audit'
import type { Invalidation } from '#domain/revocation'

/** Who a provider's person is here. */
export interface IdentifiedPerson {
  readonly userId: string
  /** The only membership to sign in to; undefined for any of the project that the provider may sign in. */
  readonly membershipId: string | undefined
  readonly identityId: string
  /** The only project to sign in to. */
  readonly project: string
  /** The only profile type to sign in with, if the claims chose one. */
  readonly profileType: string | undefined
  /** Publish it last in the transaction. */
  readonly invalidations: readonly Invalidation[]
  /** What was done: audit it in the same transaction. */
  readonly entries: readonly AuditEntry[]
}

/** Why a provider's person has no account here. Nothing was linked, made or changed. */
export interface IdentifyRefusal {
  readonly why: /** They were not invited, and the provider may not create accounts. */
    | 'not_invited'
    /** They may have an account here: they prove it, and are then linked. */
    | 'ask_to_link'
    /** The account with their address needs its own sign-in first. */
    | 'proof_needed'
    /** The claim email_verified is not the boolean true. */
    | 'unverified_email'
    | 'no_email'
    /** The provider may not vouch for addresses of that domain. */
    | 'foreign_domain'
    /** They have no profile of a type that the provider may sign in. */
    | 'foreign_profile_type'
    /** Another subject of this provider is linked to the account. */
    | 'already_linked'
    /** More than one account has the address. */
    | 'ambiguous'
    /** The account, or its membership in the project, is switched off. */
    | 'inactive'
    /** A claim rule refuses them. */
    | 'refused_by_claim'
    /** The project refuses what the provider would create, such as with a policy that is gone. */
    | 'cannot_create'
  /** One sentence for the trace, without personal data. */
  readonly finding: string
  /** The account that must be proven, if the address names one. Never shown. */
  readonly userId?: string | undefined
}

export function refusedByClaim(finding: string): IdentifyRefusal {
  return { why: 'refused_by_claim', finding }
}
