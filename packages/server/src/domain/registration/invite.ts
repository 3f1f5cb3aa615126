import type { Condition, ProjectMembershipAccess, Result } from '@damson/fhir'
import type { Tx } from '#base/db'
import { refusable } from '#base/db'
import { languageOf } from '#base/language'
import {
  awaitedInvitee,
  createMembership,
  createProfile,
  findProfile,
  type MembershipDraft,
  markInvited,
  membershipOfAddress,
  type ProfileType,
  profileOfAnother,
  profileOfUser,
} from '#domain/memberships'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { Stored, WriteRefusal } from '#domain/resources'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import {
  createUser,
  holderOf,
  type NumberHolder,
  type NumberInProject,
  normaliseEmail,
  provenHolder,
} from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'
import { invitationRoute, type MailedInvitation, signInOf } from './invitation-route.ts'
import { giveNumber, vouchForNumber } from './invited-number.ts'
import { inviterName } from './person.ts'

export interface InviteDraft {
  readonly project: string
  readonly profileType: ProfileType
  readonly firstName: string
  readonly lastName: string
  readonly email: string | undefined
  /** In E.164: of a person who signs in with it, and has no address. */
  readonly phone?: string | undefined
  readonly externalId: string | undefined
  /** The issuer of that id. */
  readonly externalIdIssuer: string | undefined
  readonly projectScoped: boolean
  readonly patient: string | undefined
  readonly admin: boolean
  readonly adminRole: MembershipDraft['adminRole']
  readonly mfaRequired: boolean
  readonly accessPolicy: string | undefined
  readonly access: readonly ProjectMembershipAccess[] | undefined
  readonly forceNewMembership: boolean
  /** The administrator says that the person who has the number of old has it still. */
  readonly samePerson?: boolean | undefined
  /** How the administrator checked who the person is. */
  readonly identityCheck?: string | undefined
  readonly sendEmail: boolean
  /** The inviter's profile. */
  readonly author: string
  readonly invitedBy: string | undefined
}

export type InviteRefusal =
  | WriteRefusal
  | { readonly why: 'already_member'; readonly code: 'already_member'; readonly text: string }
  | typeof NUMBER_UNUSED

export interface Invited {
  readonly membership: Stored
  /** The e-mail to send after the commit; undefined without an address. */
  readonly mailed: MailedInvitation | undefined
  /** The text message to send then: the number, and where its person signs in. */
  readonly texted: { readonly to: string; readonly project: string; readonly at: string } | undefined
}

/** The inviter's checks inside the transaction. */
export interface InviterChecks {
  /** Why the inviter may not give these rights: to anybody, or to the person with this account. */
  mayGrant(tx: Tx, account?: Pick<Account, 'userId' | 'isMade'>): Promise<WriteRefusal | undefined>
  /** The profiles that the inviter may find; undefined: none. */
  readonly findable: Condition | undefined
  /** Why the inviter may not create the new profile or membership. */
  madeProblem(made: Stored): WriteRefusal | undefined
  record(tx: Tx, membership: Stored): Promise<void>
}

const ALREADY_MEMBER = {
  why: 'already_member',
  code: 'already_member',
  text: 'User is already a member of this project',
} as const

/** The number of an invitation may have gone to another person, who must not get the account. */
export const NUMBER_UNUSED = {
  why: 'number_unused',
  code: 'number_unused',
  text:
    'This number was not used for 90 days, and may be another person’s by now: if the member has it still, send samePerson; ' +
    'else remove that membership first.',
} as const

/**
 * Gives a person a membership in a project. A new account is made for it, and its owner proves it by choosing a password
 * through the link in the e-mail, or by the project's provider. An address that has an account gets one all the same, which
 * cannot have a password: the owner of the address accepts the membership in their own account (`acceptOffer`).
 */
export async function invite(
  deps: RegistrationDeps,
  draft: InviteDraft,
  checks: InviterChecks,
): Promise<Result<Invited, InviteRefusal>> {
  return refusable(deps.db, (tx, refuse: Refuse) => inviteIn(tx, deps, draft, checks, refuse))
}

type Refuse = (refusal: InviteRefusal) => never

async function inviteIn(
  tx: Tx,
  deps: RegistrationDeps,
  draft: InviteDraft,
  { mayGrant, findable, madeProblem, record }: InviterChecks,
  refuse: Refuse,
): Promise<Invited> {
  const now = deps.clock.now()
  const { profileType, author } = draft
  const email = draft.email === undefined ? undefined : normaliseEmail(draft.email)
  const problem = await mayGrant(tx)
  if (problem !== undefined) refuse(problem)
  const account = await accountFor(tx, deps, draft, email, now, refuse)
  const { userId, scope, invalidations } = account
  const known = email === undefined ? undefined : await provenHolder.maybeOne(tx, email, scope)
  // Whoever accepts the membership has it beside their others.
  const people = known === undefined ? [account] : [account, { userId: known.id, isMade: false }]
  for (const one of people) {
    const personal = await mayGrant(tx, one)
    if (personal !== undefined) refuse(personal)
  }
  const found =
    email === undefined || findable === undefined
      ? undefined
      : await profileFor(tx, draft, email, findable, { userId, knownId: known?.id }, refuse)
  const person = found ?? (await createProfile(tx, deps.gates, { ...draft, type: profileType, email }, now))
  const profile = `${profileType}/${person.id}`
  const written = await createMembership(
    tx,
    deps.invitationGates,
    { ...draft, user: `User/${userId}`, profile, author },
    now,
  )
  if (!written.ok) return refuse(written.refusal)
  const { stored } = written.value
  const beyond = (found === undefined ? madeProblem(person) : undefined) ?? madeProblem(stored)
  if (beyond !== undefined) refuse(beyond)
  await markInvited.run(tx, now, draft.project, stored.id)
  const is = known === undefined ? 'new' : 'offered'
  const invitee = email === undefined ? undefined : ({ project: draft.project, email, userId, is, scope } as const)
  const inviter = await inviterName(tx, draft.invitedBy)
  const subject = { project: draft.project, about: `ProjectMembership/${stored.id}`, inviter, name: draft.firstName }
  const language = languageOf(known?.language ?? null)
  const mailed = invitee && { to: invitee.email, way: await invitationRoute(tx, deps, invitee, now), subject, language }
  const texted =
    draft.phone === undefined ? undefined : { to: draft.phone, ...(await signInOf(tx, deps, draft.project)) }
  await record(tx, stored)
  await publishInvalidations(tx, [...invalidations, ...written.value.invalidations], now)
  return { membership: stored, mailed, texted }
}

/** The profile with the address, unless another person has it: an address may be shared, or others may have written it. */
async function profileFor(
  tx: Tx,
  { project, profileType }: InviteDraft,
  email: string,
  findable: Condition,
  { userId, knownId }: { readonly userId: string; readonly knownId: string | undefined },
  refuse: Refuse,
): Promise<Stored | undefined> {
  const found = await findProfile(tx, project, profileType, email, findable)
  if (found === undefined) return undefined
  const profile = `${profileType}/${found.id}`
  if (!(await profileOfAnother.one(tx, project, profile, userId)).found) return found
  // The person has it in their own account: they are offered nothing that they have.
  const isOwn = knownId !== undefined && (await profileOfUser.one(tx, project, profile, knownId)).found
  return isOwn ? refuse(ALREADY_MEMBER) : undefined
}

interface Account {
  readonly userId: string
  /** The project of the account; the system project for server-wide ones. */
  readonly scope: string
  /** This invitation makes it: no earlier one did. */
  readonly isMade: boolean
  readonly invalidations: readonly Invalidation[]
}

/**
 * The account that this project's earlier invitation made, or a new one, whether or not the address has an account: an
 * inviter who compares the ids of two projects, or of two invitations, learns nothing about it.
 */
async function accountFor(
  tx: Tx,
  deps: RegistrationDeps,
  draft: InviteDraft,
  email: string | undefined,
  now: Date,
  refuse: Refuse,
): Promise<Account> {
  const { project, projectScoped, profileType, firstName, lastName, forceNewMembership } = draft
  const number = draft.phone === undefined ? undefined : { project, number: draft.phone }
  const holder = number && (await holderOf(tx, deps.keyring, number, now))
  if (number !== undefined && holder !== undefined)
    return accountOfNumber(tx, deps, draft, { ...number, ...holder }, now, refuse)
  const scope = projectScoped || profileType === 'Patient' || email === undefined ? project : SYSTEM_PROJECT
  if (email !== undefined && !forceNewMembership) {
    const isInvited = (await membershipOfAddress.maybeOne(tx, project, email, scope)) !== undefined
    if (isInvited) refuse(ALREADY_MEMBER)
  }
  const awaited = email === undefined ? undefined : await awaitedInvitee.maybeOne(tx, project, email, scope)
  if (awaited !== undefined) return { userId: awaited.id, scope, isMade: false, invalidations: [] }
  // An account that other projects use is not this one's to set; the membership demands it here.
  const mfaRequired = draft.mfaRequired && scope === project
  const user = { project: scope, systemProject: SYSTEM_PROJECT, firstName, lastName, email, proven: false, mfaRequired }
  const { id, invalidations } = await createUser(tx, deps.gates, user, now)
  if (number !== undefined) await giveNumber(tx, deps, { userId: id, ...number }, now)
  return { userId: id, scope, isMade: true, invalidations }
}

/** The account of the member who has the number: they get another membership. */
async function accountOfNumber(
  tx: Tx,
  deps: RegistrationDeps,
  { forceNewMembership, samePerson = false }: InviteDraft,
  { isProven, ...number }: NumberHolder & NumberInProject,
  now: Date,
  refuse: Refuse,
): Promise<Account> {
  if (!forceNewMembership) refuse(ALREADY_MEMBER)
  if (!isProven && !samePerson) refuse(NUMBER_UNUSED)
  if (samePerson) await vouchForNumber(tx, deps, number, now)
  return { userId: number.userId, scope: number.project, isMade: false, invalidations: [] }
}
