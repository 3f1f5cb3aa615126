import { defineViews } from '#frame'
import { peopleTexts } from './texts.ts'

export const peopleViews = defineViews({
  path: 'people',
  load: () => import('./people.tsx'),
  texts: [peopleTexts],
  place: { group: 'who', title: 'nav.people' },
})
