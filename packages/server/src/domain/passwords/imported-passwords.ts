import type { Tx } from '#base/db'
import type { PasswordHash, Wrapped } from '#domain/factors'
import type { UserRow } from '#domain/users'
import { insertImportedPassword, lockSchemes, schemesLeft } from './passwords.store.ts'

/** The stored hash of a person's password; undefined if they have none. */
export function keptPassword({
  passwordHash: hash,
  passwordKeyVersion: keyVersion,
  passwordScheme: scheme,
  passwordSalt: salt,
}: UserRow): PasswordHash | undefined {
  if (hash === null || keyVersion === null) return undefined
  return scheme === null || salt === null ? { hash, keyVersion } : { hash, keyVersion, wraps: { scheme, salt } }
}

/** How many hash schemes a project may have: each attempt takes as long as the most expensive of them. */
export const MOST_SCHEMES = 8

/** Stores an imported password until its owner's first sign-in; false if its scheme is one too many. */
export async function importPassword(
  tx: Tx,
  project: string,
  userId: string,
  { hash, keyVersion, wraps }: PasswordHash & { readonly wraps: Wrapped },
): Promise<boolean> {
  if (!(await hasRoomFor(tx, project, wraps.scheme))) return false
  await insertImportedPassword.run(tx, { userId, project, scheme: wraps.scheme, salt: wraps.salt, hash, keyVersion })
  return true
}

/** The schemes of the imported passwords of a project that have not been used yet; each once. */
export async function importedSchemes(tx: Tx, project: string): Promise<readonly string[]> {
  return (await schemesLeft.rows(tx, project)).map(({ scheme }) => scheme)
}

/** Whether passwords of a scheme may be imported into a project; asked before a hash is computed, too. */
export async function mayImport(tx: Tx, project: string, scheme: string): Promise<boolean> {
  const schemes = await importedSchemes(tx, project)
  return schemes.length < MOST_SCHEMES || schemes.includes(scheme)
}

async function hasRoomFor(tx: Tx, project: string, scheme: string): Promise<boolean> {
  if ((await importedSchemes(tx, project)).includes(scheme)) return true
  // Of two imports that bring the last scheme, the second waits here, and then sees the first.
  await lockSchemes.one(tx, project)
  return mayImport(tx, project, scheme)
}
