import { isIP } from 'node:net'

/** How much of what a provider says is shown, and how much of it is looked at. */
const MOST_SHOWN = 200
const MOST_READ = 2_000
/** What is longer is no word. */
const LONGEST_WORD = 60

/**
 * A provider's own words (`error_description`) for the trace, in ASCII, short, and without addresses of people and machines
 * and without what could be a token, a code or an id. Undefined where it says nothing.
 */
export function wordsOfProvider(description: unknown): string | undefined {
  if (typeof description !== 'string') return undefined
  const plain = description
    // The last word may be cut off: half a token would not look like one.
    .replace(new RegExp(`^([^]{${MOST_READ}})[^]*$`), (_, read: string) => read.replace(/\S*$/, ''))
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .replaceAll(/[^\x20-\x7e]/gu, '?')
    .replaceAll('"', "'")
  const words = plain.split(' ').map(masked)
  const shown = words.join(' ').trim().slice(0, MOST_SHOWN)
  return shown === '' ? undefined : shown
}

function masked(word: string): string {
  if (/@|%40/.test(word) || isIP(word.replaceAll(/^[^\w:]+|[^\w:]+$/g, '')) > 0) return '[address]'
  // Of an address of the web the names stay: an administrator looks for the one that is not registered.
  const parts = /^\W*https?:\/\//.test(word) ? /[\w~+%.-]{16,}/g : /[\w~+/=%.?&-]{16,}/g
  return word.replaceAll(parts, (part) => (isWord(part) ? part : '[token]'))
}

/** Letters of one case, or with a capital at the beginning: `invalid_redirect_uri`. Tokens have digits, or both cases. */
function isWord(text: string): boolean {
  return text.length <= LONGEST_WORD && /^([a-z]+|[A-Z]+|[A-Z]?[a-z._/?&=-]+|[A-Z_]+)$/.test(text)
}
