import { accepted, type Result, refused } from '@damson/fhir'
import type { AuditEntry } from '#domain/audit'
import { beginSignIn } from '#domain/logins'
import { type MembershipRow, membershipsOfUser } from '#domain/memberships'
import { readProject, SYSTEM_PROJECT } from '#domain/projects'
import { normaliseEmail, renewPassword, type UserRow, userByEmail } from '#domain/users'
import { joinLaunch } from './launch.ts'
import type { PasswordSignIn, SignInParts, SignInRefusal } from './parts.ts'
import { hasSomewhere, settle } from './state.ts'

export async function provePassword(
  parts: SignInParts,
  given: PasswordSignIn,
): Promise<Result<{ readonly handle: string }, SignInRefusal>> {
  const { db, clock, keyring, throttle, passwords, loginSettings } = parts
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
    const now = clock.now()
    const renewed = kept !== undefined && passwords.isOutdated(kept) ? await passwords.hash(given.password) : undefined
    const begun = await db.tx(async (tx) => {
      if (renewed !== undefined && kept !== undefined)
        await renewPassword.run(tx, renewed.hash, renewed.keyVersion, user.id, kept.hash)
      const made = await beginSignIn(
        tx,
        keyring,
        loginSettings,
        {
          ...given,
          userId: user.id,
          method: 'password',
          factors: ['password'],
          clientId: given.client?.id,
          requestedProfileType: given.profileType,
        },
        now,
      )
      const { client, launch, address, userAgent, traceId } = given
      const asker = { address, userAgent, traceId }
      const joined = await joinLaunch(parts.audit, tx, { launch, client, userId: user.id, asker, ...made }, now)
      return joined.ok ? accepted(made) : joined
    })
    await attempt.value.succeeded(now)
    if (!begun.ok) return begun
    await settle(parts, begun.value.handle, given.browserHash)
    return accepted({ handle: begun.value.handle })
  } finally {
    attempt.value.failed()
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
