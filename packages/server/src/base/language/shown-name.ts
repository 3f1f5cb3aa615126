const DOT = '[.\u3002\uff0e\uff61]'
/** What mail programs make a link of. Nothing in it repeats without an end, so it takes as long as the text. */
const ADDRESS = new RegExp(
  [
    '//',
    '@',
    'https?:',
    `www${DOT}`,
    String.raw`[\p{L}\p{N}\p{M}-]${DOT}\p{L}[\p{L}\p{M}]`,
    String.raw`\p{Nd}${DOT}\p{Nd}{1,3}${DOT}\p{Nd}{1,3}${DOT}\p{Nd}`,
  ].join('|'),
  'iu',
)

/** Whether a text has the address of a page or mailbox in it, also in letters of full width or with invisible ones within. */
export function hasAddress(text: string): boolean {
  return ADDRESS.test(text.normalize('NFKC').replaceAll(/\p{Default_Ignorable_Code_Point}/gu, ''))
}

/** The characters of a name that strangers read. */
export const LONGEST_NAME = 60
/** Of a longer name nothing else is read: it is cleaned for each e-mail. */
const MOST_READ = 300

/**
 * A name that somebody chose, as strangers read it: one short line, without the words that a mail program would make a
 * link of. What is left out becomes a space, so that what stood around it makes no new word.
 */
export function shownName(name: string, longest = LONGEST_NAME): string {
  const words = name
    .slice(0, MOST_READ)
    .normalize('NFC')
    .split(/[\p{C}\p{Z}<>]/u)
    .filter((word) => word !== '' && !hasAddress(word))
  return Array.from(words.join(' ')).slice(0, longest).join('').trim()
}
