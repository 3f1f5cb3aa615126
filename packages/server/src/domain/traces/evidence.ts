import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import { type Client, clientOfSecret } from '#domain/clients'
import { type LoginRow, loginById } from '#domain/logins'
import { loginOfFamily, readRefreshToken } from '#domain/tokens'

/** What only the store can tell of a token request that was refused. Looked up for projects in developer mode alone. */
export interface Evidence {
  /** The login whose code or token was presented, of the same project. */
  readonly login?: Pick<LoginRow, 'clientId' | 'redirectUri' | 'codeChallenge' | 'scope'> | undefined
  /** Whose secret was presented in truth. */
  readonly secretOf?: 'another_client' | undefined
  readonly refresh?: 'none_of_ours' | 'another_client' | 'expired' | 'revoked' | 'other_auth' | undefined
}

/** What was presented, and by whom. */
export interface Presented {
  readonly project: string
  readonly client: Client | undefined
  readonly loginId: string | undefined
  readonly secret: string | undefined
  readonly refreshToken: string | undefined
  readonly reason: string | undefined
}

export async function gatherEvidence(db: Db, keyring: Keyring, now: Date, presented: Presented): Promise<Evidence> {
  const { project, client, loginId, secret, refreshToken, reason } = presented
  const login = loginId === undefined ? undefined : await loginById.maybeOne(db, loginId)
  return {
    login: login?.project === project ? login : undefined,
    secretOf:
      reason === 'wrong_secret' && secret !== undefined ? await ownerOf(db, keyring, project, secret) : undefined,
    refresh:
      reason === 'unknown_refresh_token' && refreshToken !== undefined
        ? await refreshOf(db, keyring, now, client?.id ?? null, refreshToken)
        : undefined,
  }
}

async function ownerOf(db: Db, keyring: Keyring, project: string, secret: string): Promise<Evidence['secretOf']> {
  const { hash } = keyring.keyedHash('client-secret', secret)
  const owner = await clientOfSecret.maybeOne(db, project, hash.toString('base64url'))
  return owner === undefined ? undefined : 'another_client'
}

async function refreshOf(
  db: Db,
  keyring: Keyring,
  now: Date,
  clientId: string | null,
  text: string,
): Promise<Evidence['refresh']> {
  const token = readRefreshToken(keyring, text)
  const login = token === undefined ? undefined : await loginOfFamily.maybeOne(db, token.family)
  if (login === undefined) return 'none_of_ours'
  if (login.clientId !== clientId) return 'another_client'
  if (!login.live) return 'revoked'
  return login.expiresAt <= now ? 'expired' : 'other_auth'
}
