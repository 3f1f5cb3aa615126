import { accepted, parseJson, type Result, refused } from '@damson/fhir'
import { createCache } from '#base/cache'
import { type Clock, secondsAfter } from '#base/clock'
import type { Outbound, OutboundAnswer } from '#base/outbound'
import type { Client } from './client.ts'
import { type AssertionAlgorithm, type ClientKey, keysFor, readKeySet } from './key-set.ts'

/** What is looked for: the algorithm and `kid` of a signature. */
export interface Wanted {
  readonly algorithm: AssertionAlgorithm
  readonly kid: string | undefined
}

/** Why the keys of a client cannot be had now, for the log. */
export interface KeysUnavailable {
  readonly why: 'keys_unavailable'
  readonly cause: string
}

export interface ClientKeys {
  /** The keys with which a client may have made a signature: none when it has no such key. */
  find(client: Client, wanted: Wanted): Promise<Result<readonly ClientKey[], KeysUnavailable>>
}

/** Keys that were fetched, or why they could not be. */
interface Fetched {
  readonly keys: Result<readonly ClientKey[], KeysUnavailable>
  /** Until then it is believed. */
  readonly freshUntil: Date
  /** Until then an unknown `kid` is no reason to ask again. */
  readonly settledUntil: Date
}

const KEPT = 1_000
const USUAL_SECONDS = 300
const LONGEST_SECONDS = 86_400
const SETTLED_SECONDS = 30
const FAILED_SECONDS = 10

export function createClientKeys(outbound: Outbound, clock: Clock): ClientKeys {
  const kept = createCache<Fetched>(KEPT)
  const running = new Map<string, Promise<Fetched>>()
  // Parsed once for as long as the client itself is kept.
  const inline = new WeakMap<object, readonly ClientKey[]>()

  /** Whoever asks at the same time shares one fetch. */
  function fetchOnce(place: string, url: string): Promise<Fetched> {
    const fetching =
      running.get(place) ??
      fetchKeys(outbound, url, clock)
        .then((fetched) => {
          const before = kept.get(place)
          // New keys could not be had: those that are still fresh stay, and are not asked for again at once.
          const isStill = !fetched.keys.ok && before?.keys.ok === true && before.freshUntil > clock.now()
          const result = isStill ? { ...before, settledUntil: fetched.settledUntil } : fetched
          kept.set(place, result)
          return result
        })
        .finally(() => running.delete(place))
    running.set(place, fetching)
    return fetching
  }

  async function published(client: Client, url: string, wanted: Wanted): ReturnType<ClientKeys['find']> {
    const place = `${client.id} ${url}`
    const known = kept.get(place)
    const now = clock.now()
    if (known !== undefined && known.freshUntil > now) {
      if (!known.keys.ok) return known.keys
      const found = keysFor(known.keys.value, wanted)
      if (found.length > 0 || wanted.kid === undefined || known.settledUntil > now) return accepted(found)
    }
    const { keys } = await fetchOnce(place, url)
    return keys.ok ? accepted(keysFor(keys.value, wanted)) : keys
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

/** They were checked when the client was written. */
function registeredKeys(jwks: object): readonly ClientKey[] {
  const keys = readKeySet(jwks, 'registered')
  if (!keys.ok) throw new Error(`a registered key set cannot be read: ${keys.refusal}`)
  return keys.value
}

async function fetchKeys(outbound: Outbound, url: string, clock: Clock): Promise<Fetched> {
  const asked = clock.now()
  const answer = await outbound.get(url)
  const keys = answer.ok ? keysIn(answer.value) : unavailable(answer.refusal.why)
  const seconds = keys.ok && answer.ok ? freshSeconds(answer.value.headers['cache-control']) : FAILED_SECONDS
  return {
    keys,
    // Counted from before the request: never kept for longer than the client said.
    freshUntil: secondsAfter(asked, seconds),
    settledUntil: secondsAfter(clock.now(), SETTLED_SECONDS),
  }
}

function keysIn({ status, body }: OutboundAnswer): Result<readonly ClientKey[], KeysUnavailable> {
  if (status !== 200) return unavailable(`status ${status}`)
  let set: unknown
  try {
    set = parseJson(body.toString('utf8'))
  } catch {
    return unavailable('no JSON')
  }
  const keys = readKeySet(set, 'fetched')
  return keys.ok ? keys : unavailable(keys.refusal)
}

function unavailable(cause: string): Result<never, KeysUnavailable> {
  return refused({ why: 'keys_unavailable', cause })
}

/** How long keys may be kept: as long as Cache-Control says (SMART App Launch), and never for more than a day. */
export function freshSeconds(cacheControl: string | undefined): number {
  const directives = (cacheControl ?? '')
    .toLowerCase()
    .split(',')
    .map((text) => text.trim())
  if (directives.some((directive) => directive === 'no-store' || /^no-cache\b/.test(directive))) return 0
  const age = directives.map((directive) => /^max-age="?(\d{1,12})"?$/.exec(directive)?.[1]).find(Boolean)
  return age === undefined ? USUAL_SECONDS : Math.min(Number(age), LONGEST_SECONDS)
}
