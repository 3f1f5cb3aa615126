/** A finding that leads to a view leads to one that the frame has. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listedViews } from './view-table.ts'

const MEND = readFileSync(join(import.meta.dirname, '../src/views/home/mend.tsx'), 'utf8')

test('each way of a finding leads to a view that has a place', async () => {
  const ways = [...MEND.matchAll(/<(?:Way|Beside)\b[^>]*? to="([^"]*)"/g)].map(([, to]) => to ?? '')
  const places = new Set((await listedViews()).filter(({ place }) => place !== undefined).map(({ path }) => path))
  expect(ways).toContain('apps')
  // Nothing is offered at a path that is no place, so the finding would have no button.
  expect(ways.filter((to) => !places.has(to))).toEqual([])
})
