import { lazy, type ReactNode, Suspense } from 'react'
import type { ChartProps } from './chart-loaded.tsx'

const Loaded = lazy(() => import('./chart-loaded.tsx'))

/** A small picture of a figure over time. `label` says in words what it shows. */
export function Chart(props: ChartProps): ReactNode {
  return (
    <figure className="chart" role="img" aria-label={props.label}>
      <Suspense fallback={null}>
        <Loaded {...props} />
      </Suspense>
    </figure>
  )
}
