import { parseJson, type Result } from '@damson/fhir'
import { createCache } from '#base/cache'
import { sha256Text } from '#base/crypto'
import type { Outbound, OutboundAnswer, OutboundRefusal, OutboundRequest } from '#base/outbound'
import { membersOf } from '#domain/issuers'
import type { Provider } from './provider.ts'
import { writeProviderKey } from './provider-key.ts'

/** Whom the header names, and at which provider. */
export interface BasicPair {
  readonly provider: Pick<Provider, 'key' | 'configHash'>
  readonly clientId: string
  readonly clientSecret: string
}

/** Sends requests with `client_secret_basic`, in the spelling that the provider reads. */
export interface ClientSecretBasic {
  send(
    outbound: Outbound,
    url: string,
    request: OutboundRequest,
    pair: BasicPair,
  ): Promise<Result<OutboundAnswer, OutboundRefusal>>
}

/** How many providers are remembered: the longest unused is forgotten first. */
const MOST_KEPT = 2_000

/**
 * RFC 6749 §2.3.1 has both parts form-encoded. Many providers do not decode them, so a refused pair is sent once more as
 * it stands, where that differs. Which one the provider took is remembered in the memory of this node: a node that has
 * forgotten it pays with one more request, and there is nothing to store, to seal and to end.
 */
export function createClientSecretBasic(): ClientSecretBasic {
  const readsPlain = createCache<true>(MOST_KEPT)
  return {
    async send(outbound, url, request, pair) {
      const { provider, clientId, clientSecret } = pair
      // Another configuration, or another secret, is another provider as far as this goes.
      const version = sha256Text(
        JSON.stringify([writeProviderKey(provider.key), provider.configHash, clientId, clientSecret]),
      )
      const [encoded, plain] = [spell([clientId, clientSecret].map(formEncoded)), plainSpelling(pair)]
      const isPlain = plain !== undefined && readsPlain.has(version)
      const [first, second] = isPlain ? [plain, encoded] : [encoded, plain]
      const answer = await outbound.send(url, withHeader(request, first))
      if (second === undefined || second === first || !answer.ok || !isClientRefused(answer.value)) return answer
      const again = await outbound.send(url, withHeader(request, second))
      // Refused both ways the pair is wrong, however it is written.
      if (!again.ok || isClientRefused(again.value)) return again.ok ? answer : again
      if (isUnderstood(again.value)) {
        if (isPlain) readsPlain.delete(version)
        else readsPlain.set(version, true)
      }
      return again
    },
  }
}

/** As it stands an id with a colon would be another one, with the rest of it before the secret (RFC 7617 §2). */
function plainSpelling({ clientId, clientSecret }: BasicPair): string | undefined {
  return clientId.includes(':') ? undefined : spell([clientId, clientSecret])
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}

function spell(parts: readonly string[]): string {
  return `Basic ${Buffer.from(parts.join(':')).toString('base64')}`
}

function withHeader(request: OutboundRequest, authorization: string): OutboundRequest {
  return { ...request, headers: { ...request.headers, authorization } }
}

/** RFC 6749 §5.2 has 401 and `invalid_client`; glewlwyd says 403 and `unauthorized_client`. */
const NOT_THE_CLIENT: ReadonlySet<unknown> = new Set(['invalid_client', 'unauthorized_client'])

function isClientRefused({ status, body }: OutboundAnswer): boolean {
  return status === 401 || (isRefusal(status) && NOT_THE_CLIENT.has(errorIn(body)))
}

/** It knew the client: the answer is about what was asked. */
function isUnderstood({ status, body }: OutboundAnswer): boolean {
  return status === 200 || (isRefusal(status) && errorIn(body) !== undefined)
}

/** Too many requests are no answer to the one that was sent. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429
}

function errorIn(body: Buffer): unknown {
  try {
    return membersOf(parseJson(body.toString('utf8')))['error']
  } catch {
    // A page, or nothing: the status alone says what it is.
    return undefined
  }
}
