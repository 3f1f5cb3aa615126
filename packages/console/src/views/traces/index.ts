import { defineViews } from '#frame'
import { traceTexts } from './texts.ts'

export const traceViews = defineViews(
  {
    path: 'traces',
    load: () => import('./traces.tsx'),
    texts: [traceTexts],
    place: { group: 'happened', title: 'nav.traces', roles: ['identity-administrator', 'app-developer'] },
  },
  { path: 'traces/$id', load: () => import('./trace.tsx'), texts: [traceTexts] },
)
