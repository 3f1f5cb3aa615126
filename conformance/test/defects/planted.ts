/**
 * The ledger can fail: each defect is planted into a copy of the sources, and the row that is named catches it. In two
 * halves, which two processes run side by side, each with a copy of its own.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Requirement } from '../../src/requirement.ts'
import { SUITES } from '../../src/requirements/index.ts'
import { type Outcome, runOnDamson } from '../../src/run/runner.ts'
import { openDamson } from '../../src/server/damson.ts'
import { CODE_SECONDS, startDamson } from '../../src/server/start-damson.ts'
import { DEFECTS } from './index.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const rows = SUITES.flatMap((suite) => suite.rows)

export function describeLedger(half: 0 | 1): void {
  const defects = DEFECTS.filter((_, at) => at % 2 === half)
  describe('the ledger', () => {
    let workshop: Workshop
    beforeAll(() => {
      // Each start unpacks the snapshot, instead of making a store from nothing.
      execFileSync(process.execPath, [
        '--conditions=source',
        fileURLToPath(new URL('../../../packages/server/scripts/build-snapshot.ts', import.meta.url)),
      ])
      workshop = openWorkshop()
    }, 120_000)
    afterAll(() => workshop.close())

    /** Runs rows on a server of the copied sources, as they are at the moment. */
    async function run(some: readonly Requirement[]): Promise<readonly Outcome[]> {
      const server = await startDamson({ packages: workshop.packages })
      try {
        return await runOnDamson(some, await openDamson(server.url, { codeSeconds: CODE_SECONDS }))
      } finally {
        await server.stop()
      }
    }

    test('without a defect passes every row that a defect names', async () => {
      const names = new Set(defects.map(({ row }) => row))
      const named = rows.filter(({ id }) => names.has(id))
      expect(named).toHaveLength(names.size)
      const outcomes = await run(named)
      expect(
        outcomes.filter(({ status }) => status !== 'passed').map(({ requirement, reason }) => [requirement.id, reason]),
      ).toEqual([])
    })

    test.each(defects)('fails $row when $what', async (defect) => {
      const row = rows.filter(({ id }) => id === defect.row)
      const outcomes = await workshop.plant(defect, () => run(row))
      expect(outcomes.map(({ status }) => status)).toEqual(['failed'])
    })
  })
}
