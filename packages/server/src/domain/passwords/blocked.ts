import type { BlockedList } from './blocked-list.ts'
import { folded, withoutSeparators } from './folded.ts'
import { isRepeated, isWalk } from './patterns.ts'

/** Why a password is too easy to guess, whatever its length. */
export type BlockedReason =
  /** On the list of common passwords. */
  | 'listed'
  /** Made of the person's or the project's own words. */
  | 'personal'
  /** A shorter text over and over. */
  | 'repeated'
  /** Keys in a row. */
  | 'walk'
  /** Common passwords, one after the other. */
  | 'combined'

/** A password of this many characters is also looked at for patterns: no list can have all of those. */
const LONG = 15
/** Beyond this, compatibility characters have made a text longer than any password. */
const MOST_LETTERS = 512

/** Why a password cannot be chosen; undefined if it is on no list. The whole password is compared, never a part of it. */
export function blockedReason(
  list: BlockedList,
  password: string,
  words: readonly string[],
): BlockedReason | undefined {
  const text = folded(password)
  if (list.all.has(text)) return 'listed'
  const letters = Array.from(text)
  if (letters.length > MOST_LETTERS) return undefined
  const joined = Array.from(withoutSeparators(text))
  if (isMadeOf(joined, list, words)) return 'personal'
  if (letters.length < LONG) return undefined
  if (isRepeated(letters, LONG) || (joined.length > 0 && isRepeated(joined, LONG))) return 'repeated'
  if (isWalk(letters)) return 'walk'
  return isCombined(letters, list) || isPair(joined, list) ? 'combined' : undefined
}

/** The length of each prefix up to which a text can be cut into pieces; `pieceEnds` tells where one may end. */
function reachable(length: number, pieceEnds: (start: number) => Iterable<number>): readonly boolean[] {
  const reached = Array.from({ length: length + 1 }, () => false)
  reached[0] = true
  for (let start = 0; start < length; start += 1)
    if (reached[start] === true) for (const end of pieceEnds(start)) reached[end] = true
  return reached
}

/** Where a common password that starts here may end. */
function* commonEnds(letters: readonly string[], list: BlockedList, start: number): Generator<number> {
  const last = Math.min(letters.length, start + list.longestCommon)
  for (let end = start + list.shortestCommon; end <= last; end += 1)
    if (list.commonest.has(letters.slice(start, end).join(''))) yield end
}

function isCombined(letters: readonly string[], list: BlockedList): boolean {
  return reachable(letters.length, (start) => commonEnds(letters, list, start))[letters.length] === true
}

/** Two common passwords with anything but letters and digits between them. More words than two make a good password. */
function isPair(joined: readonly string[], list: BlockedList): boolean {
  const isCommon = (from: number, to: number): boolean => list.commonest.has(joined.slice(from, to).join(''))
  return joined.some((_, at) => at > 0 && isCommon(0, at) && isCommon(at, joined.length))
}

/** The shortest piece of a name that counts; most of those in other scripts are shorter. */
const shortestWord = (word: string): number => (/^[\p{ASCII}]+$/u.test(word) ? 3 : 2)

/** The words of some texts, each by itself and each text in one. */
function wordsOf(texts: readonly string[]): ReadonlySet<string> {
  const words = texts.flatMap((text) => {
    const plain = folded(text)
    return [withoutSeparators(plain), ...plain.split(/[^\p{L}\p{M}\p{N}]+/u)]
  })
  return new Set(words.filter((word) => Array.from(word).length >= shortestWord(word)))
}

/** Whether a text has nothing but words about the person, digits and common passwords, and one of these words at least. */
function isMadeOf(joined: readonly string[], list: BlockedList, texts: readonly string[]): boolean {
  const words = Array.from(wordsOf(texts), (word) => Array.from(word))
  if (joined.length === 0 || words.length === 0) return false
  function* wordEnds(start: number): Generator<number> {
    for (const word of words) if (word.every((one, at) => one === joined[start + at])) yield start + word.length
  }
  function* otherEnds(start: number): Generator<number> {
    if (/\p{N}/u.test(joined[start] ?? '')) yield start + 1
    yield* commonEnds(joined, list, start)
  }
  // Even positions: no word so far. Odd ones: a word was among the pieces.
  const ends = reachable(2 * joined.length + 1, function* (state) {
    const start = state >> 1
    if (start >= joined.length) return
    for (const end of wordEnds(start)) yield 2 * end + 1
    for (const end of otherEnds(start)) yield 2 * end + (state & 1)
  })
  return ends[2 * joined.length + 1] === true
}
