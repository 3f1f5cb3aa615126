import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { addMac, type BackupKeys } from './mac.ts'

/**
 * Writes a file so that it exists completely or not at all, even after a power cut; only its owner can read it. With keys
 * it ends with a MAC.
 */
export async function writeDurably(
  file: string,
  write: (unfinished: string) => Promise<void>,
  keys?: BackupKeys,
): Promise<void> {
  const folder = dirname(resolve(file))
  const unfinished = join(folder, `.${basename(file)}.${randomBytes(6).toString('hex')}`)
  try {
    // Created first, so that a tool that writes to it finds the mode set.
    await (await open(unfinished, 'wx', 0o600)).close()
    await write(unfinished)
    if (keys !== undefined) await addMac(unfinished, keys)
    await sync(unfinished)
    await rename(unfinished, file)
    await sync(folder)
  } finally {
    await rm(unfinished, { force: true })
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
