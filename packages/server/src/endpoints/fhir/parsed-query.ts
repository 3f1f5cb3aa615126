import { badRequest } from '#answers'

type Pairs = readonly (readonly [name: string, value: string])[]

/** The parts of a query string that have an effect. */
export interface ParsedQuery {
  readonly pairs: Pairs
  /** The cursor, our own parameter, from a link to the next page. */
  readonly cursor: string | undefined
  /** The query for the audit: all of the above, in one canonical form. */
  readonly kept: string
}

export const CURSOR = '_cursor'

/** Parameters about the form of the answer, which do not affect the search. */
const OF_THE_FORM: ReadonlySet<string> = new Set(['_format', '_pretty'])

/** A search may be as long as a body, and the audit keeps a copy for each patient that it is about. */
export const LONGEST_QUERY = 10_000

/** Reads a query string, with or without its question mark. `idle` parameters have no effect here. */
export function readQuery(query: string, idle: ReadonlySet<string> = OF_THE_FORM): ParsedQuery {
  // A second question mark is part of the first name.
  const all = [...new URLSearchParams(`?${query.replace(/^\?/, '')}`)]
  const cursor = all.find(([name]) => name === CURSOR)?.[1]
  const pairs = all.filter(([name]) => name !== CURSOR && !idle.has(name))
  const kept = cursor === undefined ? pairs : [...pairs, [CURSOR, cursor] as const]
  return { pairs, cursor, kept: written(kept) }
}

/**
 * Refuses a search that the audit could not keep in full, because a part of it would misstate the search. The cursor is
 * ours and does not count.
 */
export function checkLength({ pairs }: ParsedQuery): void {
  if (written(pairs).length <= LONGEST_QUERY) return
  throw badRequest(
    'The search has more than 10,000 characters, the limit of the audit: send fewer values, or several searches.',
    undefined,
    'query_too_long',
  )
}

/** Readable, and parsed back into the same pairs: separators and invisible characters are escaped. */
function written(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${escaped(name).replaceAll('=', '%3D')}=${escaped(value)}`).join('&')
}

// oxlint-disable-next-line no-control-regex -- it escapes control characters
const escaped = (text: string): string => text.replaceAll(/[%&+#\s\u0000-\u001F\u007F-\u009F]/gu, encodeURIComponent)
