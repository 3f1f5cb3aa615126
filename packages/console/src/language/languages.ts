/** The languages of the console, and which way their lines run. */
export const LANGUAGES = {
  en: { name: 'English', locale: 'en-GB', direction: 'ltr' },
  es: { name: 'Español', locale: 'es', direction: 'ltr' },
  ar: { name: 'العربية', locale: 'ar', direction: 'rtl' },
} as const

export type Tag = keyof typeof LANGUAGES

export const TAGS = Object.keys(LANGUAGES) as readonly Tag[]

export function isTag(text: string | null | undefined): text is Tag {
  return text !== null && text !== undefined && text in LANGUAGES
}
