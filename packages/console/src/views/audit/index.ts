import { defineViews } from '#frame'
import { policyTexts } from '../policies/texts.ts'
import { kindTexts } from './kinds/texts.ts'
import { reasonTexts } from './reasons/texts.ts'
import { auditTexts } from './texts.ts'

export const auditViews = defineViews(
  {
    path: 'audit',
    load: () => import('./audit.tsx'),
    action: 'read_audit',
    texts: [auditTexts, kindTexts],
    place: { group: 'happened', title: 'nav.audit' },
  },
  {
    path: 'audit/$id',
    load: () => import('./event.tsx'),
    action: 'read_audit',
    texts: [auditTexts, kindTexts, reasonTexts, policyTexts],
  },
)
