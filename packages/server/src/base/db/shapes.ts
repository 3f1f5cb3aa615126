import { LRUCache } from 'lru-cache'

/** A prepared statement stays on its connection as long as that lives, and takes 100 bytes there per character. */
const MOST_SHAPES = 128
const LONGEST = 4_000
const MOST_CHARACTERS = 256_000
/** Unusual searches must not displace common ones with a single request each. */
const TIMES_BEFORE = 3

const seen = new LRUCache<string, number>({ max: 1_024 })
const names = new Map<string, string>()
let characters = 0

/**
 * The name for preparing a search's text; undefined until the text has recurred often enough, or if there is no room for
 * it.
 */
export function shapeName(text: string): string | undefined {
  if (text.length > LONGEST) return undefined
  const known = names.get(text)
  if (known !== undefined || names.size >= MOST_SHAPES || characters + text.length > MOST_CHARACTERS) return known
  const times = (seen.get(text) ?? 0) + 1
  if (times < TIMES_BEFORE) {
    seen.set(text, times)
    return undefined
  }
  seen.delete(text)
  const name = `search.${names.size + 1}`
  names.set(text, name)
  characters += text.length
  return name
}
