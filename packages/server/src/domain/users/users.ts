import { accepted, type Result, refused, type User } from '@damson/fhir'
import type { Tx } from '#base/db'
import { uuid } from '#base/random'
import { createGated, findResource, type Gates, replaceGated, resourceOf } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import {
  confirmVouched,
  insertUser,
  lockAddress,
  markProven,
  provenHolder,
  putEmailOf,
  type UserRow,
  userById,
} from './users.store.ts'

/** Normalises an address as accounts store it: NFC, lower case, without surrounding space. */
export function normaliseEmail(text: string): string {
  return text.trim().normalize('NFC').toLowerCase().normalize('NFC')
}

/**
 * Whether a text, apart from surrounding space, is exactly one address: no name before it, no second one, no quoting.
 * Only an e-mail shows whether it exists.
 */
export function isEmail(text: string): boolean {
  return /^[^\s\p{Cc}@<>()[\]\\,;:"]+@[^\s\p{Cc}@<>()[\]\\,;:"]+$/u.test(text.trim()) && text.isWellFormed()
}

/** The mailbox of an address: many providers deliver `ada+news@` to `ada@`. */
export function mailboxOf(email: string): string {
  return normaliseEmail(email).replace(/(?<=.)\+[^@]*(?=@)/, '')
}

export interface UserDraft {
  /** The system project for a server-wide user. */
  readonly project: string
  readonly systemProject: string
  readonly firstName: string
  readonly lastName: string
  readonly email?: string | undefined
  /** Whether the address counts as proven at once: on the embedded loopback server, and for the first administrator. */
  readonly proven: boolean
  /** A second factor is demanded wherever the account signs in. */
  readonly mfaRequired?: boolean | undefined
}

/** Makes an account without a password. @throws {UniqueViolation} When `proven` is set and the address is taken. */
export async function createUser(
  tx: Tx,
  gates: Gates,
  draft: UserDraft,
  now: Date,
): Promise<{ readonly id: string; readonly invalidations: readonly Invalidation[] }> {
  const { project, systemProject, firstName, lastName, email, proven, mfaRequired } = draft
  const id = uuid()
  const resource: User = {
    resourceType: 'User',
    firstName,
    lastName,
    ...(email !== undefined && { email, emailVerified: proven }),
    ...(project !== systemProject && { project: { reference: `Project/${project}` } }),
    ...(mfaRequired === true && { mfaRequired }),
  }
  await insertUser.run(tx, { id, project, email: email ?? null, provenAt: proven ? now : null, active: true })
  const written = await createGated(tx, gates, { project, type: 'User', id, resource, author: 'system' }, now)
  if (!written.ok) throw new Error(`a user could not be made: ${written.refusal.code}`)
  return { id, invalidations: written.value.invalidations }
}

/**
 * Marks an account's address as proven. If another account has proven it before, that account stays its only holder, and
 * is returned as the refusal.
 */
export async function proveAddress(
  tx: Tx,
  gates: Gates,
  userId: string,
  now: Date,
): Promise<Result<readonly Invalidation[], { readonly holder: UserRow }>> {
  const row = await userById.one(tx, userId)
  if (row.emailProvenAt !== null) await confirmVouched.run(tx, userId)
  if (row.emailProvenAt !== null || row.email === null) return accepted([])
  await lockAddress.one(tx, row.email, row.project)
  const holder = await provenHolder.maybeOne(tx, row.email, row.project)
  if (holder !== undefined) return refused({ holder })
  await markProven.run(tx, now, userId)
  return accepted(await showEmail(tx, gates, row, { email: row.email, isProven: true }, now))
}

/** Gives an account another address. The caller has locked it, and knows that no other account has proven it. */
export async function putEmail(
  tx: Tx,
  gates: Gates,
  { id, project }: UserRow,
  { email, provenAt }: { readonly email: string | null; readonly provenAt: Date | null },
  now: Date,
): Promise<readonly Invalidation[]> {
  await putEmailOf.run(tx, { id, email, provenAt })
  return showEmail(tx, gates, { id, project }, { email, isProven: provenAt !== null }, now)
}

/** Shows an account's address on its resource. */
async function showEmail(
  tx: Tx,
  gates: Gates,
  { id, project }: Pick<UserRow, 'id' | 'project'>,
  { email, isProven }: { readonly email: string | null; readonly isProven: boolean },
  now: Date,
): Promise<readonly Invalidation[]> {
  const stored = await findResource(tx, project, 'User', id)
  const user = stored === undefined ? undefined : resourceOf<User>(stored)
  if (stored === undefined || user === undefined) throw new Error('a user has no resource')
  const { email: _email, emailVerified: _verified, ...rest } = user
  const resource = { ...rest, ...(email !== null && { email, emailVerified: isProven }) }
  const written = await replaceGated(tx, gates, stored, { project, type: 'User', id, resource, author: 'system' }, now)
  if (!written.ok) throw new Error(`an address could not be shown: ${written.refusal.code}`)
  return written.value.invalidations
}
