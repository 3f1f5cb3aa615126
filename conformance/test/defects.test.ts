/** That the planted defects still fit the sources: whether their rows catch them takes long, and is run apart. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SUITES } from '../src/requirements/index.ts'
import { PACKAGES } from '../src/server/start-damson.ts'
import { TESTED_DEFECTS } from './defects/caught-by-tests/index.ts'
import { DEFECTS } from './defects/index.ts'
import { keyOf } from './defects/seen.ts'

describe('the planted defects', () => {
  test('are 30 at the least, and no two are the same', () => {
    expect(DEFECTS.length).toBeGreaterThanOrEqual(30)
    expect(new Set(DEFECTS.map(({ file, find, put }) => `${file}${find}${put}`)).size).toBe(DEFECTS.length)
  })

  test.each(DEFECTS)(
    '$what: its text stands in the sources exactly once, and its row is there',
    ({ file, find, row }) => {
      expect(readFileSync(join(PACKAGES, file), 'utf8').split(find)).toHaveLength(2)
      expect(SUITES.flatMap(({ rows }) => rows.filter(({ id }) => id === row))).toHaveLength(1)
    },
  )

  test.each(TESTED_DEFECTS)('$what: its text stands in the sources once, and its test is there', (defect) => {
    const read = (file: string): string => readFileSync(join(PACKAGES, file), 'utf8')
    expect(read(defect.file).split(defect.find)).toHaveLength(2)
    expect(read(defect.test)).toContain(`'${defect.title}'`)
  })

  test('are planted again when they change, or the files that decide', () => {
    const of = (find: string, ...texts: string[]): string => keyOf({ find }, texts)
    expect(
      new Set([of('a', 'x', 'y'), of('b', 'x', 'y'), of('a', 'z', 'y'), of('a', 'x', 'z'), of('a', 'xy')]).size,
    ).toBe(5)
    expect(of('a', 'x', 'y')).toBe(of('a', 'x', 'y'))
  })
})
