import type { Result } from '@damson/fhir'
import { refused } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import type { Posted } from '#domain/mails'
import { holdPending } from '#domain/memberships'
import type { Issuer } from '#domain/projects'
import { userById } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'
import { invitationRoute } from './invitation-route.ts'

export type InviteAgainRefusal = 'not_pending' | 'no_address' | 'limited' | 'overtaken'

/** A pending membership, and the account that it is of. */
export interface PendingInvitation {
  readonly project: string
  readonly membershipId: string
  readonly userId: string
}

/**
 * Sends an invitation again that is pending: with a new link, which makes the earlier one useless, or in the way that holds
 * for the address now. What is answered does not depend on whether there is an account.
 */
export async function inviteAgain(
  deps: RegistrationDeps,
  { project, membershipId, userId }: PendingInvitation,
  issuer: Issuer,
  record: (tx: Tx) => Promise<void>,
): Promise<Result<Posted, InviteAgainRefusal>> {
  const { db, mails, clock } = deps
  const user = await userById.one(db, userId)
  const { email } = user
  if (email === null) return refused('no_address')
  const postage = await mails.admit(email)
  if (postage === undefined) return refused('limited')
  const made = await refusable(db, async (tx, refuse: (refusal: InviteAgainRefusal) => never) => {
    const invitee = { project, email, userId, isNew: user.emailProvenAt === null }
    // The link before the membership, as when a password is chosen through it.
    const way = await invitationRoute(tx, deps, invitee, clock.now())
    const held = await holdPending.maybeOne(tx, project, membershipId)
    if (held === undefined) return refuse('not_pending')
    // Taken up at this moment: nobody gets a link to an account that has a password by now.
    const now = await userById.one(tx, held.userId)
    if (held.userId !== userId || (now.emailProvenAt === null) !== invitee.isNew) return refuse('overtaken')
    await record(tx)
    return way
  })
  if (!made.ok) return made
  return { ok: true, value: await mails.invitationAgain(postage, made.value, issuer) }
}
