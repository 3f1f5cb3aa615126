const LONGEST_TEXT = 2_000
const LONGEST_DESCRIPTION = 500

/** A text for an answer, without the control characters and halves of surrogate pairs that a request may have had in it. */
export function plain(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
}

/** An `error_description` has no quotes, backslashes or characters beyond ASCII (RFC 6749 §4.1.2.1 and §5.2). */
export function describable(text: string): string {
  return text
    .slice(0, LONGEST_DESCRIPTION)
    .replace(/["\\]/g, "'")
    .replace(/[^\x20-\x7e]/g, ' ')
}
