/**
 * Owns: the languages of the pages, one file each in `messages/`; the choice of a language for a request; texts with
 * their plurals, lengths of time; names that people chose, as strangers read them. Does not own: markup (`#pages`). Asked by:
 * `#pages`, for every page.
 */
import { type Language, loadLanguages } from './languages.ts'

export { chooseLanguage, type LanguageWishes } from './choose.ts'
export { dateIn, inWords, momentIn, type Part, partsOf, textIn } from './format.ts'
export type { MessageKey, ParameterOf, ValuesOf } from './language-file.ts'
export type { Language } from './languages.ts'
export { hasAddress, LONGEST_NAME, shownName } from './shown-name.ts'

/** Every language of this server, English first. */
export const languages = loadLanguages()

/** The language of a tag that was kept; else the one given, or English. */
export function languageOf(tag: string | null, otherwise: Language = languages[0]): Language {
  return languages.find((one) => one.tag === tag) ?? otherwise
}
