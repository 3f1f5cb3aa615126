import { type Access, type ActingHow, type Actor, isResourceScope } from '@damson/access'
import type { Tx } from '#base/db'
import type { Finding } from '#base/findings'
import type { AddressList } from '#domain/addresses'
import type { AuditAgent } from '#domain/audit'
import type { LaunchContext } from '#domain/launches'
import type { FactorDemand, LoginUse } from '#domain/logins'
import type { BotCeilings } from '#domain/projects'
import type { Quotas } from '#domain/throttle'
import type { Role } from './roles.ts'
import type { WithheldReason } from './withheld.ts'

/** The caller, proven and active. */
export interface Principal {
  readonly project: string
  readonly membershipId: string
  /** The caller's profile: `Practitioner/…`, `ClientApplication/…`. Becomes the author of their writes. */
  readonly profile: string
  readonly userType: 'User' | 'ClientApplication' | 'Bot'
  readonly userId: string | undefined
  readonly clientId: string | undefined
  readonly loginId: string | undefined
  readonly rootId: string | undefined
  /** The token's scope, which may be narrower than its login's. */
  readonly scope: string
  /**
   * Resource scopes narrow `access`, and administrator rights don't apply: some were asked for, or the app gets people's
   * identity alone without any.
   */
  readonly limited: boolean
  /** The launch patient, as `Patient/id`; undefined when the scope doesn't ask for one. */
  readonly patient: string | undefined
  /** The rest of the EHR's launch context, if the scope asks for it. */
  readonly launch: LaunchContext | undefined
  /** The membership has the admin flag. Whoever has a role instead has no flag: see `Grantee.role`. */
  readonly admin: boolean
  readonly superAdmin: boolean
  readonly expiresAt: Date | undefined
  /** When the person proved who they are; undefined for machines. */
  readonly authenticatedAt: Date | undefined
  /** The factors of that proof. */
  readonly factors: readonly string[]
  /** An identity provider proved them: its word counts only for what they have in this project. */
  readonly vouchedFor: boolean
  /** The use of the login as it was read; undefined when idle time doesn't limit the login. */
  readonly use: LoginUse | undefined
  /** An administrator approved the change that this machine now makes. */
  readonly approval?: Approval
  /** The person for whom this client acts; of a Bot with `runAsUser`: its caller. */
  readonly onBehalfOf?: PersonActedFor
  /** Of a Bot that runs: who called it. */
  readonly calledBy?: Caller
}

/** Who called a Bot. */
export interface Caller {
  readonly profile: string
  /** The person for whom that client acted. */
  readonly actedFor?: string | undefined
}

/** A person for whom a client acts, and whether they proved it with a token of theirs. */
export interface PersonActedFor {
  readonly membershipId: string
  readonly profile: string
  readonly userId: string | undefined
  readonly how: ActingHow
  /** The login of the person, if the client proved it. */
  readonly loginId?: string | undefined
}

/** An administrator's word for one change of a machine, while it is carried out. */
export interface Approval {
  readonly approver: Grantee
  /** Of the change that the approver was shown. */
  readonly digest: string
  /** Uses it up in the transaction of the change. False: it was used before. */
  use(tx: Tx): Promise<boolean>
}

/** A principal, and what they may do. */
export interface Grantee extends Principal {
  readonly access: Access
  /** What kind of administrator it is; undefined for ordinary members, and under resource scopes. */
  readonly role: Role | undefined
  /** Why `access` grants less than the policies say: one is missing, they are too large, or a device has `*`. */
  readonly withheld: WithheldReason | undefined
  /** The ids of the effective policies, in the order of their evaluation. */
  readonly policyIds: readonly string[]
  /** The lists of addresses that each request must pass; usually none. */
  readonly addressLists: readonly AddressList[]
  /** What the project and the client allow in a window, beside the server's own limits. */
  readonly quotas: Quotas
  /** What the project lets Bots use. */
  readonly botCeilings: BotCeilings
  /**
   * The sign-in has proven less than is demanded of it by now: what it is demanded, or undefined. Machines' never are.
   */
  readonly lacks: FactorDemand | undefined
  /** For whom this client may act; undefined if for nobody. */
  readonly actor?: Actor | undefined
  /** How much room the grantee takes in the cache. */
  readonly weight: number
}

/** Why the caller isn't accepted. */
export type GranteeRefusal = { readonly finding: Finding } & (
  | {
      readonly why:
        | 'unknown_login'
        | 'not_granted'
        | 'revoked_login'
        | 'expired_login'
        | 'inactive_membership'
        | 'inactive_project'
        | 'inactive_client'
        | 'inactive_user'
    }
  | {
      /** They are who they say, but may not come from this address. */
      readonly why: 'blocked_address'
      readonly principal: Principal
    }
)

/** Whether the token tells an app who the person is, and opens no records. */
export function isIdentityAlone({
  limited,
  scope,
  onBehalfOf,
}: Pick<Principal, 'limited' | 'scope' | 'onBehalfOf'>): boolean {
  return limited && onBehalfOf === undefined && !scope.split(' ').some(isResourceScope)
}

/** A principal as the audit names it. */
export function agentOf(principal: Principal): AuditAgent {
  const { profile, userId, clientId, loginId, approval, onBehalfOf, calledBy: caller } = principal
  const actedFor = onBehalfOf && { reference: onBehalfOf.profile, how: onBehalfOf.how }
  const calledBy = caller && { reference: caller.profile, actedFor: caller.actedFor }
  return { reference: profile, userId, clientId, loginId, approver: approval?.approver.profile, actedFor, calledBy }
}

/** The author of what a principal writes, and for whom it writes. */
export function authorshipOf({ profile, onBehalfOf }: Principal): {
  readonly author: string
  readonly onBehalfOf: string | undefined
} {
  return { author: profile, onBehalfOf: onBehalfOf?.profile }
}
