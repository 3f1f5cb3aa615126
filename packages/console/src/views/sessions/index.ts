import { defineViews } from '#frame'
import { sessionTexts } from './texts.ts'

export const sessionViews = defineViews({
  path: 'sessions',
  load: () => import('./sessions.tsx'),
  action: 'end_sign_ins',
  texts: [sessionTexts],
  place: { group: 'happened', title: 'nav.sessions' },
})
