import { accepted, type IdentityProvider, type ProjectMembership, type Result, refused } from '@damson/fhir'
import type { AuditEntry } from '#domain/audit'
import { findResource, replaceGated, resourceOf } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import type { IdentifyRefusal } from './identified.ts'
import type { PlaceRow } from './identities.store.ts'
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
  places: readonly PlaceRow[],
): Promise<Result<Changed, IdentifyRefusal>> {
  const nothing = accepted({ invalidations: [], entries: [] })
  const { tx, deps, person, at, byClaims, now } = question
  const { settings } = person.provider
  const [place, another] = places
  const ruled = policiesOfRules(settings)
  if (ruled.length === 0 || place === undefined || another !== undefined || place.admin) return nothing
  const stored = await findResource(tx, at.project, 'ProjectMembership', place.membershipId)
  const membership = stored === undefined ? undefined : resourceOf<ProjectMembership>(stored)
  if (stored === undefined || membership === undefined) return nothing
  const current = membership.accessPolicy?.reference
  const isRuled = current !== undefined && ruled.includes(current)
  const wanted = byClaims.accessPolicy ?? (isRuled ? settings.defaultAccessPolicy?.reference : current)
  if (wanted === current) return nothing
  const { accessPolicy: _earlier, ...rest } = membership
  const resource: ProjectMembership = wanted === undefined ? rest : { ...rest, accessPolicy: { reference: wanted } }
  const draft = { project: at.project, type: 'ProjectMembership', id: place.membershipId, resource, author: 'system' }
  const written = await replaceGated(tx, deps.invitationGates, stored, draft, now)
  // Refused rather than keeping the old rights: the claims no longer choose them.
  if (!written.ok)
    return refused({
      why: 'cannot_create',
      finding: `The policy that the claims choose is refused: ${written.refusal.finding.what}`,
    })
  const entry: AuditEntry = {
    ...eventOf(question, place.userId),
    kind: 'membership.changed',
    entity: `ProjectMembership/${place.membershipId}`,
    version: written.value.stored.version,
    reason: 'claim_rule',
  }
  return accepted({ invalidations: written.value.invalidations, entries: [entry] })
}

/** The policies that rules can give: they are taken back when the rule no longer holds. */
function policiesOfRules({ claimRule = [] }: IdentityProvider): readonly string[] {
  return claimRule.flatMap(({ accessPolicy }) => accessPolicy?.reference ?? [])
}
