import { defineViews } from '#frame'
import { addressTexts } from './address-rules/texts.ts'
import { settingsTexts } from './texts.ts'

export const settingsViews = defineViews(
  {
    path: 'limits',
    load: () => import('./limits.tsx'),
    texts: [settingsTexts],
    place: { group: 'may', title: 'nav.limits', roles: ['identity-administrator'] },
  },
  {
    path: 'settings',
    load: () => import('./settings.tsx'),
    action: 'change_project',
    texts: [settingsTexts, addressTexts],
    place: { group: 'looks', title: 'nav.settings' },
  },
)
