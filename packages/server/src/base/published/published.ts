import { parseJson, type Result, refused } from '@damson/fhir'
import { type Clock, secondsAfter } from '#base/clock'
import type { Outbound, OutboundAnswer } from '#base/outbound'
import { freshSeconds } from './fresh-seconds.ts'
import { createPool, createShares, type ShareLimits, type Shares } from './shares.ts'

/** Why a document is not available now, in words for the trace and the log. */
export interface Unpublished {
  readonly why: 'unpublished'
  readonly cause: string
}

/**
 * Documents that others publish, cached for as long as they say, but at most a day. Each owner (a project, a client) has
 * its own entries; all callers of a URL share a fetch under way.
 */
export interface Published<T> {
  find(whose: string, url: string): Promise<Result<T, Unpublished>>
  /** Fetches the document again when the one from `find` doesn't help, unless it was fetched within these seconds. */
  renewed(whose: string, url: string, seconds: number): Promise<Result<T, Unpublished>>
}

export interface PublishedOptions<T> {
  /** The parsed document, or what is wrong with it. */
  read(document: unknown): Result<T, string>
  readonly bounds: Bounds<T>
  /** The largest accepted document, in bytes; by default the limit of `#base/outbound`. */
  readonly mostBytes?: number
  /** The shortest time to cache a document, even if its publisher forbids caching; by default that is respected. */
  readonly shortestSeconds?: number
}

/** How much is cached: a number for all together, or a share for each owner who may name any number of URLs. */
export type Bounds<T> =
  | { readonly together: number }
  | {
      readonly shares: ShareLimits
      /** Roughly how much memory a document takes, in bytes. */
      sizeOf(read: T): number
    }

interface CachedValue<T> {
  readonly document: Result<T, Unpublished>
  /** It is trusted until then. */
  readonly freshUntil: Date
  /** The last fetch, successful or not. */
  readonly askedAt: Date
}

/** The size of a cached failure. */
const FAILURE_BYTES = 500
const FAILED_SECONDS = 10
interface PublishedDeps {
  readonly outbound: Pick<Outbound, 'get'>
  readonly clock: Pick<Clock, 'now'>
}

/**
 * A cache of documents of one kind.
 *
 * @example
 * ```ts
 * const keySets = createPublished({ outbound, clock }, { read: readKeySet, bounds: { together: 1_000 } })
 * const known = await keySets.find(client.id, client.jwksUri)
 * // A signature by an unknown key: its owner may have a new one, and a forger may have made it.
 * const renewed = await keySets.renewed(client.id, client.jwksUri, 30)
 * ```
 */
export function createPublished<T>(deps: PublishedDeps, options: PublishedOptions<T>): Published<T> {
  const { clock } = deps
  const { bounds } = options
  const kept = keptWithin(bounds)
  const sizeOf = 'shares' in bounds ? bounds.sizeOf : () => 0
  const running = new Map<string, Promise<CachedValue<T>>>()

  /** Concurrent callers share one fetch. */
  async function fetchOnce(whose: string, url: string): Promise<CachedValue<T>> {
    const fetching = running.get(url) ?? fetchDocument(deps, url, options).finally(() => running.delete(url))
    running.set(url, fetching)
    const fetched = await fetching
    const before = kept.get(whose, url)
    // If the new fetch failed, a document that is still fresh stays, and isn't fetched again at once.
    const isStill = !fetched.document.ok && before?.document.ok === true && before.freshUntil > clock.now()
    const result = isStill ? { ...before, askedAt: fetched.askedAt } : fetched
    const { document } = result
    kept.put(whose, url, result, url.length + (document.ok ? sizeOf(document.value) : FAILURE_BYTES))
    return result
  }

  return {
    async find(whose, url) {
      const known = kept.get(whose, url)
      return known !== undefined && known.freshUntil > clock.now()
        ? known.document
        : (await fetchOnce(whose, url)).document
    },
    async renewed(whose, url, seconds) {
      const known = kept.get(whose, url)
      return known !== undefined && secondsAfter(known.askedAt, seconds) > clock.now()
        ? known.document
        : (await fetchOnce(whose, url)).document
    },
  }
}

function keptWithin<T>(bounds: Bounds<T>): Shares<CachedValue<T>> {
  return 'shares' in bounds ? createShares(bounds.shares) : createPool(bounds.together)
}

async function fetchDocument<T>(
  { outbound, clock }: PublishedDeps,
  url: string,
  { read, mostBytes, shortestSeconds = 0 }: PublishedOptions<T>,
): Promise<CachedValue<T>> {
  const asked = clock.now()
  const answer = await outbound.get(url, mostBytes === undefined ? {} : { mostBytes })
  const now = clock.now()
  const document = answer.ok ? documentIn(answer.value, read) : unpublished(answer.refusal.why)
  if (!document.ok || !answer.ok) return { document, freshUntil: secondsAfter(now, FAILED_SECONDS), askedAt: now }
  const seconds = Math.max(shortestSeconds, freshSeconds(answer.value.headers['cache-control']))
  // Counted from before the request, so that it is never cached for longer than its publisher said.
  return { document, freshUntil: secondsAfter(asked, seconds), askedAt: now }
}

function documentIn<T>({ status, body }: OutboundAnswer, read: PublishedOptions<T>['read']): Result<T, Unpublished> {
  if (status !== 200) return unpublished(`status ${status}`)
  let parsed: unknown
  try {
    parsed = parseJson(body.toString('utf8'))
  } catch {
    return unpublished('no JSON')
  }
  const document = read(parsed)
  return document.ok ? document : unpublished(document.refusal)
}

function unpublished(cause: string): Result<never, Unpublished> {
  return refused({ why: 'unpublished', cause })
}
