import { defineViews } from '#frame'
import { auditTexts } from './texts.ts'

export const auditViews = defineViews(
  {
    path: 'audit',
    load: () => import('./audit.tsx'),
    texts: [auditTexts],
    place: { group: 'happened', title: 'nav.audit', roles: ['privacy-officer'] },
  },
  { path: 'audit/$id', load: () => import('./event.tsx'), texts: [auditTexts] },
)
