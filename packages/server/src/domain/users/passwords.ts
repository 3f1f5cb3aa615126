import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import type { PasswordHash, Wrapped } from '#domain/factors'
import { insertImportedPassword, schemesLeft, type UserRow } from './users.store.ts'

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

/** Keeps the password that somebody brought along, until their first sign-in. */
export async function bringPassword(
  tx: Tx,
  project: string,
  userId: string,
  { hash, keyVersion, wraps }: PasswordHash & { readonly wraps: Wrapped },
): Promise<void> {
  await insertImportedPassword.run(tx, userId, project, wraps.scheme, wraps.salt, hash, keyVersion)
}

/**
 * The scheme that is computed in vain for an address of a project, so that the time of an attempt does not tell who
 * brought a password along: as long as anybody has one left, each attempt computes one. Where there are several, an
 * address always has the same.
 */
export async function decoyScheme(
  tx: Tx,
  keyring: Keyring,
  project: string,
  email: string,
): Promise<string | undefined> {
  const schemes = await schemesLeft.rows(tx, project)
  const { hash } = keyring.keyedHash('decoy-scheme', `${project} ${email}`)
  return schemes.length === 0 ? undefined : schemes[hash.readUInt32BE() % schemes.length]?.scheme
}
