import { badRequest } from '#answers'

type Pairs = readonly (readonly [name: string, value: string])[]

/** A query string as far as it has an effect. */
export interface ParsedQuery {
  readonly pairs: Pairs
  /** Our own parameter, from a link to the next page. */
  readonly cursor: string | undefined
  /** What the audit keeps: all of the above, written in one way however it was sent. */
  readonly kept: string
}

export const CURSOR = '_cursor'

/** Parameters of the answer's form, which say nothing about what is searched for. */
const OF_THE_FORM: ReadonlySet<string> = new Set(['_format', '_pretty'])

/** A search may be as long as a body, and is told to each patient whom it is about. */
export const LONGEST_QUERY = 10_000

/** Reads a query string, with or without its question mark; `idle` are parameters that have no effect here. */
export function readQuery(query: string, idle: ReadonlySet<string> = OF_THE_FORM): ParsedQuery {
  // A second mark is a part of the first name.
  const all = [...new URLSearchParams(`?${query.replace(/^\?/, '')}`)]
  const cursor = all.find(([name]) => name === CURSOR)?.[1]
  const pairs = all.filter(([name]) => name !== CURSOR && !idle.has(name))
  const kept = cursor === undefined ? pairs : [...pairs, [CURSOR, cursor] as const]
  return { pairs, cursor, kept: written(kept) }
}

/**
 * Refuses what the audit could not keep entire: of a longer search it would tell a part, and not what was asked. The
 * cursor is ours, and not counted.
 */
export function checkLength({ pairs }: ParsedQuery): void {
  if (written(pairs).length <= LONGEST_QUERY) return
  throw badRequest(
    'A search is kept in the audit, and has no more than 10,000 characters: ask for fewer values, or in several searches.',
    undefined,
    'query_too_long',
  )
}

/** Readable, and read back as the same pairs: what separates, and what is not seen, is escaped. */
function written(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${escaped(name).replaceAll('=', '%3D')}=${escaped(value)}`).join('&')
}

// oxlint-disable-next-line no-control-regex -- control characters are what it is for
const escaped = (text: string): string => text.replaceAll(/[%&+#\s\u0000-\u001F\u007F-\u009F]/gu, encodeURIComponent)
