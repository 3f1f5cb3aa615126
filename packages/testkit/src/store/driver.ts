import type * as embedded from '@damson/server/embedded'
import type * as driver from '@damson/server/store'

/** The server's store driver, and its embedded store. */
export type Driver = typeof driver & typeof embedded

export type TestDb = ReturnType<Driver['openPostgres']> | Awaited<ReturnType<Driver['openPglite']>>

/** Not imported above: most users of this package need no store, and the driver loads slowly. */
export async function loadDriver(): Promise<Driver> {
  const [own, embeddedStore] = await Promise.all([import('@damson/server/store'), import('@damson/server/embedded')])
  return { ...own, ...embeddedStore }
}
