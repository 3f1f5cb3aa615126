import type { AuditEntry } from '#domain/audit'
import type { NewsItem } from '#domain/revocation'

/** Who a provider's person is here. */
export interface Identified {
  readonly userId: string
  /** The only membership that may come of it; undefined: those of the project that the provider may sign in. */
  readonly membershipId: string | undefined
  readonly identityId: string
  /** The one project in which anything can come of it. */
  readonly project: string
  /** The only type of profile that may come of it, where claims chose one. */
  readonly profileType: string | undefined
  /** To be published last in the transaction. */
  readonly news: readonly NewsItem[]
  /** What was done, for the audit, in the same transaction. */
  readonly entries: readonly AuditEntry[]
}

/** Why a provider's person is nobody here. Nothing was linked, made or changed. */
export interface IdentifyRefusal {
  readonly why: /** Nobody invited them, and the provider may not bring people along. */
    | 'not_invited'
    /** They may have an account here: they prove it, and are linked then. */
    | 'ask_to_link'
    /** The account under their address needs its own proof first. */
    | 'proof_needed'
    /** The provider does not say, as the boolean true, that the address is theirs. */
    | 'unverified_email'
    | 'no_email'
    /** The provider may not vouch for addresses of that domain. */
    | 'foreign_domain'
    /** They have no profile of a type that the provider may sign in. */
    | 'foreign_profile_type'
    /** Another subject of this provider has been linked by that address before. */
    | 'already_linked'
    /** More than one account has the address. */
    | 'ambiguous'
    /** The account, or its place in the project, is switched off. */
    | 'inactive'
    /** A rule on claims lets nobody in who has that one. */
    | 'refused_by_claim'
    /** The project's settings refuse what the provider would make, such as a policy that is gone. */
    | 'cannot_create'
  /** One sentence for the trace, without personal data. */
  readonly finding: string
  /** The account, where the address names one: for whom a proof is asked. Never shown. */
  readonly userId?: string | undefined
}

export function refusedByClaim(finding: string): IdentifyRefusal {
  return { why: 'refused_by_claim', finding }
}
