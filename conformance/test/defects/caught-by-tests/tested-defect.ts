/** A defect that no standard speaks of: a test catches it, which is named by its file and its title. */
export interface TestedDefect {
  readonly what: string
  /** Below `packages/`. */
  readonly test: string
  /** As it stands in the file, with `%s` where several tests differ. */
  readonly title: string
  /** Of several tests with the title the one that catches it, by what Vitest's name of it ends in; all are run without. */
  readonly ending?: string
  /** Below `packages/`. */
  readonly file: string
  /** Stands there exactly once. */
  readonly find: string
  readonly put: string
}

export type TestName = Pick<TestedDefect, 'title' | 'ending'>

/** One of several tests with a title: what stands for `%s`, and what describes it if several have that too. */
export const oneOf = (title: string, value: string, about?: string): TestName => ({
  title,
  ending: `${about === undefined ? '' : `${about} > `}${title.replace('%s', value)}`,
})

/** A short way to write the defects that one file of tests catches. */
export function caughtBy(test: string) {
  return (what: string, name: string | TestName, file: string, find: string, put: string): TestedDefect => ({
    what,
    test: `${test}.test.ts`,
    ...(typeof name === 'string' ? { title: name } : name),
    file: `${file}.ts`,
    find,
    put,
  })
}
