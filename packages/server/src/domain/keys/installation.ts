import { accepted, type Result, refused } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { canNoteBackups, insertInstallation, installation, noteBackupAt, one, renameKey } from './keys.store.ts'

export type InstallationRefusal = { readonly why: 'wrong_key' } | { readonly why: 'restore_not_accepted' }

/**
 * Ties the store to `DAMSON_KEY`: an empty store takes the key's fingerprint, another key than the store's is refused,
 * and the previous key's store is renamed to the new key.
 */
export async function claimInstallation(
  tx: Tx,
  keyring: Keyring,
  now: Date,
): Promise<Result<void, InstallationRefusal>> {
  await insertInstallation.run(tx, keyring.fingerprint, now)
  const row = await installation.one(tx)
  if (row.restoredAt !== null && row.restoreAcceptedAt === null) return refused({ why: 'restore_not_accepted' })
  if (row.keyFingerprint === keyring.fingerprint) return accepted(undefined)
  if (row.keyFingerprint !== keyring.previousFingerprint) return refused({ why: 'wrong_key' })
  await renameKey.run(tx, keyring.fingerprint, row.keyFingerprint)
  return accepted(undefined)
}

/** Whether the store answers. */
export async function ping(tx: Tx): Promise<boolean> {
  try {
    await one.one(tx)
    return true
  } catch {
    // Any failure means that the store doesn't answer; the pool has logged the reason.
    return false
  }
}

/** Notes that a backup of the store was written, for those who look whether backups are made. */
export async function noteBackup(db: Tx, now: Date): Promise<void> {
  if ((await canNoteBackups.one(db)).found) await noteBackupAt.run(db, now)
}
