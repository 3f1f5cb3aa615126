import { accepted, type ProjectMembership, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import type { Audit } from '#domain/audit'
import { decideByClaims, type ExternalPerson } from '#domain/proof'
import type { Gate } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { type IdentifiedPerson, type IdentifyRefusal, refusedByClaim } from './identified-person.ts'
import { createAndLink, linkTo } from './identify.ts'
import {
  deleteIdentity,
  deleteLinkedSince,
  deleteOfMembership,
  deleteProved,
  identitiesOfUser,
  identityOfSubject,
  lockSubject,
  membershipsByUser,
} from './identities.store.ts'
import { type IdentifyAt, type IdentifyDeps, type IdentityQuestion, isOfType } from './identity-question.ts'
import { type UnlinkBy, type UnlinkReason, unlinked } from './unlinking.ts'

/** A linked identity, as its owner sees it. */
export interface OwnIdentity {
  readonly id: string
  readonly project: string
  readonly issuer: string
  readonly providerKey: string
  readonly linkedAt: Date
  readonly lastUsedAt: Date | null
}

export function identitiesOf(tx: Tx, userId: string): Promise<readonly OwnIdentity[]> {
  return identitiesOfUser.rows(tx, userId)
}

/** Removes a link, and ends its sign-ins. Undefined if it is another person's. */
export async function unlink(
  tx: Tx,
  audit: Audit,
  identityId: string,
  userId: string,
  by: UnlinkBy,
  now: Date,
): Promise<readonly Invalidation[] | undefined> {
  const gone = await deleteIdentity.maybeOne(tx, identityId, userId)
  return gone === undefined ? undefined : unlinked(tx, audit, gone, 'by_user', by, now)
}

/** Removes every link that was proven by a password, when that password is replaced. */
export async function unlinkProved(
  tx: Tx,
  audit: Audit,
  userId: string,
  by: UnlinkBy,
  now: Date,
): Promise<readonly Invalidation[]> {
  const invalidations: Invalidation[] = []
  for (const gone of await deleteProved.rows(tx, userId))
    invalidations.push(...(await unlinked(tx, audit, gone, 'password_set', by, now)))
  return invalidations
}

/** Removes every link made since then: by whoever changed the address, which is undone, or by whoever imported the account. */
export async function unlinkSince(
  tx: Tx,
  audit: Audit,
  { userId, since, why }: { readonly userId: string; readonly since: Date; readonly why: UnlinkReason },
  by: UnlinkBy,
  now: Date,
): Promise<readonly Invalidation[]> {
  const invalidations: Invalidation[] = []
  for (const gone of await deleteLinkedSince.rows(tx, userId, since))
    invalidations.push(...(await unlinked(tx, audit, gone, why, by, now)))
  return invalidations
}

/**
 * Links a provider's person to an account whose owner has just proven it. The account must have a membership in the project.
 */
export async function linkProven(
  deps: IdentifyDeps,
  tx: Tx,
  person: ExternalPerson,
  userId: string,
  at: IdentifyAt,
  now: Date,
): Promise<Result<IdentifiedPerson, IdentifyRefusal>> {
  const question = await askAgain(deps, tx, person, at, now)
  if (!question.ok) return question
  const memberships = await membershipsByUser.rows(tx, at.project, userId)
  const isWelcome = memberships.some(
    ({ active, profile }) => active && isOfType(person.provider, profile.split('/')[0] ?? ''),
  )
  return isWelcome
    ? linkTo(question.value, userId, undefined, 'proved')
    : refused({
        why: 'foreign_profile_type',
        finding: 'The account that was proven has no profile here of a type that the provider may sign in.',
      })
}

/** Makes an account for a provider's person who says that they have none here. */
export async function createOnRequest(
  deps: IdentifyDeps,
  tx: Tx,
  person: ExternalPerson,
  at: IdentifyAt,
  now: Date,
): Promise<Result<IdentifiedPerson, IdentifyRefusal>> {
  const question = await askAgain(deps, tx, person, at, now)
  if (!question.ok) return question
  const { accountPolicy, defaultProfileType } = person.provider.settings
  return accountPolicy === 'ask' && defaultProfileType !== undefined
    ? createAndLink(question.value)
    : refused({ why: 'not_invited', finding: 'The provider may not create accounts.' })
}

/** Asks the same question again, some pages later. */
async function askAgain(
  deps: IdentifyDeps,
  tx: Tx,
  person: ExternalPerson,
  at: IdentifyAt,
  now: Date,
): Promise<Result<IdentityQuestion, IdentifyRefusal>> {
  const byClaims = decideByClaims(person.provider.settings, person.claims)
  if (byClaims.problem !== undefined) return refused(refusedByClaim(byClaims.problem))
  await lockSubject.rows(tx, at.project, person.issuer, person.subject)
  const known = await identityOfSubject.maybeOne(tx, at.project, person.issuer, person.subject)
  return known === undefined
    ? accepted({ deps, tx, person, at, byClaims, now })
    : refused({ why: 'already_linked', finding: 'The person was linked in the meantime: they must sign in again.' })
}

/**
 * Ends links by external id when the project removes or changes the id of the membership, and every link to a membership
 * when that is removed.
 */
export function identityGate(audit: Audit): Gate {
  return async (tx, { project, id, before, after, now }) => {
    const reason = reasonToUnlink(before as ProjectMembership | undefined, after as ProjectMembership | undefined)
    if (reason === undefined) return accepted([])
    const invalidations: Invalidation[] = []
    for (const gone of await deleteOfMembership.rows(tx, project, id))
      invalidations.push(...(await unlinked(tx, audit, gone, reason, { agent: {}, personal: {} }, now)))
    return accepted(invalidations)
  }
}

function reasonToUnlink(
  before: ProjectMembership | undefined,
  after: ProjectMembership | undefined,
): UnlinkReason | undefined {
  if (before === undefined) return undefined
  if (after === undefined) return 'membership_removed'
  if (before.user.reference !== after.user.reference) return 'membership_moved'
  const isSame = before.externalId === after.externalId && before.externalIdIssuer === after.externalIdIssuer
  return isSame ? undefined : 'external_id_changed'
}
