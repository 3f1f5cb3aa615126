import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NotHere } from './requirement.ts'
import type { Damson } from './server/server.ts'

/** An address on this machine that publishes keys, and the requests that it received. */
export interface KeyPlace {
  readonly url: string
  readonly methods: readonly string[]
}

/** Publishes a key set during the work. Only a server on this machine can reach it. */
export async function publishing(
  at: Damson,
  keys: readonly object[],
  cacheControl: string,
  work: (place: KeyPlace) => Promise<void>,
): Promise<void> {
  if (!['localhost', '127.0.0.1'].includes(new URL(at.issuer).hostname))
    throw new NotHere('this server cannot fetch keys from where the rows are run')
  const methods: string[] = []
  const server = createServer((request, response) => {
    methods.push(request.method ?? '')
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': cacheControl })
    response.end(JSON.stringify({ keys }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await work({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`, methods })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
