import { defineTexts } from '#language'

/** What each kind of event is called, by its code: a view that shows kinds has these among its texts. */
export const kindTexts = defineTexts({
  en: () => import('./texts/en.ts'),
  es: () => import('./texts/es.ts'),
  ar: () => import('./texts/ar.ts'),
})
