import { defineViews } from '#frame'
import { homeTexts } from './texts.ts'

export const homeViews = defineViews({
  path: '',
  load: () => import('./home.tsx'),
  texts: [homeTexts],
  place: {
    group: 'home',
    title: 'nav.overview',
    roles: ['identity-administrator', 'help-desk', 'privacy-officer', 'app-developer', 'deployer'],
  },
})
