/**
 * A password as it is compared with lists and words: after NFKC, and without case. Each character is mapped by itself,
 * because lower-casing a whole text turns a last sigma into another letter.
 */
export function folded(text: string): string {
  // Most texts are plain, and the same by a hundredth of the work.
  if (/^[\p{ASCII}]*$/u.test(text)) return text.toLowerCase()
  return Array.from(text.normalize('NFKC'), (one) => one.toLowerCase().toUpperCase().toLowerCase())
    .join('')
    .normalize('NFKC')
}

/** Its letters and digits alone: what lies between words makes no password better. */
export function withoutSeparators(text: string): string {
  return text.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '')
}
