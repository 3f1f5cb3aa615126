import { accepted, type ProjectMembership, type Result, refused } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { networkOf } from '#base/http'
import { isUuid } from '#base/random'
import type { AuditEntry } from '#domain/audit'
import type { Client } from '#domain/clients'
import { addressProblem, type MethodRefusal } from '#domain/email-domains'
import type { Wrapped } from '#domain/factors'
import { unlinkProved } from '#domain/identities'
import { endLoginsOfUser } from '#domain/logins'
import { moveMemberships, placesOf } from '#domain/memberships'
import { type Issuer, readProject, SYSTEM_PROJECT } from '#domain/projects'
import { deleteGated, findResource, replaceGated, resourceOf, type Stored, type WriteResult } from '#domain/resources'
import { type NewsItem, publishNews } from '#domain/revocation'
import { type Allowance, busyAllowance, type HeldRefusal } from '#domain/throttle'
import {
  keptPassword,
  makeLink,
  normaliseEmail,
  openLink,
  peekLink,
  proveAddress,
  putPassword,
  schemesBrought,
  type UserRow,
  useLinksOf,
  userByEmail,
  userById,
} from '#domain/users'
import { belongsTo } from './belonging.ts'
import { choosingProblem } from './choosing.ts'
import type { Origin, RegistrationParts } from './parts.ts'

export type PasswordRefusal =
  | { readonly why: 'unusable_link' | 'wrong_password' | 'wrong_link_kind' }
  | { readonly why: 'other_method'; readonly problem: MethodRefusal }
  | { readonly why: 'too_many_attempts'; readonly allowance: Allowance }

/**
 * Sets the password through a mailed link, which proves the address; all earlier sign-ins end. Where another account
 * has proven the address meanwhile, what this one was invited to goes to that account, whose password stays.
 */
export async function setPassword(
  parts: RegistrationParts,
  id: string,
  secret: string,
  password: string,
  origin: Origin,
): Promise<Result<{ readonly movedToExisting: boolean }, PasswordRefusal>> {
  const { db, clock, keyring, passwords, audit, gates, letters } = parts
  const now = clock.now()
  const peeked = await peekLink(db, keyring, id, secret, now)
  if (!peeked.ok) return refused({ why: 'unusable_link' })
  if (peeked.value.kind === 'verify-email') return refused({ why: 'wrong_link_kind' })
  const invited = await userById.one(db, peeked.value.userId)
  if (!(await belongsTo(db, origin.issuer, invited))) return refused({ why: 'unusable_link' })
  const problem = await choosingProblem(db, origin.issuer, invited)
  if (problem !== undefined) return refused({ why: 'other_method', problem })
  const hashed = await passwords.hash(password)
  const done = await db.tx(async (tx) => {
    const opened = await openLink(tx, keyring, id, secret, now)
    if (!opened.ok) return undefined
    const user = await userById.one(tx, opened.value.userId)
    const proven = await proveAddress(tx, gates, user.id, now)
    if (!proven.ok) {
      const news = await giveMembershipsTo(parts, tx, user, proven.refusal.holder, now)
      await audit.record(tx, [eventOf('user.address_proven', proven.refusal.holder, origin)])
      await publishNews(tx, news, now)
      return { user, movedToExisting: true }
    }
    await putPassword.run(tx, hashed.hash, hashed.keyVersion, now, user.id)
    await useLinksOf.run(tx, now, user.id)
    // Whoever knew the password before may have linked an account of theirs with it.
    const by = { agent: { userId: user.id }, personal: place(origin), traceId: origin.traceId }
    const unlinked = await unlinkProved(tx, audit, user.id, by, now)
    const ended = await endLoginsOfUser(tx, user.id, undefined, 'password_set', now)
    await audit.record(tx, [eventOf('password.set', user, origin)])
    await publishNews(tx, [...proven.value, ...unlinked, ...ended], now)
    return { user, movedToExisting: false }
  })
  if (done === undefined) return refused({ why: 'unusable_link' })
  if (peeked.value.kind === 'reset' && done.user.email !== null)
    await letters.passwordChanged(done.user.email, origin.issuer)
  return accepted({ movedToExisting: done.movedToExisting })
}

/** Proves the address of somebody who registered: the link shows that they read its mail, the password that they registered. */
export async function verifyEmail(
  parts: RegistrationParts,
  id: string,
  secret: string,
  password: string,
  origin: Origin,
): Promise<Result<void, PasswordRefusal>> {
  const { db, clock, keyring, passwords, audit, gates } = parts
  const now = clock.now()
  const peeked = await peekLink(db, keyring, id, secret, now)
  if (!peeked.ok) return refused({ why: 'unusable_link' })
  if (peeked.value.kind !== 'verify-email') return refused({ why: 'wrong_link_kind' })
  const user = await userById.one(db, peeked.value.userId)
  if (!(await belongsTo(db, origin.issuer, user))) return refused({ why: 'unusable_link' })
  if (!(await passwords.matches(password, keptPassword(user)))) return refused({ why: 'wrong_password' })
  return db.tx(async (tx) => {
    const opened = await openLink(tx, keyring, id, secret, now)
    const proven = opened.ok ? await proveAddress(tx, gates, user.id, now) : opened
    if (!proven.ok) return refused({ why: 'unusable_link' })
    await audit.record(tx, [eventOf('user.address_proven', user, origin)])
    await publishNews(tx, proven.value, now)
    return accepted(undefined)
  })
}

/** For an address that nobody has, the same id each time: its links wait for each other, and end each other, as somebody's do. */
function idOfNobody(keyring: Keyring, email: string): string {
  const hex = keyring.keyedHash('one-time', `nobody at ${email}`).hash.toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

/**
 * Mails a reset link to the owner of an address, if there is one. Answers alike, and in like time, when there is none;
 * where people of its domain, or of the app, sign in with a provider, it says so of every address.
 */
export async function requestReset(
  parts: RegistrationParts,
  address: string,
  { project, client }: { readonly project: string | undefined; readonly client?: Client | undefined },
  origin: Origin,
): Promise<Result<void, MethodRefusal>> {
  const { db, clock, keyring, audit, letters } = parts
  const now = clock.now()
  const email = normaliseEmail(address)
  const problem = await addressProblem(db, { providerKey: undefined, client, project, email })
  if (problem !== undefined) return refused(problem)
  const holder = await userByEmail.maybeOne(
    db,
    email,
    isUuid(project ?? '') ? (project ?? '') : SYSTEM_PROJECT,
    SYSTEM_PROJECT,
  )
  const user = (await belongsTo(db, origin.issuer, holder)) ? holder : undefined
  const postage = await letters.admit(email)
  const userId = user?.id ?? idOfNobody(keyring, email)
  const link = await db.tx(async (tx) => {
    const events = await resetEvents(tx, email, project, user, origin)
    await audit.lookUpPerson(tx, user?.project ?? events[0]?.project ?? SYSTEM_PROJECT, userId)
    await audit.record(tx, events)
    // For nobody, too: that it was written must not tell known addresses from others. It leads nowhere, and is forgotten.
    return postage === undefined ? undefined : makeLink(tx, keyring, userId, 'reset', now)
  })
  // Not awaited: the time that a mail server takes would tell the same.
  if (user !== undefined && link !== undefined && postage !== undefined)
    void letters.link(postage, 'reset', link, origin.issuer)
  return accepted(undefined)
}

/**
 * The project that was asked for is told of the request; of the account only where it is the project's own, so that
 * nobody reads off their audit who has an account elsewhere.
 */
async function resetEvents(
  tx: Tx,
  email: string,
  asked: string | undefined,
  user: UserRow | undefined,
  origin: Origin,
): Promise<readonly AuditEntry[]> {
  const project = asked === undefined ? undefined : (await readProject(tx, asked))?.id
  // The server is told of every address alike: as many events are written whether there is an account or not.
  const told = [project ?? SYSTEM_PROJECT, SYSTEM_PROJECT]
  return [...new Set(told)].map((one) => ({
    kind: 'password.reset_requested',
    project: one,
    outcome: user?.project === one ? 0 : 4,
    agent: { userId: user?.project === one ? user.id : undefined },
    personal: { ...place(origin), account: email },
    traceId: origin.traceId,
  }))
}

/** An administrator may start a reset; they never see or choose the password. */
export async function resetByAdmin(
  parts: RegistrationParts,
  userId: string,
  issuer: Issuer,
  record: (tx: Tx) => Promise<void>,
): Promise<'sent' | 'limited' | 'failed' | 'no_address' | MethodRefusal> {
  const { db, clock, keyring, letters } = parts
  const user = await userById.one(db, userId)
  if (user.email === null) return 'no_address'
  const problem = await choosingProblem(db, issuer, user)
  if (problem !== undefined) return problem
  const kind = user.emailProvenAt === null ? 'invite' : 'reset'
  const postage = await letters.admit(user.email)
  if (postage === undefined) return 'limited'
  const link = await db.tx(async (tx) => {
    await record(tx)
    return makeLink(tx, keyring, user.id, kind, clock.now())
  })
  return letters.link(postage, kind, link, issuer)
}

export interface PasswordChange {
  readonly userId: string
  /** The sign-in that asks, which goes on; all others end. */
  readonly rootId: string | undefined
  readonly oldPassword: string
  readonly newPassword: string
  readonly address: string
  readonly userAgent: string
  readonly traceId: string
  readonly issuer: Issuer
}

/**
 * Changes one's own password: the old one proves who it is, and guessing at it counts like a failed sign-in. What the old
 * one linked is given up with it.
 */
export async function changePassword(
  parts: RegistrationParts,
  change: PasswordChange,
  record: (tx: Tx, right: boolean) => Promise<void>,
): Promise<Result<void, PasswordRefusal>> {
  const { db, clock, passwords, throttle, letters, audit } = parts
  const user = await userById.one(db, change.userId)
  const attempt = await throttle.signIn(user.email ?? user.id, change.address, clock.now())
  const tooMany = async ({ allowance, due }: HeldRefusal): Promise<Result<void, PasswordRefusal>> => {
    await due()
    return refused({ why: 'too_many_attempts', allowance })
  }
  if (!attempt.ok) return tooMany(attempt.refusal)
  const { strangers } = attempt.value
  try {
    const kept = keptPassword(user)
    const slot = kept?.wraps === undefined ? undefined : await slotOf(parts, user.project, kept.wraps, change.address)
    if (slot?.ok === false) return refused({ why: 'too_many_attempts', allowance: busyAllowance(slot.refusal) })
    if (!(await passwords.matches(change.oldPassword, kept, slot?.value))) {
      await db.tx((tx) => record(tx, false))
      return strangers === undefined ? refused({ why: 'wrong_password' }) : await tooMany(strangers)
    }
    const hashed = await passwords.hash(change.newPassword)
    const now = clock.now()
    await db.tx(async (tx) => {
      await putPassword.run(tx, hashed.hash, hashed.keyVersion, now, user.id)
      await useLinksOf.run(tx, now, user.id)
      const by = { agent: { userId: user.id }, personal: place(change), traceId: change.traceId }
      const unlinked = await unlinkProved(tx, audit, user.id, by, now)
      const ended = await endLoginsOfUser(tx, user.id, change.rootId, 'password_changed', now)
      await record(tx, true)
      await publishNews(tx, [...unlinked, ...ended], now)
    })
    await attempt.value.succeeded(now)
  } finally {
    await attempt.value.failed()
  }
  if (user.email !== null) void letters.passwordChanged(user.email, change.issuer)
  return accepted(undefined)
}

/** Time for the hash of a password that somebody brought along. */
async function slotOf(
  { db, passwords }: RegistrationParts,
  project: string,
  { scheme }: Wrapped,
  address: string,
): Promise<ReturnType<RegistrationParts['passwords']['admit']>> {
  const schemes = new Set([...(await schemesBrought(db, project)), scheme])
  return passwords.admit({ project, network: networkOf(address), schemes: [...schemes] })
}

/** The places move to the holder of the address; one that the holder has already, with the same profile, goes. */
async function giveMembershipsTo(
  { invitationGates: gates }: RegistrationParts,
  tx: Tx,
  from: UserRow,
  to: UserRow,
  now: Date,
): Promise<readonly NewsItem[]> {
  const news: NewsItem[] = []
  const write = async (
    { project, id }: { readonly project: string; readonly id: string },
    change: (stored: Stored) => Promise<WriteResult>,
  ): Promise<void> => {
    const stored = await findResource(tx, project, 'ProjectMembership', id)
    if (stored === undefined) throw new Error('a membership has no resource')
    const written = await change(stored)
    if (!written.ok) throw new Error(`a membership could not be moved: ${written.refusal.code}`)
    news.push(...written.value.news)
  }
  for (const place of await moveMemberships.rows(tx, to.id, from.id)) {
    await write(place, (stored) => {
      const membership = resourceOf<ProjectMembership>(stored)
      if (membership === undefined) throw new Error('a membership has no resource')
      const resource: ProjectMembership = { ...membership, user: { reference: `User/${to.id}` } }
      const { project, id } = place
      const draft = { project, type: 'ProjectMembership', id, resource, author: 'system' }
      return replaceGated(tx, gates, stored, draft, now)
    })
  }
  for (const place of await placesOf.rows(tx, from.id))
    await write(place, (stored) => deleteGated(tx, gates, stored, 'system', now))
  return news
}

const place = ({
  address,
  userAgent,
}: Pick<Origin, 'address' | 'userAgent'>): { readonly address: string; readonly userAgent: string } => ({
  address,
  userAgent,
})

function eventOf(kind: 'password.set' | 'user.address_proven', user: UserRow, origin: Origin): AuditEntry {
  return {
    kind,
    project: user.project,
    outcome: 0,
    agent: { userId: user.id },
    personal: place(origin),
    entity: `User/${user.id}`,
    traceId: origin.traceId,
  }
}
