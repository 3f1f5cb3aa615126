import { createServer } from 'node:net'

/** Below those that systems give to outgoing connections, of which one may take a free port before its server does. */
const [LOWEST, HIGHEST] = [20_000, 32_000]

/** A port on which nothing listens on the loopback address, for a server that is about to start. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
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
