import { accepted, type ProjectMembershipAccess, type Result, refused } from '@damson/fhir'
import { type Tx, UniqueViolation } from '#base/db'
import { createMembership, membershipOfUserInProject } from '#domain/memberships'
import { SYSTEM_PROJECT } from '#domain/projects'
import { type Stored, type WriteRefusal } from '#domain/resources'
import { type NewsItem, publishNews } from '#domain/revocation'
import { createUser, makeLink, normaliseEmail, provenHolder } from '#domain/users'
import type { RegistrationParts } from './parts.ts'
import { createProfile, findProfile, type ProfileType } from './profile.ts'

export interface InviteDraft {
  readonly project: string
  readonly profileType: ProfileType
  readonly firstName: string
  readonly lastName: string
  readonly email: string | undefined
  readonly externalId: string | undefined
  readonly projectScoped: boolean
  readonly patient: string | undefined
  readonly admin: boolean
  readonly accessPolicy: string | undefined
  readonly access: readonly ProjectMembershipAccess[] | undefined
  readonly forceNewMembership: boolean
  readonly sendEmail: boolean
  /** The inviter's profile. */
  readonly author: string
  readonly invitedBy: string | undefined
}

export type InviteRefusal =
  | WriteRefusal
  | { readonly why: 'already_member'; readonly code: 'already_member'; readonly text: string }

export interface Invited {
  readonly membership: Stored
  /** The letter to send once all is committed; undefined for people who have an account, or no address. */
  readonly letter: { readonly to: string; readonly link: { readonly id: string; readonly secret: string } } | undefined
}

/** What the inviter's side adds inside the transaction. */
export interface InviterChecks {
  /** Whether the inviter may give these rights. */
  mayGrant(tx: Tx): Promise<WriteRefusal | undefined>
  record(tx: Tx, membership: Stored): Promise<void>
}

const ALREADY_MEMBER = {
  why: 'already_member',
  code: 'already_member',
  text: 'User is already a member of this project',
} as const

/**
 * Gives a person a place in a project. An account is found only by a proven address; otherwise a new one is made, which
 * its owner proves by choosing a password through the mailed link.
 */
export async function invite(
  parts: RegistrationParts,
  draft: InviteDraft,
  checks: InviterChecks,
): Promise<Result<Invited, InviteRefusal>> {
  try {
    return accepted(await parts.db.tx((tx) => inviteIn(tx, parts, draft, checks)))
  } catch (error) {
    if (error instanceof RolledBack) return refused(error.refusal)
    if (error instanceof UniqueViolation) return refused(ALREADY_MEMBER)
    throw error
  }
}

async function inviteIn(
  tx: Tx,
  parts: RegistrationParts,
  draft: InviteDraft,
  { mayGrant, record }: InviterChecks,
): Promise<Invited> {
  const now = parts.clock.now()
  const { project, profileType, author } = draft
  const email = draft.email === undefined ? undefined : normaliseEmail(draft.email)
  const problem = await mayGrant(tx)
  if (problem !== undefined) throw new RolledBack(problem)
  const { userId, isNew, news } = await accountFor(tx, parts, draft, email, now)
  const found = email === undefined ? undefined : await findProfile(tx, project, profileType, email)
  const profile = found ?? (await createProfile(tx, parts.gates, { ...draft, type: profileType, email }, now))
  const written = await createMembership(
    tx,
    parts.invitationGates,
    { ...draft, user: `User/${userId}`, profile, author },
    now,
  )
  if (!written.ok) throw new RolledBack(written.refusal)
  const { stored } = written.value
  const letter =
    isNew && email !== undefined
      ? { to: email, link: await makeLink(tx, parts.keyring, userId, 'invite', now) }
      : undefined
  await record(tx, stored)
  await publishNews(tx, [...news, ...written.value.news], now)
  return { membership: stored, letter }
}

interface Account {
  readonly userId: string
  readonly isNew: boolean
  readonly news: readonly NewsItem[]
}

/** The account under a proven address, unless it has a place in the project already; else a new one. */
async function accountFor(
  tx: Tx,
  { gates }: RegistrationParts,
  draft: InviteDraft,
  email: string | undefined,
  now: Date,
): Promise<Account> {
  const { project, projectScoped, profileType, firstName, lastName, forceNewMembership } = draft
  const scope = projectScoped || profileType === 'Patient' || email === undefined ? project : SYSTEM_PROJECT
  const known = email === undefined ? undefined : await provenHolder.maybeOne(tx, email, scope)
  if (known !== undefined) {
    const isMember = (await membershipOfUserInProject.maybeOne(tx, project, known.id)) !== undefined
    if (isMember && !forceNewMembership) throw new RolledBack(ALREADY_MEMBER)
    return { userId: known.id, isNew: false, news: [] }
  }
  const user = { project: scope, systemProject: SYSTEM_PROJECT, firstName, lastName, email, proven: false }
  const { id, news } = await createUser(tx, gates, user, now)
  return { userId: id, isNew: true, news }
}

/** Leaves the transaction without a trace of the half-made invitation. */
class RolledBack extends Error {
  readonly refusal: InviteRefusal
  constructor(refusal: InviteRefusal) {
    super('the invitation was refused')
    this.refusal = refusal
  }
}
