import { TESTED_DEFECTS } from './caught-by-tests/index.ts'

/** The files whose tests catch defects, each once, with the titles of those tests. */
export const TESTED_FILES: readonly { readonly file: string; readonly titles: readonly string[] }[] = [
  ...new Set(TESTED_DEFECTS.map(({ test }) => test)),
].map((file) => ({
  file,
  titles: [...new Set(TESTED_DEFECTS.filter(({ test }) => test === file).map(({ title }) => title))],
}))

/** A title of several tests has `%s` where they differ. */
export const beginning = (title: string): string => title.split('%s')[0] ?? ''
