import { defineViews } from '#frame'
import { auditTexts } from '../audit/texts.ts'
import { activationTexts } from './texts.ts'

export const activationViews = defineViews({
  path: 'people/activation',
  load: () => import('./activation.tsx'),
  action: 'make_activation_codes',
  texts: [activationTexts, auditTexts],
})
