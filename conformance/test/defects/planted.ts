/**
 * The ledger can fail: each defect is planted into the sources as a server loads them, and the row that is named catches it.
 * In two halves, which two processes run side by side; rows that sit something out do so together.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Requirement } from '../../src/requirement.ts'
import { SUITES } from '../../src/requirements/index.ts'
import { type Outcome, runOnDamson } from '../../src/run/runner.ts'
import { openDamson } from '../../src/server/damson.ts'
import { CODE_SECONDS } from '../../src/server/start-damson.ts'
import type { Defect } from './defect.ts'
import { DEFECTS } from './index.ts'
import { type Nursery, openNursery } from './nursery.ts'

const rows = SUITES.flatMap((suite) => suite.rows)

export function describeLedger(half: 0 | 1): void {
  const defects = DEFECTS.filter((_, at) => at % 2 === half)
  describe('the ledger', () => {
    let nursery: Nursery
    beforeAll(() => {
      nursery = openNursery()
    })
    afterAll(() => nursery.close())

    /** Runs rows on a server of its own, with a defect or none. */
    const run = (some: readonly Requirement[], defect?: Defect): Promise<readonly Outcome[]> =>
      nursery.withServer(defect, async (url) =>
        runOnDamson(some, await openDamson(url, { codeSeconds: CODE_SECONDS })),
      )

    test('without a defect passes every row that a defect names', async () => {
      const names = new Set(defects.map(({ row }) => row))
      const named = rows.filter(({ id }) => names.has(id))
      expect(named).toHaveLength(names.size)
      const outcomes = await run(named)
      expect(
        outcomes.filter(({ status }) => status !== 'passed').map(({ requirement, reason }) => [requirement.id, reason]),
      ).toEqual([])
    })

    test.concurrent.each(defects)('fails $row when $what', async (defect) => {
      const outcomes = await run(
        rows.filter(({ id }) => id === defect.row),
        defect,
      )
      expect(outcomes.map(({ status }) => status)).toEqual(['failed'])
    })
  })
}
