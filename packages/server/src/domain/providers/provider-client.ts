import { accepted, type Result, refused } from '@damson/fhir'
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretPost,
  Configuration,
  clockSkew,
  clockTolerance,
  customFetch,
  modifyAssertion,
  None,
  PrivateKeyJwt,
} from 'openid-client'
import type { Clock } from '#base/clock'
import type { Outbound, OutboundRefusal } from '#base/outbound'
import { isCallable } from '#domain/clients'
import { type IssuerTokens, MOST_ANSWER_BYTES, SKEW_SECONDS, TOKEN_ALGORITHMS } from '#domain/issuers'
import type { AssertionKeys } from './assertion-keys.ts'
import type { ClientSecretBasic } from './client-secret-basic.ts'
import { failure, type ProviderFailure } from './failure.ts'
import type { Provider } from './provider.ts'
import { endpointsOf, type ProviderEndpoints } from './provider-endpoints.ts'
import type { Providers } from './providers.ts'

export interface ProviderClientDeps {
  readonly outbound: Outbound
  readonly clock: Clock
  readonly providers: Pick<Providers, 'secretsOf'>
  readonly issuerTokens: IssuerTokens
  readonly assertionKeys: AssertionKeys
  readonly clientSecretBasic: ClientSecretBasic
  /** This server's own address: no provider knows it by that name, for what is signed for one is in its own name. */
  readonly baseUrl: string
  /** On a developer's machine: plain http to a loopback address, if the outbound guard lets it through. */
  readonly isDevelopment: boolean
}

/** A provider, ready to be called. */
export interface ProviderClient {
  readonly configuration: Configuration
  readonly endpoints: ProviderEndpoints
}

/** A provider did not answer: `openid-client` passes it on as the cause of its own errors. */
export class OutboundFault extends Error {
  override readonly name = 'OutboundFault'
  readonly why: OutboundRefusal['why']

  constructor(why: OutboundRefusal['why']) {
    super(why)
    this.why = why
  }
}

/** A provider as `openid-client` needs it: its endpoints, this server's client id, and how this server authenticates. */
export async function clientOf(
  deps: ProviderClientDeps,
  provider: Provider,
): Promise<Result<ProviderClient, ProviderFailure>> {
  const { settings } = provider
  const { clientId } = settings
  if (clientId === undefined || clientId.startsWith(deps.baseUrl))
    return refused(failure('misconfigured', 'no_client_id', 'The provider has no clientId for this server.'))
  const found = await endpointsOf(deps.issuerTokens, provider, 'round-trip')
  if (!found.ok) return found
  const endpoints = found.value
  const { issuer, authorizeUrl, tokenUrl, jwksUrl } = endpoints
  if (authorizeUrl === undefined || tokenUrl === undefined || jwksUrl === undefined)
    return refused(
      failure(
        'misconfigured',
        'no_endpoints',
        'Neither the configuration nor the provider’s metadata has authorizeUrl, tokenUrl and jwksUrl.',
      ),
    )
  // Browsers are sent to the first: only a web address will do.
  if (!isCallable(authorizeUrl) || !isCallable(tokenUrl))
    return refused(
      failure('untrusted', 'malformed_endpoints', 'The provider’s metadata names endpoints that are not https URLs.'),
    )
  const authentication = await authenticationFor(deps, provider, { clientId, tokenUrl })
  if (!authentication.ok) return authentication
  const configuration = new Configuration(
    {
      issuer,
      authorization_endpoint: authorizeUrl,
      token_endpoint: tokenUrl,
      jwks_uri: jwksUrl,
      id_token_signing_alg_values_supported: [...TOKEN_ALGORITHMS],
      authorization_response_iss_parameter_supported: endpoints.namesItself,
    },
    clientId,
    { [clockSkew]: skewOf(deps.clock), [clockTolerance]: SKEW_SECONDS },
    authentication.value.proof,
  )
  configuration[customFetch] = (url, options) => fetchBy(authentication.value.send, url, options)
  // The outbound guard decides which plain http there is: to a loopback address of a developer, and none else.
  if (deps.isDevelopment) allowInsecureRequests(configuration)
  return accepted({ configuration, endpoints })
}

/** How far this server's time is from the library's. */
function skewOf(clock: Clock): number {
  return Math.round((clock.now().getTime() - clock.system()) / 1000)
}

/** How this server authenticates: the library adds it to a request, or it is added when the request is sent. */
interface Authentication {
  readonly proof: ClientAuth
  readonly send: Outbound['send']
}

async function authenticationFor(
  deps: ProviderClientDeps,
  provider: Provider,
  { clientId, tokenUrl }: { readonly clientId: string; readonly tokenUrl: string },
): Promise<Result<Authentication, ProviderFailure>> {
  const { outbound } = deps
  const { send } = outbound
  const { tokenAuthMethod = 'client_secret_basic', tokenAuthAudience = 'issuer' } = provider.settings
  if (tokenAuthMethod === 'none') return accepted({ proof: None(), send })
  if (tokenAuthMethod === 'private_key_jwt') {
    const key = await deps.assertionKeys.signing(provider)
    if (key === undefined)
      return refused(
        failure('misconfigured', 'no_assertion_key', 'The provider was removed in the meantime: start again.'),
      )
    // The library's default audience is the issuer.
    const proof = PrivateKeyJwt(
      { key: key.privateKey, kid: key.kid },
      tokenAuthAudience === 'issuer'
        ? undefined
        : {
            [modifyAssertion](_header, payload) {
              payload['aud'] = tokenUrl
            },
          },
    )
    return accepted({ proof, send })
  }
  const { clientSecret } = await deps.providers.secretsOf(provider)
  if (clientSecret === undefined)
    return refused(failure('misconfigured', 'no_client_secret', 'The provider has no clientSecret: send it again.'))
  if (tokenAuthMethod === 'client_secret_post') return accepted({ proof: ClientSecretPost(clientSecret), send })
  return accepted({
    // The library also encodes what need not be, such as hyphens, and many providers do not decode it.
    proof: () => undefined,
    send: (url, request) => deps.clientSecretBasic.send(outbound, url, request, { provider, clientId, clientSecret }),
  })
}

interface FetchOptions {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: unknown
}

async function fetchBy(
  send: Outbound['send'],
  url: string,
  { method, headers, body }: FetchOptions,
): Promise<Response> {
  const text = body instanceof URLSearchParams ? body.toString() : typeof body === 'string' ? body : undefined
  const answer = await send(url, {
    method: method === 'POST' ? 'POST' : 'GET',
    mostBytes: MOST_ANSWER_BYTES,
    // The server names itself, also to providers.
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'user-agent')),
    ...(text !== undefined && { body: text }),
  })
  if (!answer.ok) throw new OutboundFault(answer.refusal.why)
  const { status, headers: received, body: bytes } = answer.value
  const hasBody = status !== 204 && status !== 205 && status !== 304
  return new Response(hasBody ? new Uint8Array(bytes) : null, {
    status,
    headers: Object.entries(received).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  })
}
