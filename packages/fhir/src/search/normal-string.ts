/** Normalises strings for comparison. */

/** The longest text in entries and search values, in characters: one B-tree page of the store must hold several. */
export const longestNormalString = 400

const plainAscii = /^[\u0021-\u007E]+(?: [\u0021-\u007E]+)*$/

/** Removes marks and case, and turns each run of white space into one space. */
export function normalizeString(text: string): string {
  if (plainAscii.test(text)) return text.toLowerCase()
  // Through upper case, because several lower-case forms may share one (ß and ss, iota below and beside, both Greek
  // sigmas).
  const bare = text.toLowerCase().toUpperCase().normalize('NFD').replaceAll(/\p{M}/gu, '')
  return bare.toLowerCase().replaceAll('ς', 'σ').replaceAll(/\s+/g, ' ').trim()
}

/**
 * The start of a normalised string, which is all that is indexed. The cut is between characters, never inside a
 * surrogate pair.
 */
export function indexedStart(normal: string): string {
  const cut = normal.slice(0, longestNormalString)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}
