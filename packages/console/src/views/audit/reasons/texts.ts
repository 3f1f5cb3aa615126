import { defineTexts } from '#language'

/** Why something was refused or ended, by the audit's code for it. Of decisions of policies, the policies' texts say it. */
export const reasonTexts = defineTexts({
  en: () => import('./texts/en.ts'),
  es: () => import('./texts/es.ts'),
  ar: () => import('./texts/ar.ts'),
})
