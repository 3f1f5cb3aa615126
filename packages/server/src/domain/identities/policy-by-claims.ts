import { accepted, type IdentityProvider, type ProjectMembership, type Result, refused } from '@damson/fhir'
import type { AuditEntry } from '#domain/audit'
import { findResource, replaceGated, resourceOf } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import type { IdentifyRefusal } from './identified-person.ts'
import type { MembershipOfPerson } from './identities.store.ts'
import { eventOf, type IdentityQuestion } from './identity-question.ts'

interface Changed {
  readonly invalidations: readonly Invalidation[]
  readonly entries: readonly AuditEntry[]
}

/**
 * Gives a membership the policy that the claims choose, and takes back one that they no longer choose. Only if there is
 * exactly one membership, and never if that is an administrator's.
 */
export async function policyByClaims(
  question: IdentityQuestion,
  memberships: readonly MembershipOfPerson[],
): Promise<Result<Changed, IdentifyRefusal>> {
  const nothing = accepted({ invalidations: [], entries: [] })
  const { tx, deps, person, at, byClaims, now } = question
  const { settings } = person.provider
  const [own, another] = memberships
  const ruled = policiesOfRules(settings)
  if (ruled.length === 0 || own === undefined || another !== undefined) return nothing
  const stored = await findResource(tx, at.project, 'ProjectMembership', own.membershipId)
  const membership = stored === undefined ? undefined : resourceOf<ProjectMembership>(stored)
  if (stored === undefined || membership === undefined || isAdministrators(membership)) return nothing
  const current = membership.accessPolicy?.reference
  const isRuled = current !== undefined && ruled.includes(current)
  const wanted = byClaims.accessPolicy ?? (isRuled ? settings.defaultAccessPolicy?.reference : current)
  if (wanted === current) return nothing
  const { accessPolicy: _earlier, ...rest } = membership
  const resource: ProjectMembership = wanted === undefined ? rest : { ...rest, accessPolicy: { reference: wanted } }
  const draft = { project: at.project, type: 'ProjectMembership', id: own.membershipId, resource, author: 'system' }
  const written = await replaceGated(tx, deps.invitationGates, stored, draft, now)
  // Refused rather than keeping the old rights: the claims no longer choose them.
  if (!written.ok)
    return refused({
      why: 'cannot_create',
      finding: `The policy that the claims choose is refused: ${written.refusal.finding.what}`,
    })
  const entry: AuditEntry = {
    ...eventOf(question, own.userId),
    kind: 'membership.changed',
    entity: `ProjectMembership/${own.membershipId}`,
    version: written.value.stored.version,
    reason: 'claim_rule',
  }
  return accepted({ invalidations: written.value.invalidations, entries: [entry] })
}

/** By the flag or by a role. */
function isAdministrators({ admin, adminRole }: ProjectMembership): boolean {
  return admin === true || adminRole !== undefined
}

/** The policies that rules can give: they are taken back when the rule no longer holds. */
function policiesOfRules({ claimRule = [] }: IdentityProvider): readonly string[] {
  return claimRule.flatMap(({ accessPolicy }) => accessPolicy?.reference ?? [])
}
