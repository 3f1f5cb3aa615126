/** How many events there were from one instant until another. */
export interface Bar {
  readonly from: string
  readonly until: string
  readonly succeeded: number
  readonly refused: number
}

/** What a timeline counts. */
export interface Counted {
  readonly bars: readonly Bar[]
  /** Since when all is counted. */
  readonly countedFrom: string
  readonly isComplete: boolean
}

interface Part {
  readonly name: string
  readonly valueInstant?: string
  readonly valueInteger?: number
  readonly valueBoolean?: boolean
  readonly part?: readonly Part[]
}

/** Reads the Parameters of `AuditEvent/$timeline`. */
export function countedIn(body: unknown): Counted {
  const { parameter = [] } = body as { readonly parameter?: readonly Part[] }
  const of = (parts: readonly Part[], name: string): Part | undefined => parts.find((part) => part.name === name)
  return {
    countedFrom: of(parameter, 'countedFrom')?.valueInstant ?? '',
    isComplete: of(parameter, 'complete')?.valueBoolean ?? true,
    bars: parameter.flatMap(({ name, part = [] }) =>
      name === 'bar'
        ? [
            {
              from: of(part, 'from')?.valueInstant ?? '',
              until: of(part, 'until')?.valueInstant ?? '',
              succeeded: of(part, 'succeeded')?.valueInteger ?? 0,
              refused: of(part, 'refused')?.valueInteger ?? 0,
            },
          ]
        : [],
    ),
  }
}

export function sumOf(bars: readonly Bar[]): Pick<Bar, 'succeeded' | 'refused'> {
  const sum = (name: 'succeeded' | 'refused'): number => bars.reduce((all, bar) => all + bar[name], 0)
  return { succeeded: sum('succeeded'), refused: sum('refused') }
}

/** The bar with the most events; undefined where nothing happened. */
export function mostIn(bars: readonly Bar[]): Bar | undefined {
  const all = ({ succeeded, refused }: Bar): number => succeeded + refused
  return bars.reduce<Bar | undefined>(
    (most, bar) => (all(bar) > (most === undefined ? 0 : all(most)) ? bar : most),
    undefined,
  )
}

const ROOM = 4

/** The first and the last of the bars, all as wide, that a frame shows whole. Lines from right to left scroll below zero. */
export function shownIn(
  { scrollLeft, scrollWidth, clientWidth }: Pick<Element, 'scrollLeft' | 'scrollWidth' | 'clientWidth'>,
  count: number,
): readonly [number, number] {
  const width = scrollWidth / count
  const begin = Math.abs(scrollLeft)
  // What is drawn of a bar leaves a few pixels of it empty: those may be out of view.
  const first = Math.ceil((begin - ROOM) / width)
  return [Math.max(0, first), Math.min(count, Math.floor((begin + clientWidth + ROOM) / width)) - 1]
}
