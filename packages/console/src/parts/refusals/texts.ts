import { defineTexts } from '#language'

/** They are loaded when something is refused, not before. */
export const refusalTexts = defineTexts({
  en: () => import('./texts/en.ts'),
  es: () => import('./texts/es.ts'),
  ar: () => import('./texts/ar.ts'),
})
