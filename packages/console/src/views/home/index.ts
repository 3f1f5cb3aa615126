import { defineViews } from '#frame'
import { kindTexts } from '../audit/kinds/texts.ts'
import { homeTexts } from './texts.ts'

export const homeViews = defineViews({
  path: '',
  load: () => import('./home.tsx'),
  texts: [homeTexts, kindTexts],
  place: {
    group: 'home',
    title: 'nav.overview',
    roles: ['identity-administrator', 'help-desk', 'privacy-officer', 'app-developer', 'deployer'],
  },
})
