import { defineViews } from '#frame'
import { keysTexts } from './texts.ts'

export const keysViews = defineViews({
  path: 'keys',
  load: () => import('./keys.tsx'),
  texts: [keysTexts],
  place: { group: 'may', title: 'nav.keys', roles: ['identity-administrator', 'app-developer'] },
})
