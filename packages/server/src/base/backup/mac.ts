import { appendFile, type FileHandle, open } from 'node:fs/promises'
import { constantTimeEqual, type StreamedHash } from '#base/crypto'
import { StoreRefusal } from '#base/db'

/** Makes and checks the MAC of backups: the keyring of the store. */
export interface BackupKeys {
  readonly fingerprint: string
  streamedHash(purpose: 'backup-mac', keyVersion?: string): StreamedHash | undefined
}

// The MAC is the last line of the file, of a fixed length, behind whatever wrote the rest: it is over every byte before
// it, and over its own beginning, which names the version of the key. HMAC-SHA-256 under a key derived from DAMSON_KEY.
const LINE = /^\nDamson backup, key ([0-9a-f]{16}), MAC 1 ([0-9a-f]{64})\n$/
const beginOf = (keyVersion: string): string => `\nDamson backup, key ${keyVersion}, MAC 1 `
const LENGTH = beginOf('0'.repeat(16)).length + 64 + 1
const CHUNK = 1_048_576

/** Adds the MAC to a complete backup that doesn't have its final name yet. */
export async function addMac(file: string, keys: BackupKeys): Promise<void> {
  const begin = beginOf(keys.fingerprint)
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const mac = await macOf(handle, size, begin, keys.streamedHash('backup-mac', keys.fingerprint))
    if (mac === undefined) throw new Error('a keyring does not have its own key')
    await appendFile(file, `${begin}${mac}\n`)
  } finally {
    await handle.close()
  }
}

/** What to do with a backup without a MAC: it is older than MACs, or was changed. */
export interface MacOptions {
  /** The operator confirms that nobody else could have changed it. */
  readonly trustWithoutMac?: boolean
}

/** The flag for that confirmation. */
export const TRUST_WITHOUT_MAC = '--trust-backup-without-mac'

/**
 * Checks the MAC before any content is read, and returns how many bytes of the file are the backup.
 *
 * @throws {StoreRefusal} With a sentence that says what to do.
 */
export async function checkMac(
  file: string,
  keys: BackupKeys | undefined,
  { trustWithoutMac = false }: MacOptions = {},
): Promise<number> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new StoreRefusal('bad_backup', `${file} cannot be read: ${error instanceof Error ? error.message : 'why?'}`)
  })
  try {
    const { size } = await handle.stat()
    const [, version, told] = LINE.exec(await lastOf(handle, size)) ?? []
    if (version === undefined || told === undefined) {
      if (trustWithoutMac) return size
      throw new StoreRefusal('no_mac', withoutMac(file))
    }
    if (keys === undefined) throw new StoreRefusal('wrong_key', KEY_NEEDED)
    const mac = await macOf(handle, size - LENGTH, beginOf(version), keys.streamedHash('backup-mac', version))
    if (mac === undefined) throw new StoreRefusal('wrong_key', otherKey(version, keys.fingerprint))
    if (!constantTimeEqual(mac, told)) throw new StoreRefusal('changed_backup', changed(file))
    return size - LENGTH
  } finally {
    await handle.close()
  }
}

async function lastOf(handle: FileHandle, size: number): Promise<string> {
  if (size < LENGTH) return ''
  const { buffer } = await handle.read(Buffer.alloc(LENGTH), 0, LENGTH, size - LENGTH)
  return buffer.toString('latin1')
}

async function macOf(
  handle: FileHandle,
  size: number,
  begin: string,
  hash: StreamedHash | undefined,
): Promise<string | undefined> {
  if (hash === undefined) return undefined
  const buffer = Buffer.alloc(CHUNK)
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(CHUNK, size - at), at)
    if (bytesRead === 0) throw new StoreRefusal('bad_backup', 'The backup became shorter while it was read.')
    hash.update(buffer.subarray(0, bytesRead))
    at += bytesRead
  }
  hash.update(begin)
  return hash.digest()
}

const KEY_NEEDED =
  'Without the key of the store, nothing can show that no one changed the backup: ' +
  'set DAMSON_KEY, or put the file "key" back into the data directory.'

function otherKey(version: string, own: string): string {
  return (
    `The backup was written with the key ${version}, but DAMSON_KEY is the key ${own}, which cannot show whether ` +
    'someone changed it. Set DAMSON_KEY to the key that its store had then, or DAMSON_KEY_PREVIOUS if it was rotated since.'
  )
}

function changed(file: string): string {
  return (
    `${file} was changed after it was written, or is damaged: its MAC does not fit its content. ` +
    'Nothing was restored. Take another backup.'
  )
}

function withoutMac(file: string): string {
  return (
    `${file} has no MAC, so its content cannot be trusted: ` +
    'an earlier Damson wrote it, it is not a backup, or its end was cut off. ' +
    'Anyone who changes a backup decides what is in the store. If only you could have written to it since, say so: ' +
    `${TRUST_WITHOUT_MAC}.`
  )
}
