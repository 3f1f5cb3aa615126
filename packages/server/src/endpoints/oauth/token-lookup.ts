import { isUuid } from '#base/random'
import { actingLogin } from '#domain/access'
import { loginById } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import { loginOfFamily, readRefreshToken } from '#domain/tokens'
import type { OAuthDeps } from './dependencies.ts'

/** A token of ours as introspection and revocation see it. */
export interface FoundToken {
  readonly kind: 'access' | 'refresh'
  readonly loginId: string
  readonly project: string | null
  readonly clientId: string | null
  readonly scope: string
  readonly issuedAt?: Date
  readonly expiresAt: Date
  /** The client acts for a person with it. */
  readonly acts?: boolean
  /** Whether the token itself is valid now. */
  readonly current: boolean
}

/** Looks a token up. Undefined if it is not an access or refresh token issued at this address. */
export async function lookUpToken(
  { db, keyring, clock, accessTokens }: OAuthDeps,
  token: string,
  issuer: Issuer,
): Promise<FoundToken | undefined> {
  const refresh = readRefreshToken(keyring, token)
  if (refresh !== undefined) {
    const login = await loginOfFamily.maybeOne(db, refresh.family)
    if (login === undefined || login.issuerProject !== (issuer.project ?? null)) return undefined
    const { loginId, project, clientId, scope, expiresAt, generation, live } = login
    return {
      kind: 'refresh',
      loginId,
      project,
      clientId,
      scope,
      expiresAt,
      current: live && generation === refresh.generation && expiresAt > clock.now(),
    }
  }
  const claims = await accessTokens.verify(token, issuer, clock.now())
  if (!claims.ok || !isUuid(claims.value.loginId)) return undefined
  const { loginId, scope, issuedAt, expiresAt, actor } = claims.value
  const acts = actor !== undefined
  const login = acts ? await actingLogin.maybeOne(db, loginId) : await loginById.maybeOne(db, loginId)
  if (login === undefined) return undefined
  const { project, clientId } = login
  return { kind: 'access', loginId, project, clientId, scope, issuedAt, expiresAt, acts, current: true }
}
