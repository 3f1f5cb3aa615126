/** In which encoding a file is: what it says itself, what its bytes show, and what the person must say. */

/** What spreadsheets and older systems write, beside UTF-8. */
export const ENCODINGS = ['windows-1252', 'windows-1256', 'iso-8859-15', 'utf-16le', 'utf-16be'] as const
export type Encoding = 'utf-8' | (typeof ENCODINGS)[number]

/** A mark at the beginning of the file says which UTF-16 it is. */
const MARKS: readonly (readonly [Encoding, number, number])[] = [
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
]

/**
 * The encoding that a file is in for certain; undefined where the person must look. Other encodings use each byte for
 * something, so that a text is nearly never UTF-8 by chance.
 */
export function encodingOf(bytes: Uint8Array): Encoding | undefined {
  const marked = MARKS.find(([, first, second]) => bytes[0] === first && bytes[1] === second)
  if (marked !== undefined) return isReadable(bytes, marked[0]) ? marked[0] : undefined
  return wideOf(bytes) ?? (isReadable(bytes, 'utf-8') ? 'utf-8' : undefined)
}

/** Where the zeros are that nearly each separator and each Latin letter has in UTF-16. No other text has any. */
function wideOf(bytes: Uint8Array): Encoding | undefined {
  const zeros = [0, 0]
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (even + odd === 0) return undefined
  const guess = odd > even ? 'utf-16le' : 'utf-16be'
  // A few letters have a zero in the other place, such as Ā.
  const isClear = Math.min(even, odd) * 10 <= Math.max(even, odd)
  return isClear && isReadable(bytes, guess) ? guess : undefined
}

/** @throws {TypeError} When the bytes are not of the encoding: then names would come out wrong. */
export const textOf = (bytes: Uint8Array, encoding: Encoding): string =>
  new TextDecoder(encoding, { fatal: true }).decode(bytes)

function isReadable(bytes: Uint8Array, encoding: Encoding): boolean {
  try {
    textOf(bytes, encoding)
    return true
  } catch {
    return false
  }
}

const SAMPLES = 3
const LONGEST = 120

/** How each encoding would have the lines that tell them apart: those with more than plain letters. */
export function readings(bytes: Uint8Array): readonly { readonly encoding: Encoding; readonly sample: string }[] {
  return ENCODINGS.filter((encoding) => isReadable(bytes, encoding)).map((encoding) => {
    const lines = textOf(bytes, encoding).split(/\r?\n/)
    const telling = lines.filter((line) => /[^\p{ASCII}]/u.test(line))
    const sample = (telling.length > 0 ? telling : lines).slice(0, SAMPLES).map((line) => line.slice(0, LONGEST))
    return { encoding, sample: sample.join(' · ') }
  })
}
