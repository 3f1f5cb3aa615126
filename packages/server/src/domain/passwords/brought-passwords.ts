import type { Tx } from '#base/db'
import type { PasswordHash, Wrapped } from '#domain/factors'
import type { UserRow } from '#domain/users'
import { insertImportedPassword, lockSchemes, schemesLeft } from './passwords.store.ts'

/** What is kept of somebody's password; undefined for who has none. */
export function keptPassword({
  passwordHash: hash,
  passwordKeyVersion: keyVersion,
  passwordScheme: scheme,
  passwordSalt: salt,
}: UserRow): PasswordHash | undefined {
  if (hash === null || keyVersion === null) return undefined
  return scheme === null || salt === null ? { hash, keyVersion } : { hash, keyVersion, wraps: { scheme, salt } }
}

/** How many schemes there may be in a project: each attempt there takes as long as the dearest of them. */
export const MOST_SCHEMES = 8

/** Keeps the password that somebody brought along, until their first sign-in; false where its scheme is one too many. */
export async function bringPassword(
  tx: Tx,
  project: string,
  userId: string,
  { hash, keyVersion, wraps }: PasswordHash & { readonly wraps: Wrapped },
): Promise<boolean> {
  if (!(await hasRoomFor(tx, project, wraps.scheme))) return false
  await insertImportedPassword.run(tx, { userId, project, scheme: wraps.scheme, salt: wraps.salt, hash, keyVersion })
  return true
}

/** The schemes of the passwords that people of a project brought along and have not used yet; each once. */
export async function schemesBrought(tx: Tx, project: string): Promise<readonly string[]> {
  return (await schemesLeft.rows(tx, project)).map(({ scheme }) => scheme)
}

/** Whether passwords of a scheme may be brought into a project; asked before one is computed, too. */
export async function mayBring(tx: Tx, project: string, scheme: string): Promise<boolean> {
  const schemes = await schemesBrought(tx, project)
  return schemes.length < MOST_SCHEMES || schemes.includes(scheme)
}

async function hasRoomFor(tx: Tx, project: string, scheme: string): Promise<boolean> {
  if ((await schemesBrought(tx, project)).includes(scheme)) return true
  // Of two that bring the last one that there is room for, the second waits here, and finds the first's.
  await lockSchemes.one(tx, project)
  return mayBring(tx, project, scheme)
}
