/** Strings as they are compared. */

/** Entries and search values hold no more characters than this; a B-tree page of the store has to hold several. */
export const longestNormalString = 400

const plainAscii = /^[\u0021-\u007E]+(?: [\u0021-\u007E]+)*$/

/** Without marks and case, each run of white space one space. */
export function normalizeString(text: string): string {
  if (plainAscii.test(text)) return text.toLowerCase()
  // By way of upper case: several lower-case forms may share one (ß and ss, iota below and beside, both Greek sigmas).
  const bare = text.toLowerCase().toUpperCase().normalize('NFD').replaceAll(/\p{M}/gu, '')
  return bare.toLowerCase().replaceAll('ς', 'σ').replaceAll(/\s+/g, ' ').trim()
}

/** The start of a normalised string that is indexed; cut between characters, never inside a surrogate pair. */
export function indexedStart(normal: string): string {
  const cut = normal.slice(0, longestNormalString)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}
