import { type ReactNode, useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export interface ChartProps {
  readonly label: string
  /** Seconds since 1970, rising. */
  readonly times: readonly number[]
  /** Null: nothing is known of that time, which leaves a gap. */
  readonly values: readonly (number | null)[]
  readonly height?: number
}

export default function LoadedChart({ times, values, height = 48 }: ChartProps): ReactNode {
  const parent = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = parent
    if (current === null) return
    // A canvas knows no `light-dark()`: the style sheet gives both colors to properties whose computed value is plain.
    const { color, caretColor } = getComputedStyle(current)
    const plot = new UPlot(
      {
        width: current.clientWidth,
        height,
        padding: [4, 0, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        axes: [{ show: false }, { show: false }],
        scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most)] } },
        // Between gaps, a value alone has no line.
        series: [{}, { stroke: color, fill: caretColor, width: 1.5, points: { show: values.includes(null), size: 3 } }],
      },
      [[...times], [...values]],
      current,
    )
    const watch = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height }))
    watch.observe(current)
    return () => {
      watch.disconnect()
      plot.destroy()
    }
  }, [times, values, height])
  return <div className="plot" ref={parent} aria-hidden="true" />
}
