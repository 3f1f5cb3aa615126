import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

const mark = '.unfinished-'

/**
 * Lends a directory beside the data directory, on the same disk, for work that must be complete before it counts. Removes
 * the directory unless the work has moved it. Needs the lock, because it also removes what a dead process left.
 */
export async function withTemporaryDirectory<T>(dataDir: string, work: (directory: string) => Promise<T>): Promise<T> {
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

/** The directories in use; two concurrent dumps have one each. */
const inWork = new Set<string>()

/** Removes what a dead process left beside the data directory; needs the lock. */
export async function removeLeftovers(dataDir: string): Promise<void> {
  const parent = dirname(resolve(dataDir))
  await mkdir(parent, { recursive: true, mode: 0o700 })
  for (const file of await readdir(parent)) {
    const path = join(dirname(dataDir), file)
    if (!file.startsWith(basename(dataDir) + mark) || inWork.has(path)) continue
    await rm(path, { recursive: true, force: true })
  }
}
