/**
 * The tests can fail: each defect is planted into the sources as Vitest loads them, and the test that is named catches it. In
 * two halves, which two processes run side by side.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { PACKAGES } from '../../src/server/start-damson.ts'
import { TESTED_DEFECTS, type TestedDefect } from './caught-by-tests.ts'

const VITEST = resolve(PACKAGES, '../node_modules/vitest/vitest.mjs')

interface Outcome {
  readonly title: string
  readonly status: string
  readonly failureMessages: readonly string[]
}

export function describeTests(half: 0 | 1): void {
  describe('the tests', () => {
    test.each(TESTED_DEFECTS.filter((_, at) => at % 2 === half))('fail when $what', async (defect) => {
      const outcomes = (await outcomesWith(defect)).filter(({ title }) => isTitle(defect.title, title))
      expect(outcomes.length).toBeGreaterThan(0)
      expect(outcomes.map(({ status }) => status)).toContain('failed')
      // What could not begin has shown nothing.
      for (const { failureMessages } of outcomes)
        expect(failureMessages.join()).not.toMatch(/stands there not once|SyntaxError/)
    })
  })
}

/** A title of several tests has `%s` where they differ. */
const isTitle = (title: string, given: string): boolean => given.startsWith(title.split('%s')[0] ?? '')

async function outcomesWith({ test: file, title, ...defect }: TestedDefect): Promise<readonly Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'damson-seen-'))
  const report = join(folder, 'report.json')
  const literally = (title.split('%s')[0] ?? '').replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const words = ['run', `packages/${file}`, '-t', literally, '--reporter=json', `--outputFile=${report}`]
  try {
    await new Promise<void>((done) => {
      execFile(
        process.execPath,
        ['--conditions=source', VITEST, ...words],
        { cwd: resolve(PACKAGES, '..'), env: envWith(defect) },
        () => done(),
      )
    })
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      testResults: readonly { readonly assertionResults: readonly Outcome[] }[]
    }
    return testResults.flatMap(({ assertionResults }) => assertionResults)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** On the databases that are there already. */
function envWith(defect: object): NodeJS.ProcessEnv {
  const { DAMSON_TEST_FULL: _, ...env } = process.env
  const url = inject('postgresUrl')
  return {
    ...env,
    DAMSON_PLANTED: JSON.stringify(defect),
    ...(url !== '' && { DATABASE_URL: url, DAMSON_TEST_TEMPLATE: inject('postgresTemplate') }),
  }
}
