import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { networkOf } from './address.ts'
import type { Tally } from './tally.ts'

export interface ConnectionLimits {
  /** The connections that are open, by address. One for all servers of a node. */
  readonly open: Tally
  readonly mostOfAddress: number
  /** Whose connections are many people's: those of trusted proxies. */
  readonly isShared: (address: string) => boolean
  /** Tells a connection that it is one too many. It is closed then. */
  readonly refuse: (socket: Socket) => void
}

/** Takes connections from each address up to a number. One too many never gets as far as being read from. */
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
