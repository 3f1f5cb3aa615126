/** Owns: the languages, the texts of views and how times and numbers are written. Texts stand in each view's `texts/`. */
export {
  currentLanguage,
  type Format,
  LanguageProvider,
  useFormat,
  useKnownText,
  useLanguage,
  useTexts,
} from './language.tsx'
export { LANGUAGES, TAGS, type Tag } from './languages.ts'
export { defineTexts, loadBegun, type PluralText, type Text, type Texts, type TextsOf, type Values } from './texts.ts'
