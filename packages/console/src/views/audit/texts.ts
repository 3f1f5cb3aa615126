import { defineTexts } from '#language'
import type en from './texts/en.ts'

export const auditTexts = defineTexts({
  en: () => import('./texts/en.ts'),
  es: () => import('./texts/es.ts'),
  ar: () => import('./texts/ar.ts'),
})
export type AuditKey = keyof typeof en
