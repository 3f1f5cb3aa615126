import { accepted, type Result, refused } from '@damson/fhir'
import type { Clock } from '#base/clock'
import type { Outbound } from '#base/outbound'
import { createPublished, type Unpublished } from '#base/published'
import type { Client } from './client.ts'
import { type AssertionAlgorithm, type ClientKey, keysFor, readKeySet } from './key-set.ts'

/** The algorithm and `kid` of the signature to verify. */
export interface Wanted {
  readonly algorithm: AssertionAlgorithm
  readonly kid: string | undefined
}

/** Why a client's keys are not available now, for the log. */
export interface KeysUnavailable {
  readonly why: 'keys_unavailable'
  readonly cause: string
}

export interface ClientKeys {
  /** The keys that may have made a client's signature; none if it has no such key. */
  find(client: Client, wanted: Wanted): Promise<Result<readonly ClientKey[], KeysUnavailable>>
}

/** Above this number, the key sets unused for longest are dropped. */
const KEPT = 1_000
/** After a fetch, an unknown `kid` causes no further fetch for this long. */
const SETTLED_SECONDS = 30

export function createClientKeys(outbound: Outbound, clock: Clock): ClientKeys {
  const keySets = createPublished<readonly ClientKey[]>(
    { outbound, clock },
    { read: (set) => readKeySet(set, 'fetched'), bounds: { together: KEPT } },
  )
  // Parsed once and kept as long as the client itself is cached.
  const inline = new WeakMap<object, readonly ClientKey[]>()

  async function published(client: Client, url: string, wanted: Wanted): ReturnType<ClientKeys['find']> {
    const known = await keySets.find(client.id, url)
    if (!known.ok) return unavailable(known.refusal)
    const found = keysFor(known.value, wanted)
    if (found.length > 0 || wanted.kid === undefined) return accepted(found)
    const renewed = await keySets.renewed(client.id, url, SETTLED_SECONDS)
    return renewed.ok ? accepted(keysFor(renewed.value, wanted)) : unavailable(renewed.refusal)
  }

  return {
    async find(client, wanted) {
      const { jwks, jwksUri } = client.resource
      if (jwksUri !== undefined) return published(client, jwksUri, wanted)
      if (jwks === undefined) return accepted([])
      const keys = inline.get(jwks) ?? registeredKeys(jwks)
      inline.set(jwks, keys)
      return accepted(keysFor(keys, wanted))
    },
  }
}

/** The keys were validated when the client was written. */
function registeredKeys(jwks: object): readonly ClientKey[] {
  const keys = readKeySet(jwks, 'registered')
  if (!keys.ok) throw new Error(`a registered key set cannot be read: ${keys.refusal}`)
  return keys.value
}

function unavailable({ cause }: Unpublished): Result<never, KeysUnavailable> {
  return refused({ why: 'keys_unavailable', cause })
}
