import { defineViews } from '#frame'
import { apiTexts } from './texts.ts'

export const apiViews = defineViews({
  path: 'api',
  load: () => import('./api.tsx'),
  texts: [apiTexts],
  // Everybody reads what the API is; what a try may do, the API decides.
  place: {
    group: 'looks',
    title: 'nav.api',
    roles: ['identity-administrator', 'help-desk', 'privacy-officer', 'app-developer', 'deployer'],
  },
})
