import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { sizeName } from './report.ts'

/** The disk is too small for the sizes that were asked for. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

/** A resource, its index, its event, and what creates add. */
const BYTES_A_RESOURCE = 6_000
/** PostgreSQL's log of loading it, which is kept up to `max_wal_size`. */
const LOG_BYTES_A_RESOURCE = 10_000
const MOST_LOG_BYTES = 4e9
const BYTES_BESIDE = 2e8

/**
 * Reported before anything is loaded, and not an hour later.
 *
 * @throws {NoRoom}
 */
export function checkRoom(sizes: readonly number[], folder = tmpdir(), free = freeBytes(folder)): void {
  const all = sizes.reduce((sum, size) => sum + size, 0)
  const needed = all * BYTES_A_RESOURCE + Math.min(MOST_LOG_BYTES, all * LOG_BYTES_A_RESOURCE) + BYTES_BESIDE
  if (needed <= free) return
  const gigabytes = (bytes: number): string => `${Math.ceil(bytes / 1e9)} GB`
  throw new NoRoom(
    `${sizes.map(sizeName).join(', ')} resources need about ${gigabytes(needed)} in ${folder}, where ${gigabytes(free)} ` +
      'are free: choose smaller ones with --sizes, or another folder with TMPDIR.',
  )
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
