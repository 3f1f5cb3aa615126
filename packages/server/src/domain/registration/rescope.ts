import { accepted, type Result, type User } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { isUuid } from '#base/random'
import type { AuditEntry } from '#domain/audit'
import { undoIsOpen } from '#domain/email-changes'
import { endLoginsOfUser } from '#domain/logins'
import { projectsOfUser } from '#domain/memberships'
import { type Issuer, readProject, SYSTEM_PROJECT } from '#domain/projects'
import {
  createGated,
  deleteGated,
  findResource,
  replaceGated,
  resourceOf,
  type Stored,
  type WriteResult,
} from '#domain/resources'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import { holdUser, isVouched, lockAddress, moveUser, provenHolder, type UserRow } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'
import { forgetWaysIn, tellForgotten } from './forget-ways-in.ts'

export interface RescopeRefusal {
  readonly why:
    | 'unknown_user'
    | 'unknown_project'
    | 'other_projects'
    | 'email_taken'
    | 'email_vouched'
    | 'no_confirmed_address'
    | 'new_address'
    | 'same_scope'
}

/**
 * Makes an account the server's, so that it can join several projects, or the account of the one project in which it has
 * all of its memberships. Its sign-ins end, since another project's administrators are responsible for it now. Elsewhere the
 * address opens what it is invited to, and the project may know ways in: it imports passwords, and its providers open its
 * accounts. So of an account that leaves a project, its person must have confirmed the address for longer than the change of it
 * can be undone, and these ways in are removed: passkeys, factors, recovery codes, links to providers, and a password that was not
 * chosen with a link to that address.
 */
export async function rescopeUser(
  deps: RegistrationDeps,
  userId: string,
  /** Undefined: the server. */
  project: string | undefined,
  by: Pick<AuditEntry, 'agent' | 'personal' | 'traceId'>,
  /** Whose pages the person's e-mail leads to. */
  issuer: Issuer,
): Promise<Result<Stored, RescopeRefusal>> {
  const { db, clock, audit, gates } = deps
  const now = clock.now()
  const moved = await refusable(db, async (tx, refuse: (refusal: RescopeRefusal) => never) => {
    const user = isUuid(userId) ? await holdUser.maybeOne(tx, userId) : undefined
    if (user === undefined) return refuse({ why: 'unknown_user' })
    const to = project ?? SYSTEM_PROJECT
    const isLeaving = user.project !== SYSTEM_PROJECT
    const why = await problemOf(tx, user, to, now)
    if (why !== undefined) return refuse({ why })
    const forgotten = isLeaving ? await forgetWaysIn(tx, deps, user, by, now) : undefined
    const stored = await findResource(tx, user.project, 'User', userId)
    const resource = stored === undefined ? undefined : resourceOf<User>(stored)
    if (stored === undefined || resource === undefined) throw new Error('a user has no resource')
    await moveUser.run(tx, to, userId)
    const gone = written(await deleteGated(tx, gates, stored, 'system', now))
    const { project: _project, ...rest } = resource
    const moved = { ...rest, ...(project !== undefined && { project: { reference: `Project/${project}` } }) }
    const draft = { project: to, type: 'User', id: userId, resource: moved, author: 'system' }
    // Where the account was before, its tombstone is.
    const tombstone = await findResource(tx, to, 'User', userId)
    const made = written(
      await (tombstone === undefined
        ? createGated(tx, gates, draft, now)
        : replaceGated(tx, gates, tombstone, draft, now)),
    )
    const ended = await endLoginsOfUser(tx, userId, undefined, 'rescoped', now)
    const event = { kind: 'user.rescoped', outcome: 0, entity: `User/${userId}`, ...by } as const
    await audit.record(
      tx,
      [user.project, to].map((one) => ({ ...event, project: one })),
    )
    await publishInvalidations(
      tx,
      [...(forgotten?.invalidations ?? []), ...gone.invalidations, ...made.invalidations, ...ended],
      now,
    )
    return { stored: made.stored, user, forgotten }
  })
  if (!moved.ok) return moved
  const { stored, user, forgotten } = moved.value
  if (forgotten !== undefined) await tellForgotten(deps, user, forgotten, issuer)
  return accepted(stored)
}

async function problemOf(tx: Tx, user: UserRow, to: string, now: Date): Promise<RescopeRefusal['why'] | undefined> {
  if (user.project === to) return 'same_scope'
  if (to !== SYSTEM_PROJECT) {
    if ((await readProject(tx, to)) === undefined) return 'unknown_project'
    const elsewhere = (await projectsOfUser.rows(tx, user.id)).some(({ project }) => project !== to)
    if (elsewhere) return 'other_projects'
  }
  if (user.project !== SYSTEM_PROJECT) {
    // Its other ways in end: only with a confirmed address does its person choose a password.
    if (user.email === null || user.emailProvenAt === null) return 'no_confirmed_address'
    if ((await isVouched.one(tx, user.id)).isVouched) return 'email_vouched'
    // Whoever had the address before may say that it was taken from them; or they are the thief, and would get it back.
    if ((await undoIsOpen.one(tx, user.id, now)).isOpen) return 'new_address'
  }
  if (user.email === null) return undefined
  await lockAddress.one(tx, user.email, to)
  return (await provenHolder.maybeOne(tx, user.email, to)) === undefined ? undefined : 'email_taken'
}

function written(result: WriteResult): { readonly stored: Stored; readonly invalidations: readonly Invalidation[] } {
  if (!result.ok) throw new Error(`a user could not be moved: ${result.refusal.code}`)
  return result.value
}
