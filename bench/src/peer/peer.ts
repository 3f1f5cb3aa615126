import { fileURLToPath } from 'node:url'
import { freePort } from '@damson/testkit'
import type { Machine } from '../stand/people.ts'
import { type ServerProcess, startServer } from '../stand/processes.ts'

/** The configuration of the peer. */
export interface PeerPlan {
  readonly databaseUrl: string
  readonly port: number
  readonly clients: readonly { readonly id: string; readonly secret: string }[]
}

/** Starts `oidc-provider` on the same PostgreSQL, with the same clients. */
export async function startPeer(databaseUrl: string, machines: readonly Machine[]): Promise<ServerProcess> {
  const port = await freePort()
  const clients = machines.map(({ id, secret }) => ({ id, secret }))
  return startServer({
    file: fileURLToPath(new URL('./oidc-provider.process.ts', import.meta.url)),
    port,
    health: '/.well-known/openid-configuration',
    env: { PEER_PLAN: JSON.stringify({ databaseUrl, port, clients } satisfies PeerPlan) },
  })
}
