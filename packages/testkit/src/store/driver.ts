import type * as driver from '@damson/server/store'

/** The server's store driver. */
export type Driver = typeof driver

export type TestDb = ReturnType<Driver['openPostgres']> | Awaited<ReturnType<Driver['openPglite']>>

/**
 * Loads the driver from the server's sources, wherever it is asked for: vitest's global set-up does not see the `source`
 * condition, and by its name would get the last build, or none.
 */
export async function loadDriver(): Promise<Driver> {
  const file = new URL('../../../server/src/base/db/index.ts', import.meta.url)
  return (await import(file.href)) as Driver
}
