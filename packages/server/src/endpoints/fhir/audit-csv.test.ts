import { expect, test } from 'vitest'
import type { RenderedEvent } from '#domain/audit'
import { csvLine } from './audit-csv.ts'
import type { NamesOfEvents } from './audit-names.ts'

const NOBODY: NamesOfEvents = { in: (resource) => resource, of: () => undefined, patients: [] }
const lineWith = (userAgent: string): string =>
  csvLine({ id: '', at: '', resource: {}, kept: {}, personal: { userAgent } } as unknown as RenderedEvent, NOBODY)

test.each([
  ['=1+1', "'=1+1"],
  ['\t=1', `"\t'=1"`],
  ['\n+1', `"\n'+1"`],
  ['  @SUM(A1)', "'  @SUM(A1)"],
  ['＝1', "'＝1"],
  // Where semicolons separate cells, quotes in the middle of a cell do not hold it together.
  ['a;=cmd|x', `"a;'=cmd|x"`],
  ['a; -1', `"a;' -1"`],
  [`x;"=cmd|' /C calc'!A0;`, `"x;'""=cmd|' /C calc'!A0;"`],
  ['"=1', `"'""=1"`],
  ['he said "no", twice', '"he said ""no"", twice"'],
  ['Mozilla/5.0 (X11; Linux x86_64) a-b/1+2', '"Mozilla/5.0 (X11; Linux x86_64) a-b/1+2"'],
])('a spreadsheet calculates nothing in %j', (text, cell) => {
  expect(lineWith(text)).toContain(`,${cell},`)
})
