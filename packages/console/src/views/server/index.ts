import { defineViews } from '#frame'
import { settingsTexts } from '../settings/texts.ts'
import { serverTexts } from './texts.ts'

export const serverViews = defineViews(
  {
    path: 'server/projects',
    load: () => import('./projects.tsx'),
    action: 'manage_projects',
    texts: [serverTexts, settingsTexts],
    place: { group: 'operator', title: 'nav.projects' },
  },
  {
    path: 'server/health',
    load: () => import('./health.tsx'),
    action: 'read_health',
    texts: [serverTexts],
    place: { group: 'operator', title: 'nav.health' },
  },
)
