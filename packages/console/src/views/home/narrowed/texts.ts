import { defineTexts } from '#language'
import type en from './texts/en.ts'

export const narrowedTexts = defineTexts({
  en: () => import('./texts/en.ts'),
  es: () => import('./texts/es.ts'),
  ar: () => import('./texts/ar.ts'),
})
export type ListedFinding = Exclude<keyof typeof en, 'all'>
