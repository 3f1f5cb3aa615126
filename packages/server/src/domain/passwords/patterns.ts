/**
 * Long passwords that are no better than short ones: a text again and again, or a walk over a keyboard. All of these look
 * at the whole password, never at a part of it.
 */

/** Whether a text is a shorter one over and over; the last time, it may break off. */
export function isRepeated(letters: readonly string[], shortest: number): boolean {
  const mostPeriod = Math.min(shortest - 1, Math.floor(letters.length / 2))
  for (let period = 1; period <= mostPeriod; period += 1)
    if (letters.every((one, at) => at < period || one === letters[at - period])) return true
  return false
}

/** Rows of keys from the top, each moved to the right of the one above it as on a keyboard. */
const LAYOUTS: readonly (readonly string[])[] = [
  ['`1234567890-=', 'qwertyuiop[]\\', "asdfghjkl;'", 'zxcvbnm,./'],
  ['~!@#$%^&*()_+', 'qwertyuiop{}|', 'asdfghjkl:"', 'zxcvbnm<>?'],
  ['^1234567890ß´', 'qwertzuiopü+', 'asdfghjklöä#', 'yxcvbnm,.-'],
  ['²&é"\'(-è_çà)=', 'azertyuiop^$', 'qsdfghjklmù*', 'wxcvbn,;:!'],
  ['ё1234567890-=', 'йцукенгшщзхъ\\', 'фывапролджэ', 'ячсмитьбю.'],
  ['ذ1234567890-=', 'ضصثقفغعهخحجد\\', 'شسيبلاتنمكط', 'ئءؤرىةوزظ'],
]
const OFFSETS = [0, 1.5, 1.75, 2.25]
/** A move to the next row is to a key that touches this one. */
const LESS_THAN = 1.1

type Position = readonly [row: number, across: number]
const position = (rows: readonly string[]): ReadonlyMap<string, Position> =>
  new Map(
    rows.flatMap((row, at) => Array.from(row, (key, across) => [key, [at, across + (OFFSETS[at] ?? 0)]] as const)),
  )

type IsStep = (one: string, next: string) => boolean

const overKeys =
  (keys: ReadonlyMap<string, Position>): IsStep =>
  (one, next) => {
    const [from, to] = [keys.get(one), keys.get(next)]
    return from !== undefined && to !== undefined && touch(from, to)
  }

const touch = ([row, across]: Position, [nextRow, nextAcross]: Position): boolean =>
  Math.abs(row - nextRow) <= 1 && Math.abs(across - nextAcross) < LESS_THAN

const alongAlphabet: IsStep = (one, next) =>
  /[\p{L}\p{N}]/u.test(one) && Math.abs((one.codePointAt(0) ?? 0) - (next.codePointAt(0) ?? 0)) === 1

const WALKS: readonly IsStep[] = [alongAlphabet, ...LAYOUTS.map((rows) => overKeys(position(rows)))]

/**
 * Whether a text is typed by walking over one keyboard or along the alphabet, with a jump after five keys or more on
 * average. Two walks in turn, such as `q1w2e3r4`, may have half as many.
 */
export function isWalk(letters: readonly string[]): boolean {
  return WALKS.some((isStep) =>
    [1, 2].some((stride) => {
      const jumps = letters.slice(stride).filter((next, at) => letters[at] !== next && !isStep(letters[at] ?? '', next))
      return jumps.length * 5 * stride <= letters.length
    }),
  )
}
