import { LRUCache } from 'lru-cache'

/** A prepared statement stays on each connection for as long as that lives, and takes 50 to 100 kB there. */
const MOST_SHAPES = 128
/** Whoever writes odd searches must not take the places of usual ones with a single request each. */
const TIMES_BEFORE = 3

const seen = new LRUCache<string, number>({ max: 1_024 })
const names = new Map<string, string>()

/** The name under which a text of a search is prepared; undefined until it has come often enough, and when there are too many. */
export function shapeName(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= MOST_SHAPES) return known
  const times = (seen.get(text) ?? 0) + 1
  if (times < TIMES_BEFORE) {
    seen.set(text, times)
    return undefined
  }
  seen.delete(text)
  const name = `search.${names.size + 1}`
  names.set(text, name)
  return name
}
