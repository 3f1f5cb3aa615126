import type { Client, ClientUse } from '#domain/clients'
import type { RequestOrigin } from '#domain/projects'
import type { ProvenWorkload } from './workload.ts'

/** How a client authenticated: stored on its login, and required again at a refresh. */
export type ClientAuth = 'none' | 'client_secret' | 'private_key_jwt'

/** A client that authenticated, or the app that sent no client id. */
export interface AuthenticatedClient {
  readonly client: Client | undefined
  readonly auth: ClientAuth
  /** The issuer and subject of the workload, if the client has no key of its own. */
  readonly workload?: VouchedWorkload | undefined
  /** It sent the secret that a rotation left beside the new one. */
  readonly isOldSecret?: boolean
}

interface VouchedWorkload extends Pick<ProvenWorkload, 'issuer' | 'subject'> {
  /** Its token was the grant itself, not only the client's authentication. */
  readonly isGrant: boolean
}

export type ClientOrigin = Pick<RequestOrigin, 'address' | 'issuer' | 'userAgent'>

/** Of a client that proves nothing, only a token that it gets is a use: anybody can send its id. */
export function noteUse(clientUse: ClientUse, proven: AuthenticatedClient, origin: ClientOrigin): void {
  const { client, auth, workload, isOldSecret = false } = proven
  if (client === undefined || auth === 'none') return
  const how = workload === undefined ? 'key' : 'workload'
  clientUse.used(client, origin, auth === 'private_key_jwt' ? how : isOldSecret ? 'old_secret' : 'secret')
}
