const LONGEST_TEXT = 2_000
const LONGEST_DESCRIPTION = 500

/** A text for an answer, without control characters and unpaired surrogates, which a request may have contained. */
export function plain(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
}

/** An `error_description` must be ASCII without double quotes and backslashes (RFC 6749 §4.1.2.1 and §5.2). */
export function describable(text: string): string {
  return text
    .slice(0, LONGEST_DESCRIPTION)
    .replace(/["\\]/g, "'")
    .replace(/[^\x20-\x7e]/g, ' ')
}
