import type { Client, ClientName } from '../server/server.ts'

/** The configuration of the oracle. */
export interface OraclePlan {
  readonly port: number
  readonly clients: Readonly<Record<ClientName, Client>>
  readonly codeSeconds: number
}

/** The resource server whose access tokens are JWTs at the oracle. */
export const RESOURCE = 'https://records.example/'
