import { parseJson, type Result, refused } from '@damson/fhir'
import { type Clock, secondsAfter } from '#base/clock'
import type { Outbound, OutboundAnswer } from '#base/outbound'
import { freshSeconds } from '#domain/clients'
import { createShares } from './shares.ts'

/** Why what somebody publishes cannot be had now, in words for the trace and the log. */
export interface Unpublished {
  readonly why: 'unpublished'
  readonly cause: string
}

/** Documents that others publish, kept for as long as they say: ten seconds at least, and a day at most. */
export interface Published<T> {
  find(project: string, url: string): Promise<Result<T, Unpublished>>
  /** The same, when what `find` gave did not do: asked for anew, unless it was asked for within these seconds. */
  renewed(project: string, url: string, seconds: number): Promise<Result<T, Unpublished>>
}

interface Kept<T> {
  readonly document: Result<T, Unpublished>
  /** Until then it is believed. */
  readonly freshUntil: Date
  /** When it was last asked for, in vain or not. */
  readonly askedAt: Date
}

/** No issuer needs more for its keys, its metadata, or what it says of one person. */
export const MOST_ANSWER_BYTES = 131_072
/** Each project names whom it likes, under as many addresses as it likes. */
const SHARES = { number: 100, bytes: 1_048_576, allBytes: 33_554_432 }
/** What is kept of a failure. */
const FAILURE_BYTES = 500
const FAILED_SECONDS = 10
/** Whatever its publisher says, a document is not fetched for each request. */
const SHORTEST_SECONDS = 10

export interface Reader<T> {
  read(document: unknown): Result<T, string>
  /** About what it takes in memory, in bytes. */
  sizeOf(read: T): number
}

export function createPublished<T>(outbound: Outbound, clock: Clock, reader: Reader<T>): Published<T> {
  const kept = createShares<Kept<T>>(SHARES)
  const running = new Map<string, Promise<Kept<T>>>()

  /** Whoever asks at the same time shares one fetch. */
  async function fetchOnce(project: string, url: string): Promise<Kept<T>> {
    const fetching = running.get(url) ?? fetchDocument(outbound, clock, url, reader).finally(() => running.delete(url))
    running.set(url, fetching)
    const fetched = await fetching
    const before = kept.get(project, url)
    // A new one could not be had: what is still fresh stays, and is not asked for again at once.
    const isStill = !fetched.document.ok && before?.document.ok === true && before.freshUntil > clock.now()
    const result = isStill ? { ...before, askedAt: fetched.askedAt } : fetched
    const { document } = result
    kept.put(project, url, result, url.length + (document.ok ? reader.sizeOf(document.value) : FAILURE_BYTES))
    return result
  }

  return {
    async find(project, url) {
      const known = kept.get(project, url)
      return known !== undefined && known.freshUntil > clock.now()
        ? known.document
        : (await fetchOnce(project, url)).document
    },
    async renewed(project, url, seconds) {
      const known = kept.get(project, url)
      return known !== undefined && secondsAfter(known.askedAt, seconds) > clock.now()
        ? known.document
        : (await fetchOnce(project, url)).document
    },
  }
}

async function fetchDocument<T>(outbound: Outbound, clock: Clock, url: string, { read }: Reader<T>): Promise<Kept<T>> {
  const asked = clock.now()
  const answer = await outbound.get(url, { mostBytes: MOST_ANSWER_BYTES })
  const now = clock.now()
  const document = answer.ok ? documentIn(answer.value, read) : unpublished(answer.refusal.why)
  if (!document.ok || !answer.ok) return { document, freshUntil: secondsAfter(now, FAILED_SECONDS), askedAt: now }
  const seconds = Math.max(SHORTEST_SECONDS, freshSeconds(answer.value.headers['cache-control']))
  // Counted from before the request: not kept for longer than its publisher said.
  return { document, freshUntil: secondsAfter(asked, seconds), askedAt: now }
}

function documentIn<T>({ status, body }: OutboundAnswer, read: Reader<T>['read']): Result<T, Unpublished> {
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
