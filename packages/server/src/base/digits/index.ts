/** Owns: reading the digits of any script. Does not own: what people type where digits are wanted. */

/** The same text with the digits of any script as 0 to 9, and without compatible forms. */
export function latinDigits(text: string): string {
  return Array.from(text.normalize('NFKC'), latinDigit).join('')
}

/** The digits of a script follow one another from zero to nine, so the distance from the first tells the value. */
function latinDigit(char: string): string {
  if (!/\p{Nd}/u.test(char)) return char
  const point = char.codePointAt(0) ?? 0
  let before = 0
  while (before < 100 && /\p{Nd}/u.test(String.fromCodePoint(point - before - 1))) before += 1
  return String(before % 10)
}
