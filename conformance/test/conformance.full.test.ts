/** The ledger as it is run: every row on Damson, and those that hold for any server on the oracle. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { conformance } from '../src/conformance.ts'
import { KNOWN_FAILURES } from '../src/oracle/known-failures.ts'
import { SUITES } from '../src/requirements/index.ts'
import { newPerson } from '../src/server/damson.ts'
import { startDamson } from '../src/server/start-damson.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function run(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ readonly code: unknown; readonly text: string }>((resolve) => {
    const { PATH, NODE_COMPILE_CACHE } = process.env
    const options = { env: { PATH, NODE_COMPILE_CACHE, ...env }, maxBuffer: 16 * 1024 * 1024 }
    execFile(process.execPath, ['--conditions=source', MAIN, ...words], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, text: stdout + stderr }),
    )
  })
}

describe('npm run conformance', () => {
  test('passes every row, and the oracle fails only where a clause stands behind the row', async () => {
    const said: string[] = []
    const { report, failures } = await conformance(
      { help: false, baseUrl: undefined, readme: false, only: undefined, withoutOracle: false },
      undefined,
      (line) => said.push(line),
    )
    expect(
      failures.map(({ requirement, reason }) => `${requirement.id}: ${reason}`),
      said.join('\n'),
    ).toEqual([])
    // On a server of our own nothing is out of reach: what does not apply says so in its row.
    const written = SUITES.flatMap(({ rows }) => rows).filter(({ test: { kind } }) => kind === 'notApplicable')
    const left = report.rows.filter(({ status }) => status === 'notApplicable')
    expect(left.map(({ id }) => id)).toEqual(written.map(({ id }) => id))
    const differing = report.rows.filter(({ oracle }) => oracle?.status === 'failed')
    expect(differing.map(({ id }) => id).toSorted()).toEqual(KNOWN_FAILURES.map(({ row }) => row).toSorted())
    expect(report.summary.passed).toBeGreaterThanOrEqual(150)
  })

  test('explains itself, and refuses what it does not know', async () => {
    expect(await run(['--help'])).toMatchObject({
      code: 0,
      text: expect.stringContaining('Usage: npm run conformance'),
    })
    expect(await run(['--fast'])).toMatchObject({ code: 2, text: expect.stringContaining('--fast') })
    expect(await run(['--base-url', 'http://127.0.0.1:9/'])).toMatchObject({
      code: 2,
      text: expect.stringContaining('is this the base URL of a running server?'),
    })
  })

  test('on a server that is closed says what it needs, and runs with it', async () => {
    const { email, password } = newPerson()
    const closed = await startDamson({
      env: { DAMSON_DEVELOPMENT: 'off', DAMSON_ADMIN_EMAIL: email, DAMSON_ADMIN_PASSWORD: password },
    })
    try {
      const words = ['--base-url', closed.url, '--no-oracle', '--only']
      const refused = await run([...words, 'rfc7636-4.6'])
      expect(refused).toMatchObject({ code: 2, text: expect.stringContaining('CONFORMANCE_EMAIL') })
      const settings = { CONFORMANCE_EMAIL: email, CONFORMANCE_PASSWORD: password }
      const passed = await run([...words, 'rfc7636-4.6'], settings)
      expect(passed).toMatchObject({ code: 0, text: expect.stringContaining('No row failed.') })
      const unseen = await run([...words, 'nist-800-63b-4.2-reset-once'], settings)
      expect(unseen.text).toMatch(/\| NIST SP 800-63B-4 +\| +1 \| +0 \| +0 \| +1 \|/)
    } finally {
      await closed.stop()
    }
  })
})
