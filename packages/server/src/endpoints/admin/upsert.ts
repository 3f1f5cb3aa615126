import type { ProjectMembership } from '@damson/fhir'
import { conflict, forbidden, type OutcomeError } from '#answers'
import { bothOf } from '#base/findings'
import { mayAct } from '#domain/access'
import { type MemberOfInvitee, membersOfInvitee } from '#domain/memberships'
import { type InviteDraft, inviteAgain, NUMBER_UNUSED, signInOf, vouchForNumber } from '#domain/registration'
import { bodyOf, readResource, resourceOf, type Stored } from '#domain/resources'
import { holderOf, type NumberHolder, normaliseEmail } from '#domain/users'
import { type Administrator, eventOf, requirePerson, requireReach } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { sendInvitation } from './invited-phone.ts'
import { changeMember } from './members.ts'
import { mailNotSent, textNotSent } from './not-sent.ts'

const TYPE = 'ProjectMembership'

/** The elements of a membership that an invitation may name. Those that it leaves out stay as they are. */
export type InvitedElements = Pick<
  ProjectMembership,
  'admin' | 'adminRole' | 'mfaRequired' | 'accessPolicy' | 'access' | 'externalId' | 'externalIdIssuer'
>

/**
 * Changes the membership that the invited person has already, and sends a pending invitation again. Undefined if there is
 * no such membership: then the person is invited. Repeating it changes nothing.
 */
export async function upsert(
  deps: AdminDeps,
  administrator: Administrator,
  draft: InviteDraft,
  elements: InvitedElements,
): Promise<string | undefined> {
  const member = await memberOfInvitee(deps, draft)
  if (member === undefined) return undefined
  const stored = await withinReach(deps, administrator, member)
  const before = resourceOf<ProjectMembership>(stored)
  if (before === undefined) throw alreadyMember()
  const changed = await changedBy(deps, administrator, stored, { ...before, ...elements })
  if (draft.phone !== undefined) return invitedAgainByPhone(deps, administrator, member, draft, changed)
  if (!member.pending || draft.email === undefined || !draft.sendEmail) return changed
  const sent = await inviteAgain(
    deps.registration,
    { project: draft.project, membershipId: member.id, userId: member.userId, invitedBy: draft.invitedBy },
    administrator.issuer,
    (tx) => deps.audit.record(tx, [eventOf(administrator, 'invitation.resent', `${TYPE}/${member.id}`)]),
  )
  // Accepted meanwhile: there is nothing to send.
  const posted = sent.ok ? sent.value : sent.refusal === 'limited' ? 'limited' : 'sent'
  return posted === 'sent'
    ? changed
    : mailNotSent(posted, 'The membership is as you sent it: send the invitation again later.')
}

/** The new invitation proves the number again, and is told to it. */
async function invitedAgainByPhone(
  deps: AdminDeps,
  administrator: Administrator,
  { id, userId, pending }: MemberOfInvitee,
  draft: InviteDraft,
  changed: string,
): Promise<string> {
  const { project, phone = '', samePerson = false, sendEmail } = draft
  if (!pending && !samePerson) return changed
  await deps.db.tx(async (tx) => {
    const own = { userId, project, number: phone }
    if (samePerson && !(await vouchForNumber(tx, deps.registration, own, deps.clock.now()))) throw otherNumber()
    await deps.audit.record(tx, [eventOf(administrator, 'invitation.resent', `${TYPE}/${id}`, checkedBy(draft))])
  })
  if (!sendEmail) return changed
  const to = { to: phone, ...(await signInOf(deps.db, deps.registration, project)) }
  const sent = await sendInvitation(deps, administrator, to)
  return sent === 'sent'
    ? changed
    : textNotSent(sent, 'The membership is as you sent it: send the invitation again later.')
}

/** What the audit keeps of how the inviter knows the person. */
export function checkedBy({ identityCheck: how }: InviteDraft): { readonly query?: string } {
  return how === undefined ? {} : { query: `identityCheck=${how}` }
}

/** The membership that is meant: the one with the external id, else those of the address or the number. */
async function memberOfInvitee(deps: AdminDeps, draft: InviteDraft): Promise<MemberOfInvitee | undefined> {
  const { db, keyring, clock } = deps
  const { project, profileType, email, phone, externalId, externalIdIssuer } = draft
  const number = phone === undefined ? undefined : { project, number: phone }
  const holder = number && (await holderOf(db, keyring, number, clock.now()))
  const found = await membersOfInvitee.rows(db, {
    project,
    email: email === undefined ? null : normaliseEmail(email),
    userId: holder?.userId ?? null,
    externalId: externalId ?? null,
    externalIdIssuer: externalIdIssuer ?? null,
  })
  const named = found.filter(({ hasExternalId }) => hasExternalId)
  const meant = named.length > 0 ? named : found
  const [member, another] = meant.filter(({ profile }) => profile.startsWith(`${profileType}/`))
  if (member === undefined && meant.length > 0)
    throw conflict(
      'This person is a member with another type of profile: to add a membership, send forceNewMembership without upsert.',
      'other_profile_type',
    )
  if (another !== undefined)
    throw conflict(
      'This person has several memberships with this type of profile: change one of them by its id.',
      'several_memberships',
    )
  if (member?.active === false)
    throw conflict('This membership is inactive: activate it by its id, then send the invitation.', 'inactive')
  if (phone !== undefined && member !== undefined) requireOwnNumber(draft, member, holder)
  return member
}

/** A number that another person has, or may have by now, must not lead to this membership. */
function requireOwnNumber(
  { externalId, samePerson }: InviteDraft,
  { userId, hasOtherId }: MemberOfInvitee,
  holder: NumberHolder | undefined,
): void {
  if (holder?.userId !== userId) throw otherNumber()
  if (externalId !== undefined && hasOtherId)
    throw conflict(
      'The member who has this number has another externalId: find out whose number it is, and remove the other membership.',
      'other_external_id',
    )
  if (!holder.isProven && samePerson !== true) throw conflict(bothOf(NUMBER_UNUSED.text), NUMBER_UNUSED.code)
}

function otherNumber(): OutcomeError {
  return conflict(
    'This member does not sign in with this number: to give them another one, remove the membership and invite them anew.',
    'other_number',
  )
}

/** To an administrator who may not change the membership, the answer is that of an invitation without `upsert`. */
async function withinReach(deps: AdminDeps, administrator: Administrator, { id }: MemberOfInvitee): Promise<Stored> {
  const narrowing = requireReach(administrator, 'update', TYPE)
  const stored = await readResource(deps.db, administrator.grantee.project, TYPE, id, narrowing)
  if (stored === undefined || stored.deleted) throw alreadyMember()
  await requirePerson(deps, administrator, stored)
  return stored
}

async function changedBy(
  deps: AdminDeps,
  administrator: Administrator,
  stored: Stored,
  after: ProjectMembership,
): Promise<string> {
  if (JSON.stringify(after) === JSON.stringify(resourceOf(stored))) return bodyOf(stored, true)
  if (!mayAct(administrator.grantee, 'change_members'))
    throw forbidden(
      'Your role as an administrator does not include changing members: leave upsert out, or ask an owner of the project.',
      'needs_role',
    )
  return changeMember(deps, administrator, stored, after)
}

function alreadyMember(): OutcomeError {
  return conflict('User is already a member of this project', 'already_member')
}
