import { defineTexts } from '#language'

export const membershipTexts = defineTexts({
  en: () => import('./texts/en.ts'),
  es: () => import('./texts/es.ts'),
  ar: () => import('./texts/ar.ts'),
})
