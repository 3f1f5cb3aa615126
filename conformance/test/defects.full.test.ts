/**
 * The ledger can fail: each defect is planted into the sources as a server loads them, and the row that is named catches it.
 * Rows that sit something out do so beside the others. What was seen to be caught is planted again once it changes.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Requirement } from '../src/requirement.ts'
import { SUITES } from '../src/requirements/index.ts'
import { type Outcome, runOnDamson } from '../src/run/runner.ts'
import { openDamson } from '../src/server/damson.ts'
import { CODE_SECONDS, PACKAGES } from '../src/server/start-damson.ts'
import type { Defect } from './defects/defect.ts'
import { DEFECTS } from './defects/index.ts'
import { type Nursery, openNursery } from './defects/nursery.ts'
import { unseen } from './defects/seen.ts'

const rows = SUITES.flatMap((suite) => suite.rows)

const { defects, caught, keep } = unseen('rows', DEFECTS, ({ file, row }) => [
  join(PACKAGES, file),
  ...SUITES.filter(({ rows }) => rows.some(({ id }) => id === row)).map((suite) =>
    join(import.meta.dirname, '../src/requirements', suite.file),
  ),
])
const [waiting, others] = [defects.filter(doesWait), defects.filter((defect) => !doesWait(defect))]

describe('the ledger', () => {
  let nursery: Nursery
  let isSound = false
  const begun = new Map<Defect, Promise<readonly Outcome[]>>()
  beforeAll(() => {
    nursery = openNursery()
    for (const defect of waiting) {
      const outcomes = runWith(defect)
      // Its test tells of the fault.
      outcomes.catch(() => undefined)
      begun.set(defect, outcomes)
    }
  })
  afterAll(async () => {
    await nursery.close()
    // A row that fails also without a defect has caught none.
    if (isSound) keep()
  })

  /** Runs rows on a server of its own, with a defect or none. */
  const run = (some: readonly Requirement[], defect?: Defect): Promise<readonly Outcome[]> =>
    nursery.withServer(defect, async (url) => runOnDamson(some, await openDamson(url, { codeSeconds: CODE_SECONDS })))

  test('without a defect passes every row that a defect names', async () => {
    const names = new Set(defects.map(({ row }) => row))
    const named = rows.filter(({ id }) => names.has(id))
    expect(named).toHaveLength(names.size)
    const outcomes = await run(named)
    expect(
      outcomes.filter(({ status }) => status !== 'passed').map(({ requirement, reason }) => [requirement.id, reason]),
    ).toEqual([])
    isSound = true
  })

  const runWith = (defect: Defect): Promise<readonly Outcome[]> =>
    run(
      rows.filter(({ id }) => id === defect.row),
      defect,
    )

  // Some at once: while one waits for its database, another works.
  test.concurrent.each([...others, ...waiting])('fails $row when $what', async (defect) => {
    const outcomes = await (begun.get(defect) ?? runWith(defect))
    expect(outcomes.map(({ status }) => status)).toEqual(['failed'])
    // A server that did not answer has shown nothing.
    expect(outcomes[0]?.reason).not.toMatch(/\b50[03]\b|ECONN|socket hang up|did not end/)
    caught(defect)
  })
})

function doesWait({ row }: Defect): boolean {
  const test = rows.find(({ id }) => id === row)?.test
  return test !== undefined && test.kind !== 'notApplicable' && test.waits
}
