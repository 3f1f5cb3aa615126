import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

const mark = '.unfinished-'

/**
 * Lends a directory beside the data directory, on the same disk, for work that must be complete before it counts; takes
 * it away when the work has not moved it. Needs the lock: what a process that died left behind is removed as well.
 */
export async function withUnfinished<T>(dataDir: string, work: (directory: string) => Promise<T>): Promise<T> {
  await removeLeftovers(dataDir)
  const directory = `${dataDir}${mark}${process.pid}-${randomBytes(4).toString('hex')}`
  inWork.add(directory)
  try {
    return await work(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
    inWork.delete(directory)
  }
}

/** Two dumps at a time are both in work. */
const inWork = new Set<string>()

/** Removes what a process that died has left beside the data directory; needs the lock. */
export async function removeLeftovers(dataDir: string): Promise<void> {
  const parent = dirname(resolve(dataDir))
  await mkdir(parent, { recursive: true, mode: 0o700 })
  for (const file of await readdir(parent)) {
    const path = join(dirname(dataDir), file)
    if (!file.startsWith(basename(dataDir) + mark) || inWork.has(path)) continue
    await rm(path, { recursive: true, force: true })
  }
}
