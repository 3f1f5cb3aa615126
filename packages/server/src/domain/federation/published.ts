import { parseJson, type Result, refused } from '@damson/fhir'
import { LRUCache } from 'lru-cache'
import { type Clock, secondsAfter } from '#base/clock'
import type { Outbound, OutboundAnswer } from '#base/outbound'
import { freshSeconds } from '#domain/clients'

/** Why what somebody publishes cannot be had now, in words for the trace and the log. */
export interface Unpublished {
  readonly why: 'unpublished'
  readonly cause: string
}

/** Documents that others publish, kept for as long as they say, and for a day at most. */
export interface Published<T> {
  find(url: string): Promise<Result<T, Unpublished>>
  /** The same, when what `find` gave did not do: asked for anew, unless that was a moment ago. */
  renewed(url: string): Promise<Result<T, Unpublished>>
}

interface Kept<T> {
  readonly document: Result<T, Unpublished>
  /** Until then it is believed. */
  readonly freshUntil: Date
  /** Until then it is not asked for anew. */
  readonly settledUntil: Date
}

const KEPT = 1_000
const SETTLED_SECONDS = 30
const FAILED_SECONDS = 10

export function createPublished<T>(
  outbound: Outbound,
  clock: Clock,
  read: (document: unknown) => Result<T, string>,
): Published<T> {
  const kept = new LRUCache<string, Kept<T>>({ max: KEPT })
  const running = new Map<string, Promise<Kept<T>>>()

  /** Whoever asks at the same time shares one fetch. */
  function fetchOnce(url: string): Promise<Kept<T>> {
    const fetching =
      running.get(url) ??
      fetchDocument(outbound, clock, url, read)
        .then((fetched) => {
          const before = kept.get(url)
          // A new one could not be had: what is still fresh stays, and is not asked for again at once.
          const isStill = !fetched.document.ok && before?.document.ok === true && before.freshUntil > clock.now()
          const result = isStill ? { ...before, settledUntil: fetched.settledUntil } : fetched
          kept.set(url, result)
          return result
        })
        .finally(() => running.delete(url))
    running.set(url, fetching)
    return fetching
  }

  return {
    async find(url) {
      const known = kept.get(url)
      return known !== undefined && known.freshUntil > clock.now() ? known.document : (await fetchOnce(url)).document
    },
    async renewed(url) {
      const known = kept.get(url)
      return known !== undefined && known.settledUntil > clock.now() ? known.document : (await fetchOnce(url)).document
    },
  }
}

async function fetchDocument<T>(
  outbound: Outbound,
  clock: Clock,
  url: string,
  read: (document: unknown) => Result<T, string>,
): Promise<Kept<T>> {
  const asked = clock.now()
  const answer = await outbound.get(url)
  const document = answer.ok ? documentIn(answer.value, read) : unpublished(answer.refusal.why)
  const seconds = document.ok && answer.ok ? freshSeconds(answer.value.headers['cache-control']) : FAILED_SECONDS
  return {
    document,
    // Counted from before the request: never kept for longer than its publisher said.
    freshUntil: secondsAfter(asked, seconds),
    settledUntil: secondsAfter(clock.now(), SETTLED_SECONDS),
  }
}

function documentIn<T>(
  { status, body }: OutboundAnswer,
  read: (document: unknown) => Result<T, string>,
): Result<T, Unpublished> {
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
