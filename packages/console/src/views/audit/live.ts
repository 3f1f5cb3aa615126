import { useEffect, useState } from 'react'
import { request } from '#api'
import { type AuditEvent, type Told, toldOf } from './told.ts'

const EVERY_MS = 3_000
/** Older ones are found by the list, when it is read again. */
const MOST = 300

export interface Watched {
  /** What happened since the view was opened, newest first. */
  readonly events: readonly Told[]
  readonly error: Error | undefined
}

interface Page {
  readonly entry?: readonly { readonly resource: AuditEvent }[]
  readonly link: readonly { readonly relation: string; readonly url: string }[]
}

const NOTHING: Watched = { events: [], error: undefined }

/** Asks again and again for what has happened, while the page is in view. */
export function useWatched(search: string | undefined): Watched {
  const [watched, setWatched] = useState(NOTHING)
  useEffect(() => {
    setWatched(NOTHING)
    if (search === undefined) return undefined
    const end = new AbortController()
    void watch(search, end.signal, setWatched)
    return () => end.abort()
  }, [search])
  return watched
}

async function watch(
  search: string,
  signal: AbortSignal,
  set: (next: (last: Watched) => Watched) => void,
): Promise<void> {
  let next = `fhir/R4/AuditEvent/$watch?${search}`
  while (!signal.aborted) {
    try {
      if (!document.hidden) {
        const { body } = await request<Page>(next, { signal })
        next = body.link.find(({ relation }) => relation === 'next')?.url ?? next
        const found = (body.entry ?? []).map(({ resource }) => toldOf(resource)).toReversed()
        set(({ events }) => ({ events: [...found, ...events].slice(0, MOST), error: undefined }))
      }
    } catch (error) {
      // What was seen stays, and the next look goes on where the last one ended.
      if (!signal.aborted) set(({ events }) => ({ events, error: error as Error }))
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
  }
}
