import { defineTexts } from '#language'
import type en from './texts/en.ts'

export const activationTexts = defineTexts<keyof typeof en>({
  en: () => import('./texts/en.ts'),
  es: () => import('./texts/es.ts'),
  ar: () => import('./texts/ar.ts'),
})
