import { defineTexts } from '#language'
import type en from './texts/en.ts'

export type FrameKey = keyof typeof en

export const frameTexts = defineTexts<FrameKey>({
  en: () => import('./texts/en.ts'),
  es: () => import('./texts/es.ts'),
  ar: () => import('./texts/ar.ts'),
})
