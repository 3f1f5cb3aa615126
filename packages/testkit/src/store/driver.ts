import * as driver from '@damson/server/store'

/** The server's store driver. */
export type Driver = typeof driver

export type TestDb = ReturnType<Driver['openPostgres']> | Awaited<ReturnType<Driver['openPglite']>>

export function loadDriver(): Promise<Driver> {
  return Promise.resolve(driver)
}
