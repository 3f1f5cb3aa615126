import { accepted, type Result, refused } from '@damson/fhir'
import type { AuditEntry } from '#domain/audit'
import { beginSignIn, type OpenedRoot } from '#domain/logins'
import { type MembershipRow, membershipsOfUser } from '#domain/memberships'
import { readProject, SYSTEM_PROJECT } from '#domain/projects'
import { publishNews } from '#domain/revocation'
import { normaliseEmail, renewPassword, type UserRow, userByEmail } from '#domain/users'
import { joinLaunch } from './launch.ts'
import type { PasswordSignIn, SignInParts, SignInRefusal } from './parts.ts'
import { hasSomewhere, settle } from './state.ts'

type BegunEnd = OpenedRoot['ended'][number]

/** A sign-in under way: its handle, and what the browser is to keep of its root. */
export interface BegunPassword {
  readonly handle: string
  readonly rootHandle: string | undefined
}

export async function provePassword(
  parts: SignInParts,
  given: PasswordSignIn,
): Promise<Result<BegunPassword, SignInRefusal>> {
  const { db, clock, throttle, passwords } = parts
  const email = normaliseEmail(given.email)
  const attempt = await throttle.signIn(email, given.address, clock.now())
  if (!attempt.ok) {
    if (attempt.refusal.isFirstRefusal) await recordFailure(parts, given, undefined, [], 'too_many_attempts')
    return refused({ why: 'too_many_attempts', allowance: attempt.refusal })
  }
  try {
    const project =
      given.requestedProject !== undefined && given.requestedProject !== 'new' ? given.requestedProject : SYSTEM_PROJECT
    const user = await userByEmail.maybeOne(db, email, project, SYSTEM_PROJECT)
    const kept =
      user?.passwordHash == null || user.passwordKeyVersion === null
        ? undefined
        : { hash: user.passwordHash, keyVersion: user.passwordKeyVersion }
    const right = (await passwords.matches(given.password, kept)) && user?.active === true
    const memberships = user === undefined ? [] : await membershipsOfUser.rows(db, user.id)
    if (!right || user === undefined || !(await hasSomewhere(db, user, memberships, given))) {
      attempt.value.failed()
      await recordFailure(parts, given, user, memberships, right ? 'no_membership' : 'wrong_password')
      return refused({ why: 'wrong_credentials' })
    }
    if (given.expectedUser !== undefined && given.expectedUser !== user.id) {
      await recordFailure(parts, given, user, memberships, 'other_person')
      return refused({ why: 'other_person' })
    }
    const now = clock.now()
    const begun = await begin(parts, given, user.id, kept, now)
    await attempt.value.succeeded(now)
    if (!begun.ok) return begun
    await settle(parts, begun.value.handle, given)
    return begun
  } finally {
    attempt.value.failed()
  }
}

interface KeptPassword {
  readonly hash: string
  readonly keyVersion: string
}

/** Makes the login of a proven person, in the transaction in which somebody else's in this browser ends. */
async function begin(
  { db, keyring, passwords, loginSettings, audit }: SignInParts,
  given: PasswordSignIn,
  userId: string,
  kept: KeptPassword | undefined,
  now: Date,
): Promise<Result<BegunPassword, SignInRefusal>> {
  const renewed = kept !== undefined && passwords.isOutdated(kept) ? await passwords.hash(given.password) : undefined
  return db.tx(async (tx) => {
    if (renewed !== undefined && kept !== undefined)
      await renewPassword.run(tx, renewed.hash, renewed.keyVersion, userId, kept.hash)
    const opened = await beginSignIn(
      tx,
      keyring,
      loginSettings,
      {
        ...given,
        userId,
        method: 'password',
        factors: ['password'],
        clientId: given.client?.id,
        requestedProfileType: given.profileType,
      },
      now,
    )
    await audit.record(
      tx,
      opened.ended.map((login) => endedEvent(login, given)),
    )
    const { client, launch, address, userAgent, traceId } = given
    const { handle, loginId, rootHandle } = opened
    const joined = await joinLaunch(
      audit,
      tx,
      { launch, client, userId, loginId, asker: { address, userAgent, traceId } },
      now,
    )
    await publishNews(tx, opened.news, now)
    return joined.ok ? accepted({ handle, rootHandle }) : joined
  })
}

/** The login of whoever was signed in in this browser before. */
function endedEvent(
  { id, project, profile, userId, clientId }: BegunEnd,
  { address, userAgent, traceId }: PasswordSignIn,
): AuditEntry {
  return {
    kind: 'login.ended',
    project,
    outcome: 0,
    agent: {
      reference: profile ?? undefined,
      userId: userId ?? undefined,
      clientId: clientId ?? undefined,
      loginId: id,
    },
    personal: { address, userAgent },
    reason: 'other_person',
    traceId,
  }
}

/** A failed sign-in is told to each project that it concerns: the one that was asked for, else those of the account. */
async function recordFailure(
  parts: SignInParts,
  given: PasswordSignIn,
  user: UserRow | undefined,
  memberships: readonly MembershipRow[],
  reason: string,
): Promise<void> {
  const isAsked = given.requestedProject !== undefined && given.requestedProject !== 'new'
  const asked = isAsked ? await readProject(parts.db, given.requestedProject ?? '') : undefined
  const places = new Set([...memberships.map(({ project }) => project), ...(user === undefined ? [] : [user.project])])
  const own = isAsked ? [] : memberships.map(({ project }) => project)
  const projects = asked === undefined ? own : [asked.id]
  const entries = [...new Set(projects.length > 0 ? projects : [SYSTEM_PROJECT])].map(
    (project): AuditEntry => ({
      kind: 'login.failed',
      project,
      outcome: 4,
      // A project is told of an account only where it has a place there: else its audit would tell who has one elsewhere.
      agent: { userId: places.has(project) ? user?.id : undefined, clientId: given.client?.id },
      personal: { address: given.address, userAgent: given.userAgent, account: given.email.slice(0, 320) },
      reason,
      traceId: given.traceId,
    }),
  )
  await parts.audit.committed(...entries)
}
