import type { Access } from '@damson/access'
import type { Finding } from '#base/findings'
import type { AuditAgent } from '#domain/audit'
import type { LaunchContext } from '#domain/launches'
import type { LoginUse } from '#domain/logins'
import type { WithheldReason } from './withheld.ts'

/** Who is asking, proven and alive. */
export interface Principal {
  readonly project: string
  readonly membershipId: string
  /** What one acts as: `Practitioner/…`, `ClientApplication/…`. The author of what is written. */
  readonly profile: string
  readonly userType: 'User' | 'ClientApplication' | 'Bot'
  readonly userId: string | undefined
  readonly clientId: string | undefined
  readonly loginId: string | undefined
  readonly rootId: string | undefined
  /** What the token says, which may be less than its login was granted. */
  readonly scope: string
  /** Resource scopes were asked for: `access` is what they leave of the policies, and there are no administrator's rights. */
  readonly limited: boolean
  /** The patient that a launch is about, as `Patient/id`; undefined where the scope asks for none. */
  readonly patient: string | undefined
  /** What else the EHR told that launched the app, where the scope asks for it. */
  readonly launch: LaunchContext | undefined
  readonly admin: boolean
  readonly superAdmin: boolean
  readonly expiresAt: Date | undefined
  /** When the person proved who they are; undefined for machines. */
  readonly authenticatedAt: Date | undefined
  /** By what they proved it. */
  readonly factors: readonly string[]
  /** An identity provider proved them: it speaks for what they have in this project, and for nothing else of theirs. */
  readonly vouchedFor: boolean
  /** The use of their login as it was read; undefined where it is not limited by that. */
  readonly use: LoginUse | undefined
}

/** A principal, and what they may do. */
export interface Grantee extends Principal {
  readonly access: Access
  /** Why `access` grants less than the policies say: one is gone, they are too large, or a device has `*`. */
  readonly withheld: WithheldReason | undefined
  /** The effective policies' ids, in the order in which they are asked. */
  readonly policyIds: readonly string[]
  /** How much room it takes where grantees are kept. */
  readonly weight: number
}

/** Why nobody is asking after all. */
export interface GranteeRefusal {
  readonly why:
    | 'unknown_login'
    | 'not_granted'
    | 'revoked_login'
    | 'expired_login'
    | 'inactive_membership'
    | 'inactive_project'
    | 'inactive_client'
    | 'inactive_user'
  readonly finding: Finding
}

/** A principal as the audit names it. */
export function agentOf({ profile, userId, clientId, loginId }: Principal): AuditAgent {
  return { reference: profile, userId, clientId, loginId }
}
