/**
 * The tests can fail: each defect is planted into the sources as Vitest loads them, and the test that is named catches
 * it. What was seen to be caught is planted again once it changes.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { TESTED_DEFECTS } from './defects/caught-by-tests/index.ts'
import type { TestedDefect } from './defects/caught-by-tests/tested-defect.ts'
import type { Ended, Seen, TestOutcome } from './defects/seen-to-fail.process.ts'
import { PLANTED, TESTED_FILES } from './defects/tested-files.ts'

/** While one waits for its store, the other loads; more would only have more to load. */
const PARTS = 2

describe('the tests', () => {
  let runners: readonly ChildProcess[] = []
  const caught = new Set<TestedDefect>()
  const runs = Array.from({ length: PLANTED.defects.length + TESTED_FILES.length }, () => outcomesToCome())
  beforeAll(() => {
    const file = fileURLToPath(new URL('./defects/seen-to-fail.process.ts', import.meta.url))
    runners = Array.from({ length: runs.length === 0 ? 0 : PARTS }, (_, part) =>
      fork(file, [String(part), String(PARTS)], {
        execArgv: ['--conditions=source'],
        env: environment(),
        // Vitest says on its output that tests failed, as they shall.
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      }),
    )
    const fail = (fault: string): void => {
      for (const { reject } of runs) reject(new Error(fault))
    }
    for (const runner of runners) {
      runner.on('message', (message: Seen | Ended) => {
        if ('fault' in message) fail(message.fault)
        else runs[message.of]?.resolve(message.outcomes)
      })
      runner.once('exit', () => fail('A process that runs the tests has ended.'))
    }
  })
  afterAll(async () => {
    const ended = runners.map((runner) => once(runner, 'exit'))
    for (const runner of runners) runner.disconnect()
    await Promise.all(ended)
    PLANTED.keep()
  })

  test('were seen to fail for every defect that is not planted now', () => {
    expect(PLANTED.seen + PLANTED.defects.length).toBe(TESTED_DEFECTS.length)
  })

  test.each(PLANTED.defects.map((defect, at) => ({ what: defect.what, defect, at })))(
    'fail when $what',
    async ({ defect, at }) => {
      const outcomes = (await runs[at]?.promise) ?? []
      expect(outcomes.map(({ state }) => state)).toContain('failed')
      // What could not begin has shown nothing.
      expect(outcomes.filter(({ state }) => state === 'unloaded')).toEqual([])
      for (const { complaints } of outcomes) expect(complaints.join()).not.toMatch(/SyntaxError/)
      caught.add(defect)
    },
  )

  test.each(TESTED_FILES.map(({ file, names }, at) => ({ file, names, at: PLANTED.defects.length + at })))(
    'of $file pass without a defect, after all the others',
    async ({ file, names, at }) => {
      const outcomes = (await runs[at]?.promise) ?? []
      expect(outcomes.length).toBeGreaterThanOrEqual(names.length)
      expect(outcomes.filter(({ state }) => state !== 'passed')).toEqual([])
      for (const defect of caught) if (defect.test === file) PLANTED.caught(defect)
    },
  )
})

function outcomesToCome(): PromiseWithResolvers<readonly TestOutcome[]> {
  const run = Promise.withResolvers<readonly TestOutcome[]>()
  // Its test tells of the fault.
  run.promise.catch(() => undefined)
  return run
}

/** On the databases that are there already. */
function environment(): NodeJS.ProcessEnv {
  const [url, world] = [inject('postgresUrl'), inject('preparedWorlds').postgres]
  return {
    ...process.env,
    ...(url !== '' && { DATABASE_URL: url, DAMSON_TEST_TEMPLATE: inject('postgresTemplate') }),
    ...(world !== undefined && { DAMSON_TEST_WORLD: JSON.stringify(world) }),
  }
}
