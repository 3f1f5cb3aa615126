import { engineOf } from '../engine.ts'
import { ConfigurationError } from '../errors.ts'
import { cryptoOf } from '../host.ts'
import { defined } from '../json.ts'
import type { Credential } from '../session.ts'
import { makePkce } from '../signin/pkce.ts'
import { PendingStore, readCallback, withoutCallback } from '../signin/redirect.ts'
import { openRedirectStore } from '../storage/key-value-store.ts'
import { type Grant, TokenEndpoint } from '../tokens/token-endpoint.ts'
import type { BaseLoginRequest, ProfileResource, WithId } from '../wire.ts'

const USUAL_SCOPE = 'openid profile email'

/** Redeems a grant at the token endpoint and signs in with the result. The grant itself is never stored. */
export async function signInByGrant(
  client: object,
  grant: Grant,
  clientId: string | undefined,
  isKept: boolean,
): Promise<WithId<ProfileResource>> {
  const { settings, transport, sessions, renewal, details } = engineOf(client)
  const { clock, baseUrl, options } = settings
  await sessions.ready()
  const endpoint = new TokenEndpoint({
    transport,
    clock,
    url: `${baseUrl}oauth2/token`,
    secretIn: options.authCredentialsMethod ?? 'body',
  })
  const tokens = await endpoint.redeem(grant, renewal.clientOf(clientId))
  const credential: Credential = { kind: 'tokens', tokens, isKept: isKept && tokens.noPersist !== true }
  return (await details.load(await sessions.become(credential))).profile
}

/**
 * The address at which a sign-in with an identity provider begins. Through the server (`auth/external/start`) the
 * sign-in is bound to this browser. Directly at the provider, `state` is the wire format's JSON, which is bound to
 * nothing.
 */
export async function externalAddress(
  client: object,
  authorizeUrl: string,
  { clientId, redirectUri }: { readonly clientId: string; readonly redirectUri: string },
  request: BaseLoginRequest,
  withPkce: boolean,
): Promise<string> {
  const { settings, signIn } = engineOf(client)
  const { options, baseUrl } = settings
  if (authorizeUrl.startsWith(`${baseUrl}auth/external/start`)) {
    const own = await signIn.authorizationUrl({ ...request, redirectUri: request.redirectUri ?? redirectUri })
    const url = new URL(authorizeUrl)
    for (const [name, value] of new URL(own).searchParams) url.searchParams.set(name, value)
    return url.href
  }
  const { verifier, challenge } = await makePkce(cryptoOf(options.crypto))
  const app = defined({ clientId: request.clientId ?? options.clientId, redirectUri: request.redirectUri })
  await pendingOf(client).keep({ verifier, ...app })
  const asked: BaseLoginRequest = { ...request, ...app, codeChallenge: challenge, codeChallengeMethod: 'S256' }
  return providerAddress(authorizeUrl, { clientId, redirectUri }, asked, withPkce)
}

/**
 * Completes the sign-in whose code is in the page's address. A sign-in through the server is checked like any other
 * redirect; one directly at a provider has no `state` in its answer. Undefined when no sign-in was started here.
 */
export async function finishHere(client: object, code: string): Promise<WithId<ProfileResource> | undefined> {
  const { settings, signIn } = engineOf(client)
  const { page, keyPrefix } = settings
  const url = page?.url
  if (page === undefined || url === undefined || new URL(url).searchParams.get('code') !== code) return undefined
  const isThrough = readCallback(url) !== undefined
  const kept = isThrough ? pendingStore(client, keyPrefix) : pendingOf(client)
  const pending = await kept.read()
  if (pending === undefined) return undefined
  page.rename(withoutCallback(url))
  if (isThrough) return signIn.finishRedirect(url)
  await kept.forget()
  const { verifier, clientId, redirectUri } = pending
  const grant = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri }
  return signInByGrant(client, grant, clientId, true)
}

function pendingOf(client: object): PendingStore {
  return pendingStore(client, `${engineOf(client).settings.keyPrefix}external|`)
}

function pendingStore(client: object, prefix: string): PendingStore {
  return new PendingStore(openRedirectStore(engineOf(client).settings.options.redirectStorage), prefix)
}

/** The provider's own address, with the wire format's JSON in `state`. */
export function providerAddress(
  authorizeUrl: string,
  { clientId, redirectUri }: { readonly clientId: string; readonly redirectUri: string },
  request: BaseLoginRequest,
  withPkce: boolean,
): string {
  const url = new URL(authorizeUrl)
  const { codeChallenge, codeChallengeMethod, scope = USUAL_SCOPE } = request
  const parameters: Record<string, string> = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state: JSON.stringify(request),
  }
  if (withPkce) {
    if (codeChallenge === undefined || codeChallengeMethod === undefined)
      throw new ConfigurationError('With PKCE the request needs codeChallenge and codeChallengeMethod.')
    parameters['code_challenge'] = codeChallenge
    parameters['code_challenge_method'] = codeChallengeMethod
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}
