import * as client from 'openid-client'
import type { IdentityProvider } from './identity-provider.ts'

export const REDIRECT_URI = 'http://127.0.0.1:9/callback'

/** The results of a sign-in: the callback, the tokens, and the user. */
export interface SignedIn {
  readonly config: client.Configuration
  readonly callback: URL
  readonly tokens: client.TokenEndpointResponse
  readonly claims: client.IDToken
  readonly userinfo: client.UserInfoResponse
}

/**
 * A whole sign-in by a certified third-party relying party: discovery, PKCE, `state`, `nonce`, the id token's
 * signature, and userinfo.
 *
 * @throws {Error} When the relying party refuses.
 */
export async function signInByOpenidClient(
  provider: IdentityProvider,
  person: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<SignedIn> {
  const { clientId, clientSecret, tokenAuthMethod } = provider
  const auth = tokenAuthMethod === 'client_secret_post' ? client.ClientSecretPost() : client.ClientSecretBasic()
  const config = await client.discovery(new URL(provider.issuer), clientId, clientSecret, auth, {
    // Without the second it accepts an id token from the token endpoint unverified, as the standard allows.
    execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
  })
  const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()]
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile email',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...extra,
  })
  const callback = new URL(await provider.signIn(url.href, person))
  const tokens = await client.authorizationCodeGrant(config, callback, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (claims === undefined) throw new Error('there is no id token')
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
  return { config, callback, tokens, claims, userinfo }
}
