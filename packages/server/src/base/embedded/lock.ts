import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { StoreRefusal } from '#base/db'

/** The holder of a lock, for the refusal text. It decides nothing. */
interface Holder {
  readonly pid: number
  readonly host: string
  readonly since: string
}

/** Keeps a second process from the directory until it is released; releasing twice is fine. */
export interface StoreLock {
  release(): void
}

// How long a starter waits for one that is just asking too; a holder never lets go in this time.
const patienceMs = 300

/**
 * Takes the lock beside a data directory. PGlite has none of its own: two processes on one directory both write, and
 * committed rows vanish.
 *
 * The operating system holds it (through SQLite, since Node has no call for file locks) and drops it when the process
 * dies, however it dies. So there is no stale lock to take over, no recycled pid to mistake for the holder, and no race.
 *
 * @throws {StoreRefusal} `in_use` when another process, or this one, holds it.
 */
export function takeStoreLock(dataDir: string): StoreLock {
  const file = `${dataDir}.lock`
  const holderFile = `${dataDir}.lock-holder`
  const database = new DatabaseSync(file, { timeout: patienceMs })
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive')
  } catch (error) {
    database.close()
    // 5 is SQLITE_BUSY. Anything else says that this file system cannot lock, and must not be taken for a lock.
    if (!(error instanceof Error && 'errcode' in error && error.errcode === 5)) throw error
    throw new StoreRefusal('in_use', inUse(dataDir, readHolder(holderFile)))
  }
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  writeFileSync(holderFile, JSON.stringify(holder), { mode: 0o600 })
  return {
    release() {
      if (!database.isOpen) return
      rmSync(holderFile, { force: true })
      // The file itself stays: were it deleted, two processes could lock two files of the same name.
      database.close()
    },
  }
}

/** The holder of the lock by its own note; undefined until it has written one. */
function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Holder
    // Signal 0 checks whether the process exists: one that was killed has left its file behind.
    if (holder.host === hostname()) process.kill(holder.pid, 0)
    return holder
  } catch (error) {
    const isAlive = error instanceof Error && 'code' in error && error.code === 'EPERM'
    return isAlive ? (JSON.parse(readFileSync(file, 'utf8')) as Holder) : undefined
  }
}

function inUse(dataDir: string, holder: Holder | undefined): string {
  const who =
    holder === undefined ? 'Another process' : `Process ${holder.pid} on ${holder.host} (since ${holder.since})`
  return (
    `${who} is using the store in ${dataDir}, and the embedded store takes one process only. ` +
    'Stop that process, choose another directory (DAMSON_DATA_DIR), or use PostgreSQL (DATABASE_URL).'
  )
}
