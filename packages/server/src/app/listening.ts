import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Config } from '../config.ts'
import type { Http } from './http.ts'

const CLOSE_IDLE_EVERY_MS = 50
const ANSWER_WITHIN_MS = 5_000

export interface Listening {
  /** Accepts connections, at the public address and at the one for administrators. */
  listen(): Promise<void>
  /** Accepts nothing new and answers open requests. Closes connections that become idle or never sent a request. */
  close(): Promise<void>
}

export function createListening(
  { http, adminServer }: Pick<Http, 'http' | 'adminServer'>,
  { server: { host, port }, admin }: Pick<Config, 'server' | 'admin'>,
): Listening {
  const servers = [http.server, ...(adminServer === undefined ? [] : [adminServer])]
  return {
    async listen() {
      await http.listen({ host, port })
      if (adminServer === undefined || admin === undefined) return
      adminServer.listen({ host: admin.host, port: admin.port })
      await once(adminServer, 'listening')
    },
    async close() {
      const idle = setInterval(() => servers.forEach((server) => server.closeIdleConnections()), CLOSE_IDLE_EVERY_MS)
      const rest = setTimeout(() => servers.forEach((server) => server.closeAllConnections()), ANSWER_WITHIN_MS)
      try {
        await Promise.all([http.close(), ...servers.slice(1).map(closed)])
      } finally {
        clearInterval(idle)
        clearTimeout(rest)
      }
    },
  }
}

/** Ends once the last connection has. A server that never listened has none. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
}
