import { basic } from '../base64.ts'
import { OAuthError } from '../errors.ts'
import type { Clock } from '../host.ts'
import { defined, membersOf } from '../json.ts'
import { type Answer, errorOf, isSuccess, unexpected, valueOf } from '../transport/answer.ts'
import type { Transport } from '../transport/transport.ts'
import { queryOf } from '../urls.ts'
import { VERSION } from '../version.ts'
import type { LoginState } from '../wire.ts'

/** Makes a signed client assertion (RFC 7523), a new one at each call. */
export type MakeAssertion = () => string | Promise<string>

/** The OAuth client. Public clients have no secret, and an assertion already names the client id. */
export interface OAuthClient {
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
  readonly assertion?: MakeAssertion | undefined
}

export interface TokenEndpointDeps {
  readonly transport: Transport
  readonly clock: Clock
  readonly url: string
  /** Where the client secret goes. */
  readonly secretIn: 'body' | 'header'
}

/** The parameters of a grant; undefined ones are left out. */
export type Grant = Readonly<Record<string, string | undefined>>

/** `/oauth2/token`: turns a grant into a login. */
export class TokenEndpoint {
  readonly #deps: TokenEndpointDeps

  constructor(deps: TokenEndpointDeps) {
    this.#deps = deps
  }

  async redeem(grant: Grant, client: OAuthClient, signals: readonly AbortSignal[] = []): Promise<LoginState> {
    const { transport, clock, url, secretIn } = this.#deps
    const { clientId, clientSecret, assertion } = client
    const headers = new Headers({ Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' })
    // Administrators see which version a machine runs. A page, which proves nothing, would be asked about the header first.
    if (clientSecret ?? assertion) headers.set('User-Agent', `damson-sdk/${VERSION}`)
    const isInHeader = clientSecret !== undefined && secretIn === 'header'
    if (isInHeader) headers.set('Authorization', basic(formEncoded(clientId ?? ''), formEncoded(clientSecret)))
    const secret = isInHeader ? undefined : clientSecret
    const proof = assertion && {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(),
    }
    const form = queryOf({ ...grant, client_id: clientId, client_secret: secret, ...proof })
    // Measured from before the request, so that a slow answer cannot make the token seem to live longer than it does.
    const asked = clock.now()
    const answer = await transport.send({ method: 'POST', url, headers, body: { content: form.toString() }, signals })
    if (!isSuccess(answer)) throw errorOf(answer, clock.now())
    return readTokens(answer, asked, clientId)
  }
}

/** Refusals that a retry cannot change: the login has ended. */
export function isFinal(error: unknown): error is OAuthError {
  return (
    error instanceof OAuthError &&
    ['invalid_grant', 'invalid_client', 'unauthorized_client', 'access_denied'].includes(error.error)
  )
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before they go into the header. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}

function readTokens(answer: Answer, asked: number, clientId: string | undefined): LoginState {
  const { access_token, refresh_token, expires_in, scope, project, profile, noPersist } = membersOf(valueOf(answer))
  if (typeof access_token !== 'string' || !isReference(project) || !isReference(profile)) throw unexpected(answer)
  const lifetime = typeof expires_in === 'number' && expires_in > 0 ? expires_in * 1000 : undefined
  return defined({
    accessToken: access_token,
    project,
    profile,
    refreshToken: textOf(refresh_token),
    lifetime,
    expiresAt: lifetime === undefined ? undefined : asked + lifetime,
    scope: textOf(scope),
    clientId,
    noPersist: noPersist === true ? true : undefined,
  })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function isReference(value: unknown): value is { reference: string } {
  return typeof membersOf(value)['reference'] === 'string'
}
