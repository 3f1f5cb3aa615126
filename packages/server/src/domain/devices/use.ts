import { createCache } from '#base/cache'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import type { Client } from '#domain/clients'
import type { RequestOrigin } from '#domain/projects'
import { noteDeviceUse } from './devices.store.ts'

/** Notes when, from where and with which program devices are used. */
export interface DeviceUse {
  /** Written at most once a minute for each device, and never inside the request. */
  used(client: Pick<Client, 'id' | 'project' | 'kind'>, origin: UseOrigin, by: 'token' | 'basic'): void
}

type UseOrigin = Pick<RequestOrigin, 'address' | 'userAgent'>

const KEPT = 10_000
const WRITTEN_EVERY_MS = 60_000
const LONGEST_PROGRAM = 200

export const useContext = (id: string): string => `device-use:${id}`

export function createDeviceUse(deps: {
  readonly db: Db
  readonly clock: Clock
  readonly keyring: Keyring
  readonly log: Log
}): DeviceUse {
  const { db, clock, keyring, log } = deps
  const written = createCache<number>(KEPT)
  return {
    used({ id, project, kind }, { address, userAgent }, by) {
      const now = clock.now()
      const key = `${by} ${id}`
      if (kind !== 'device' || now.getTime() - (written.get(key) ?? 0) < WRITTEN_EVERY_MS) return
      written.set(key, now.getTime())
      const version = userAgent.slice(0, LONGEST_PROGRAM)
      const row = { id, project, address: keyring.seal(address, useContext(id)), version, basic: by === 'basic', now }
      noteDeviceUse.run(db, row).catch((error: unknown) => log.warn('devices.use_not_written', { error }))
    },
  }
}
