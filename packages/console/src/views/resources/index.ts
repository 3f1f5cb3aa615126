import { defineViews } from '#frame'
import { resourceTexts } from './texts.ts'

export const resourceViews = defineViews(
  {
    path: 'resources',
    load: () => import('./search.tsx'),
    texts: [resourceTexts],
    place: { group: 'may', title: 'nav.resources' },
  },
  { path: 'resources/$type/$id', load: () => import('./resource.tsx'), texts: [resourceTexts] },
)
