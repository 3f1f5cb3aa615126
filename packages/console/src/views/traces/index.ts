import { defineViews } from '#frame'
import { traceTexts } from './texts.ts'

export const traceViews = defineViews(
  {
    path: 'traces',
    load: () => import('./traces.tsx'),
    action: 'read_traces',
    texts: [traceTexts],
    place: { group: 'happened', title: 'nav.traces' },
  },
  { path: 'traces/$id', load: () => import('./trace.tsx'), action: 'read_traces', texts: [traceTexts] },
)
