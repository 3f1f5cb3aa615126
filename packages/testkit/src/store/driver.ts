import type * as driver from '@damson/server/store'

/** The server's store driver. */
export type Driver = typeof driver

export type TestDb = ReturnType<Driver['openPostgres']> | Awaited<ReturnType<Driver['openPglite']>>

/** Not imported above: most of those who use this package need no store, and the driver takes a while to load. */
export const loadDriver = (): Promise<Driver> => import('@damson/server/store')
