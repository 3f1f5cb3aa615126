import { defineTexts } from '#language'
import type en from './texts/en.ts'

export type CommandKey = keyof typeof en

export const commandTexts = defineTexts<CommandKey>({
  en: () => import('./texts/en.ts'),
  es: () => import('./texts/es.ts'),
  ar: () => import('./texts/ar.ts'),
})
