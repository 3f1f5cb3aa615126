import type { ProjectMembership } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Tx } from '#base/db'
import type { Audit, AuditEntry } from '#domain/audit'
import { findResource, type Gates, replaceGated, resourceOf } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { linkSeconds, useLinksOf } from '#domain/users'
import { declineOffer, type Offer, offersTo, takeOffer } from './offers.store.ts'

/** Who answers an offer: the owner of the address, signed in to their own account. */
export interface OfferAnswer extends Pick<AuditEntry, 'personal' | 'traceId'> {
  readonly userId: string
  /** The account's project, for the audit. */
  readonly accountProject: string
  /** The project and the membership. */
  readonly project: string
  readonly id: string
}

interface OfferDeps {
  /** Those of memberships of server-wide accounts. */
  readonly invitationGates: Gates
  readonly audit: Audit
}

/** An offer ends with the link of its invitation. */
const sentAfter = (now: Date): Date => secondsAfter(now, -linkSeconds('invite'))

/** What an account is offered, the latest first. */
export function findOffers(tx: Tx, userId: string, now: Date): Promise<readonly Offer[]> {
  return offersTo.rows(tx, userId, sentAfter(now))
}

/**
 * Accepts an offered role: from now on it is the person's. Until then the membership belongs to an account of its own, which
 * has no password: so it grants nothing, and its inviter sees the same whether the address had an account or not. Undefined if
 * it is not offered to them, or not any more. Publish the invalidations last in the transaction.
 */
export async function acceptOffer(
  tx: Tx,
  { invitationGates, audit }: OfferDeps,
  { userId, project, id, personal, traceId }: OfferAnswer,
  now: Date,
): Promise<{ readonly offer: Offer; readonly invalidations: readonly Invalidation[] } | undefined> {
  const offer = (await findOffers(tx, userId, now)).find((one) => one.project === project && one.id === id)
  if (offer === undefined) return undefined
  // The links before the membership, as whoever revokes an invitation locks them.
  await useLinksOf.run(tx, now, offer.invitee)
  const taken = await takeOffer.maybeOne(tx, { project, id, userId, since: sentAfter(now) })
  if (taken === undefined) return undefined
  const stored = await findResource(tx, project, 'ProjectMembership', id)
  const membership = stored === undefined ? undefined : resourceOf<ProjectMembership>(stored)
  if (stored === undefined || membership === undefined) throw new Error('a membership has no resource')
  const resource: ProjectMembership = { ...membership, user: { reference: `User/${userId}` } }
  const draft = { project, type: 'ProjectMembership', id, resource, author: 'system' }
  const written = await replaceGated(tx, invitationGates, stored, draft, now)
  if (!written.ok) throw new Error(`a membership could not be accepted: ${written.refusal.code}`)
  const agent = { reference: taken.profile, userId }
  const entity = `ProjectMembership/${id}`
  await audit.record(tx, [{ kind: 'invitation.accepted', project, outcome: 0, agent, personal, entity, traceId }])
  return { offer: taken, invalidations: written.value.invalidations }
}

/**
 * Declines it. The project learns what it learns of whoever ends the link of an invitation, and not that the address has an
 * account; the account's own project learns who did it.
 */
export async function refuseOffer(
  tx: Tx,
  { audit }: Pick<OfferDeps, 'audit'>,
  { userId, accountProject, project, id, personal, traceId }: OfferAnswer,
  now: Date,
): Promise<Offer | undefined> {
  const declined = await declineOffer.maybeOne(tx, { project, id, userId, since: sentAfter(now), now })
  if (declined === undefined) return undefined
  const entity = `ProjectMembership/${id}`
  const event = { outcome: 0, personal, entity, traceId } as const
  await audit.record(tx, [
    { ...event, kind: 'link.declined', project, agent: {}, reason: 'invite' },
    { ...event, kind: 'invitation.declined', project: accountProject, agent: { userId } },
  ])
  return declined
}
