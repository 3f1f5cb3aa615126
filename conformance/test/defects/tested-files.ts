import { join } from 'node:path'
import { PACKAGES } from '../../src/server/start-damson.ts'
import { TESTED_DEFECTS } from './caught-by-tests/index.ts'
import type { TestName } from './caught-by-tests/tested-defect.ts'
import { unseen } from './seen.ts'

/** The defects to plant. */
export const PLANTED = unseen('tests', TESTED_DEFECTS, ({ file, test }) => [join(PACKAGES, file), join(PACKAGES, test)])

/** The files whose tests catch them, each once, with the names of those tests. */
export const TESTED_FILES: readonly { readonly file: string; readonly names: readonly TestName[] }[] = [
  ...new Set(PLANTED.defects.map(({ test }) => test)),
].map((file) => ({
  file,
  names: [
    ...new Map(
      PLANTED.defects.filter(({ test }) => test === file).map((defect) => [defect.ending ?? defect.title, defect]),
    ).values(),
  ],
}))

/** Whether a test is called so. */
export function isCalled(
  { name, fullName }: { readonly name: string; readonly fullName: string },
  { title, ending }: TestName,
): boolean {
  return ending === undefined ? name.startsWith(beginning(title)) : ` > ${fullName}`.endsWith(` > ${ending}`)
}

/** What only the tests that are called so match, among which Vitest looks for them. */
export function patternOf(names: readonly TestName[]): RegExp {
  const of = ({ title, ending }: TestName): string =>
    ending === undefined ? literally(beginning(title)) : `(?:^| > )${literally(ending)}$`
  return new RegExp(names.map(of).join('|'))
}

/** A title of several tests has `%s` or `%j` where they differ. */
const beginning = (title: string): string => title.split(/%[sj]/)[0] ?? ''

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
