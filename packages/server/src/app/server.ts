import { createServer, type RequestListener, type Server } from 'node:http'
import { closeUnread, createTally, type HttpSettings, inTurn, limitConnections } from '#base/http'
import type { Invitations } from './continue.ts'
import { refuseConnection } from './refused-on-the-wire.ts'

const HEAD_WITHIN_MS = 10_000
const REQUEST_WITHIN_MS = 30_000
/** How often Node looks for connections over these two limits. */
const LOOK_EVERY_MS = 5_000
/** Longer than proxies keep idle connections, so that none sends a request into a connection being closed. */
const IDLE_MS = 72_000

export interface ServerDeps {
  readonly settings: HttpSettings
  /** Whether an address is a trusted proxy's. */
  readonly isProxy: (address: string) => boolean
  readonly invitations: Invitations
}

/** Makes the servers that a node listens with: one for each address of its host name. */
export function createServers({ settings, isProxy, invitations }: ServerDeps): (answer: RequestListener) => Server {
  const open = createTally()
  return (answer) => {
    const server = createServer(
      {
        headersTimeout: HEAD_WITHIN_MS,
        requestTimeout: REQUEST_WITHIN_MS,
        connectionsCheckingInterval: LOOK_EVERY_MS,
        keepAliveTimeout: IDLE_MS,
      },
      inTurn(answer),
    )
    invitations.attach(server)
    limitConnections(server, {
      open,
      mostOfAddress: settings.connectionsPerAddress,
      isShared: isProxy,
      refuse: refuseConnection,
    })
    closeUnread(server, settings.unreadSeconds)
    return server
  }
}
