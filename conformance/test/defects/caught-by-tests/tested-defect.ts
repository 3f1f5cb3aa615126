/** A defect that no standard speaks of: a test catches it, which is named by its file and its title. */
export interface TestedDefect {
  readonly what: string
  /** Below `packages/`. */
  readonly test: string
  readonly title: string
  /** Below `packages/`. */
  readonly file: string
  /** Stands there exactly once. */
  readonly find: string
  readonly put: string
}

/** A short way to write the defects that one file of tests catches. */
export function caughtBy(test: string) {
  return (what: string, title: string, file: string, find: string, put: string): TestedDefect => ({
    what,
    test: `${test}.test.ts`,
    title,
    file: `${file}.ts`,
    find,
    put,
  })
}
