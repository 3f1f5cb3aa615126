import type { DamsonClient } from '@damson/sdk'
import { type Entry, entryOf } from './audit.ts'

const EVERY_MS = 2_000
/** What was recorded last may become visible a little later than what was recorded after it. */
const OVERLAP_MS = 5_000
const KEPT = 3_000
const SIGN_INS = 'login.succeeded,token.issued,login.ended'
/** No sign-in of a person lasts longer by default. */
const LONGEST_SIGN_IN_MS = 12 * 3_600_000

export interface Feed {
  /** All that is known, by id. */
  readonly entries: ReadonlyMap<string, Entry>
  /** How many events this page itself has caused. */
  readonly own: number
  start(): Promise<void>
  stop(): void
}

/**
 * Asks the server for the events that are new, as an administrator may, over and over. That it asks is in the audit too:
 * what this page caused is counted, and left out.
 */
export function createFeed(
  client: DamsonClient,
  clientId: string,
  told: { readonly changed: () => void; readonly failed: (error: unknown) => void },
): Feed {
  const entries = new Map<string, Entry>()
  const own = new Set<string>()
  const stopped = new AbortController()
  let newest: Date | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const take = async (query: Readonly<Record<string, string | number>>, most: number): Promise<void> => {
    let taken = 0
    for await (const page of client.searchResourcePages('AuditEvent', query, {
      signal: stopped.signal,
      cache: 'no-store',
    })) {
      for (const event of page) {
        const entry = entryOf(event)
        if (newest === undefined || entry.at > newest) newest = entry.at
        if (entry.app === `ClientApplication/${clientId}`) own.add(entry.id)
        else entries.set(entry.id, entry)
      }
      taken += page.length
      if (taken >= most) break
    }
  }
  const turn = async (): Promise<void> => {
    try {
      if (newest === undefined) {
        const since = new Date(Date.now() - LONGEST_SIGN_IN_MS).toISOString()
        await take({ subtype: SIGN_INS, date: `ge${since}`, _count: 200 }, 1_000)
        await take({ _sort: '-date', _count: 200 }, 200)
      } else {
        const since = new Date(newest.getTime() - OVERLAP_MS).toISOString()
        await take({ date: `ge${since}`, _count: 200 }, KEPT)
      }
      forgetOld(entries)
      if (!stopped.signal.aborted) told.changed()
    } catch (error) {
      if (!stopped.signal.aborted) told.failed(error)
    }
  }
  const feed: Feed = {
    entries,
    get own() {
      return own.size
    },
    async start() {
      await turn()
      if (!stopped.signal.aborted) timer = setTimeout(() => void feed.start(), EVERY_MS)
    },
    stop() {
      stopped.abort()
      clearTimeout(timer)
    },
  }
  return feed
}

/** A page that is left open must not grow for ever; the audit itself has everything. */
function forgetOld(entries: Map<string, Entry>): void {
  if (entries.size <= KEPT) return
  const oldest = [...entries.values()].sort((a, b) => a.at.getTime() - b.at.getTime()).slice(0, entries.size - KEPT)
  for (const { id, kind } of oldest) if (!SIGN_INS.includes(kind)) entries.delete(id)
}
