import { isIP } from 'node:net'

/** How much of a provider's text is shown, and how much is read. */
const MOST_SHOWN = 200
const MOST_READ = 2_000
/** A longer part is no word. */
const LONGEST_WORD = 60

/**
 * A provider's own text (`error_description`) for the trace: short, in ASCII, without e-mail or IP addresses, and without
 * anything that could be a token, a code or an id. Undefined if there is none.
 */
export function wordsOfProvider(description: unknown): string | undefined {
  if (typeof description !== 'string') return undefined
  const plain = description
    // Drop the last word, which may be cut: half a token would not look like one.
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
  // The names in a URL stay: an administrator looks for the one that is not registered.
  const parts = /^\W*https?:\/\//.test(word) ? /[\w~+%.-]{16,}/g : /[\w~+/=%.?&-]{16,}/g
  return word.replaceAll(parts, (part) => (isWord(part) ? part : '[token]'))
}

/** Letters of one case, or with a leading capital, such as `invalid_redirect_uri`. Tokens have digits, or both cases. */
function isWord(text: string): boolean {
  return text.length <= LONGEST_WORD && /^([a-z]+|[A-Z]+|[A-Z]?[a-z._/?&=-]+|[A-Z_]+)$/.test(text)
}
