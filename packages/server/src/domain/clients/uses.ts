import { createCache } from '#base/cache'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db, Tx } from '#base/db'
import type { Log } from '#base/log'
import type { RequestOrigin } from '#domain/projects'
import type { ClientRow } from './clients.store.ts'
import { type ClientUseHow, type ClientUseRow, noteClientUse, usesOfClients } from './uses.store.ts'

/** Notes when, how, from where and with which program clients are used. */
export interface ClientUse {
  /** Written at most twice a minute for each client and way, the second time for another program, and never inside the request. */
  used(client: Pick<ClientRow, 'id' | 'project'>, origin: UseOrigin, how: ClientUseHow, isOldSecret?: boolean): void
}

type UseOrigin = Pick<RequestOrigin, 'address' | 'userAgent'>

const KEPT = 20_000
const WRITTEN_EVERY_MS = 60_000
const LONGEST_PROGRAM = 200
/** A device is connected by one program, and begins its work at once with another. Whoever names more writes no more. */
const MOST_PROGRAMS = 2

interface Written {
  readonly since: number
  readonly programs: readonly string[]
}

const useContext = (id: string): string => `device-use:${id}`

export function createClientUse(deps: {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly log: Log
}): ClientUse {
  const { db, clock, keyring, log } = deps
  const written = createCache<Written>(KEPT)
  return {
    used({ id, project }, { address, userAgent }, how, isOldSecret = how === 'old_secret') {
      const now = clock.now()
      const program = userAgent.slice(0, LONGEST_PROGRAM)
      const key = `${how} ${isOldSecret ? 'old ' : ''}${id}`
      const last = written.get(key)
      const isLate = last === undefined || now.getTime() - last.since >= WRITTEN_EVERY_MS
      const { since, programs } = isLate ? { since: now.getTime(), programs: [] } : last
      if (programs.includes(program) || programs.length >= MOST_PROGRAMS) return
      written.set(key, { since, programs: [...programs, program] })
      const sealed = keyring.seal(address, useContext(id))
      const row = { id, project, how, address: sealed, program, isBasic: how === 'basic', isOldSecret, now }
      noteClientUse.run(db, row).catch((error: unknown) => log.warn('clients.use_not_written', { error }))
    },
  }
}

/** The use of a client, as administrators see it. */
export type KnownUse = Omit<ClientUseRow, 'address' | 'oldSecretAddress'> & {
  readonly address: string | undefined
  readonly oldSecretAddress: string | undefined
}

/** The use of some clients of a project, by their ids. */
export async function usesOf(
  { db, keyring }: { readonly db: Tx; readonly keyring: Keyring },
  project: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownUse>> {
  const rows = ids.length === 0 ? [] : await usesOfClients.rows(db, project, ids)
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...row,
        address: openAddress(keyring, row.address, row.id),
        oldSecretAddress: openAddress(keyring, row.oldSecretAddress, row.id),
      },
    ]),
  )
}

/** Undefined once its key is gone: the client writes a new one when it is used. */
export function openAddress(keyring: Keyring, sealed: string | null, id: string): string | undefined {
  if (sealed === null) return undefined
  try {
    return keyring.unseal(sealed, useContext(id)).toString()
  } catch {
    return undefined
  }
}
