import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { networkOf } from './address.ts'
import type { Tally } from './tally.ts'

export interface ConnectionLimits {
  /** The open connections, by address; shared by all servers of a node. */
  readonly open: Tally
  readonly mostOfAddress: number
  /** Whether many people share the address's connections, as with a trusted proxy. */
  readonly isShared: (address: string) => boolean
  /** Tells a connection that it exceeds the limit; it is closed then. */
  readonly refuse: (socket: Socket) => void
}

/** Limits the connections of each address. A connection above the limit is never read. */
export function limitConnections(server: Server, { open, mostOfAddress, isShared, refuse }: ConnectionLimits): void {
  const [accept, ...others] = server.listeners('connection')
  if (accept === undefined || others.length > 0) throw new Error('the HTTP server takes connections in another way now')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket
    if (!isShared(remoteAddress)) {
      const address = networkOf(remoteAddress)
      if (open.of(address) >= mostOfAddress) return refuse(socket)
      open.add(address, 1)
      socket.once('close', () => open.add(address, -1))
    }
    Reflect.apply(accept, server, [socket])
  })
}
