import { createServer } from 'node:net'

/** Below those that systems give to outgoing connections, of which one may take a free port before its server does. */
const LOWEST = 20_000

/** Each worker of a run has so many of its own: another would take one between its choice and the start of its server. */
const EACH = 1_000
const WORKERS = 10

let last = Math.floor(Math.random() * EACH)

/** A port on which nothing listens on the loopback address, for a server that is about to start: never the last one. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % WORKERS
  for (;;) {
    last = (last + 1) % EACH
    const port = LOWEST + worker * EACH + last
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
