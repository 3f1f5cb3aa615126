/** The tests can fail: each defect is planted into the sources as Vitest loads them, and the test that is named catches it. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { TESTED_DEFECTS, type TestedDefect } from './defects/caught-by-tests.ts'
import type { Seen, TestOutcome } from './defects/seen-to-fail.process.ts'

describe('the tests', () => {
  let runner: ChildProcess
  beforeAll(() => {
    runner = fork(fileURLToPath(new URL('./defects/seen-to-fail.process.ts', import.meta.url)), {
      execArgv: ['--conditions=source'],
      env: environment(),
      // Vitest says on its output that tests failed, as they shall.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  })
  afterAll(async () => {
    const ended = once(runner, 'exit')
    runner.disconnect()
    await ended
  })

  test.each(TESTED_DEFECTS)('fail when $what', async (defect) => {
    const outcomes = await outcomesWith(runner, defect)
    expect(outcomes.length).toBeGreaterThan(0)
    expect(outcomes.map(({ state }) => state)).toContain('failed')
    // What could not begin has shown nothing.
    for (const { complaints } of outcomes) expect(complaints.join()).not.toMatch(/stands there not once|SyntaxError/)
  })
})

async function outcomesWith(runner: ChildProcess, defect: TestedDefect): Promise<readonly TestOutcome[]> {
  const ended = new AbortController()
  const answer = once(runner, 'message', { signal: ended.signal })
  const stop = (): void => ended.abort(new Error('The process that runs the tests has ended.'))
  runner.once('exit', stop)
  try {
    runner.send(defect)
    const [{ outcomes, fault }] = (await answer) as [Seen]
    if (outcomes === undefined) throw new Error(fault)
    return outcomes
  } finally {
    runner.off('exit', stop)
  }
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
