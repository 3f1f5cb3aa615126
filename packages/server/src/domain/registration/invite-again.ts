import type { Result } from '@damson/fhir'
import { refused } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { languageOf } from '#base/language'
import type { Posted } from '#domain/mails'
import { holdPending, offerAgain } from '#domain/memberships'
import type { Issuer } from '#domain/projects'
import { provenHolder, type UserRow, userById } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'
import { invitationRoute } from './invitation-route.ts'
import { inviterName, personOf } from './person.ts'

export type InviteAgainRefusal = 'not_pending' | 'no_address' | 'limited' | 'overtaken'

/** A pending membership and its account. */
export interface PendingInvitation {
  readonly project: string
  readonly membershipId: string
  readonly userId: string
  /** Who sends it again: a `User` reference, or a program's. */
  readonly invitedBy: string | undefined
}

/**
 * Resends a pending invitation: with a new link, which makes the earlier one useless, or by the route that now applies to
 * the address. The answer doesn't depend on whether an account exists.
 */
export async function inviteAgain(
  deps: RegistrationDeps,
  { project, membershipId, userId, invitedBy }: PendingInvitation,
  issuer: Issuer,
  record: (tx: Tx) => Promise<void>,
): Promise<Result<Posted, InviteAgainRefusal>> {
  const { db, mails, clock } = deps
  const user = await userById.one(db, userId)
  const { email } = user
  if (email === null) return refused('no_address')
  const postage = await mails.admit(email, { why: 'invitation', project })
  if (postage === undefined) return refused('limited')
  const made = await refusable(db, async (tx, refuse: (refusal: InviteAgainRefusal) => never) => {
    const known = user.emailProvenAt === null ? await provenHolder.maybeOne(tx, email, user.project) : user
    const invitee = { project, email, userId, scope: user.project, is: standingOf(known, userId) }
    // Locks the link before the membership, in the same order as choosing a password does.
    const way = await invitationRoute(tx, deps, invitee, clock.now())
    const held = await holdPending.maybeOne(tx, project, membershipId)
    if (held === undefined) return refuse('not_pending')
    // If the invitation was accepted at this moment, no link is sent: the account has a password by now.
    const now = await userById.one(tx, held.userId)
    if (held.userId !== userId || (now.emailProvenAt === null) !== (user.emailProvenAt === null))
      return refuse('overtaken')
    await offerAgain.run(tx, clock.now(), project, membershipId)
    await record(tx)
    return { way, language: languageOf(known?.language ?? null) }
  })
  if (!made.ok) return made
  const inviter = await inviterName(db, invitedBy)
  const { firstName: name } = (await personOf(db, userId)).user
  const subject = { project, about: `ProjectMembership/${membershipId}`, inviter, name }
  const { way, language } = made.value
  const posting = await mails.invitationAgain(postage, way, subject, language, issuer)
  return { ok: true, value: await posting.attempt }
}

/** Whether the invited account is proven, or its address has another account that is. */
function standingOf(known: UserRow | undefined, userId: string): 'new' | 'offered' | 'member' {
  if (known === undefined) return 'new'
  return known.id === userId ? 'member' : 'offered'
}
