/** A mistake as one could make it: a text of the sources, and what stands there instead. */
export interface Defect {
  readonly what: string
  /** The row that catches it. */
  readonly row: string
  /** Below `packages/`. */
  readonly file: string
  /** Stands there exactly once. */
  readonly find: string
  readonly put: string
  /** Shows in what a first start writes: its server begins with a store that has the tables alone. */
  readonly atFirstStart?: boolean
}

/** A short way to write the defects of one file. */
export function defectsIn(file: string) {
  return (what: string, row: string, find: string, put: string): Defect => ({ what, row, file, find, put })
}
