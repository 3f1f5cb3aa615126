import { parseJson, type Result } from '@damson/fhir'
import { createCache } from '#base/cache'
import { sha256Text } from '#base/crypto'
import type { Outbound, OutboundAnswer, OutboundRefusal, OutboundRequest } from '#base/outbound'
import { membersOf } from '#domain/issuers'
import type { Provider } from './provider.ts'
import { writeProviderKey } from './provider-key.ts'

/** The client in the header, and the provider that it is sent to. */
export interface BasicPair {
  readonly provider: Pick<Provider, 'key' | 'configHash'>
  readonly clientId: string
  readonly clientSecret: string
}

/** Sends requests with `client_secret_basic`, encoded as the provider expects it. */
export interface ClientSecretBasic {
  send(
    outbound: Outbound,
    url: string,
    request: OutboundRequest,
    pair: BasicPair,
  ): Promise<Result<OutboundAnswer, OutboundRefusal>>
}

/** How many providers are remembered; the least recently used is forgotten first. */
const MOST_KEPT = 2_000

/**
 * RFC 6749 §2.3.1 form-encodes both parts. Many providers do not decode them, so a refused pair is sent once more without
 * encoding, if that differs. What the provider accepted is kept in the memory of this node: after a restart it costs one
 * more request, and there is nothing to store, to seal or to clean up.
 */
export function createClientSecretBasic(): ClientSecretBasic {
  const readsPlain = createCache<true>(MOST_KEPT)
  return {
    async send(outbound, url, request, pair) {
      const { provider, clientId, clientSecret } = pair
      // With another configuration or secret, start over.
      const version = sha256Text(
        JSON.stringify([writeProviderKey(provider.key), provider.configHash, clientId, clientSecret]),
      )
      const [encoded, plain] = [spell([clientId, clientSecret].map(formEncoded)), plainSpelling(pair)]
      const isPlain = plain !== undefined && readsPlain.has(version)
      const [first, second] = isPlain ? [plain, encoded] : [encoded, plain]
      const answer = await outbound.send(url, withHeader(request, first))
      if (second === undefined || second === first || !answer.ok || !isClientRefused(answer.value)) return answer
      const again = await outbound.send(url, withHeader(request, second))
      // Refused both ways: the pair itself is wrong.
      if (!again.ok || isClientRefused(again.value)) return again.ok ? answer : again
      if (isUnderstood(again.value)) {
        if (isPlain) readsPlain.delete(version)
        else readsPlain.set(version, true)
      }
      return again
    },
  }
}

/** Unencoded, an id with a colon would be cut at the colon (RFC 7617 §2). */
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

/** The provider knew the client: its answer is about the request. */
function isUnderstood({ status, body }: OutboundAnswer): boolean {
  return status === 200 || (isRefusal(status) && errorIn(body) !== undefined)
}

/** 429 says nothing about the request itself. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429
}

function errorIn(body: Buffer): unknown {
  try {
    return membersOf(parseJson(body.toString('utf8')))['error']
  } catch {
    // No JSON: the status alone counts.
    return undefined
  }
}
