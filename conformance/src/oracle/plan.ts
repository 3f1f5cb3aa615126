import type { Client, ClientName } from '../server/server.ts'

/** What the oracle is told when it starts. */
export interface OraclePlan {
  readonly port: number
  readonly clients: Readonly<Record<ClientName, Client>>
  readonly codeSeconds: number
}

/** The resource server whose access tokens are JWTs there. */
export const RESOURCE = 'https://records.example/'
