import { describe, expect, test } from 'vitest'
import { KNOWN_FAILURES } from '../src/oracle/known-failures.ts'
import { ledger } from '../src/report/documents.ts'
import { reportOf, unexplained } from '../src/report/report.ts'
import { summaryTable } from '../src/report/table.ts'
import { NotHere, type Requirement, rowsOf, type Suite } from '../src/requirement.ts'
import { SUITES } from '../src/requirements/index.ts'
import { runOnDamson, runOnOracle } from '../src/run/runner.ts'
import type { Damson } from '../src/server/server.ts'

const { must, mustHere, notApplicable } = rowsOf('RFC 1', 'rfc1')
/** No check below asks a server. */
const nobody = {} as Damson
const fails = (): Promise<void> => Promise.reject(new Error('one | two\nthree'))
const passes = (): Promise<void> => Promise.resolve()

const rows: readonly Requirement[] = [
  must('1', 'good', 'What holds.', passes),
  must('2.1', 'bad', 'What does not.', fails),
  mustHere('3', 'own', 'What only we do.', 'it does not', passes),
  mustHere('3', 'elsewhere', 'What not every server lets us see.', 'it does not', () =>
    Promise.reject(new NotHere('no e-mails')),
  ),
  notApplicable('4', 'not', 'What nobody here does.', 'on purpose'),
]
const suites: readonly Suite[] = [{ source: 'RFC 1', file: 'rfc1.ts', rows }]

async function report() {
  const own = await runOnDamson(rows, nobody)
  const oracle = await runOnOracle(rows, nobody)
  return { own, oracle, report: reportOf(suites, own, oracle) }
}

describe('the report', () => {
  test('counts what passed, failed and does not apply, here and on the oracle', async () => {
    expect((await report()).report.summary).toEqual({
      rows: 5,
      passed: 2,
      failed: 1,
      notApplicable: 2,
      oracle: { passed: 1, failed: 1, notSupported: 2 },
    })
  })

  test('has for each row its id, source, status and test', async () => {
    const { report: made } = await report()
    expect(made.rows[1]).toEqual({
      id: 'rfc1-2.1-bad',
      source: 'RFC 1 §2.1',
      requirement: 'What does not.',
      status: 'failed',
      test: 'conformance/src/requirements/rfc1.ts#rfc1-2.1-bad',
      reason: 'one | two\nthree',
      oracle: { status: 'failed', reason: 'one | two\nthree' },
    })
    expect(made.rows.map(({ status }) => status)).toEqual([
      'passed',
      'failed',
      'passed',
      'notApplicable',
      'notApplicable',
    ])
    expect(made.rows.map(({ reason }) => reason)).toEqual([
      undefined,
      'one | two\nthree',
      undefined,
      'no e-mails',
      'on purpose',
    ])
  })

  test('lets a row fail on the oracle only where a clause stands behind it', async () => {
    const { oracle } = await report()
    expect(unexplained(oracle).map(({ requirement }) => requirement.id)).toEqual(['rfc1-2.1-bad'])
    const known = KNOWN_FAILURES.map(({ row }) => row)
    const failed = SUITES.flatMap((suite) => suite.rows)
      .filter(({ id }) => known.includes(id))
      .map((requirement) => ({ requirement, status: 'failed' as const, reason: 'differs' }))
    expect(failed).toHaveLength(known.length)
    expect(unexplained(failed)).toEqual([])
  })

  test('becomes tables: a line for each standard, and every row with its test', async () => {
    const { report: made } = await report()
    expect(summaryTable(suites, made)).toMatch(/\| RFC 1 +\| +5 \| +2 \| +1 \| +2 \| +1 \| +1 \|/)
    const text = ledger(suites, made, '2026-01-01')
    expect(text).toMatch(
      /\| §2\.1 +\| What does not\. +\| \[rfc1-2\.1-bad\]\(src\/requirements\/rfc1\.ts\) +\| \*\*failed\*\* +\|/,
    )
    expect(text).toContain('- **failed**: one \\| two three: `rfc1-2.1-bad`\n')
    expect(text).toContain('- oracle not supported: it does not: `rfc1-3-own`, `rfc1-3-elsewhere`\n')
    expect(text).toMatch(/does not apply: on purpose/)
  })
})

describe('the runner', () => {
  test('takes what a check throws at once like what it throws later', async () => {
    const throws = (): never => {
      throw new Error('at once')
    }
    const [outcome] = await runOnDamson([must('1', 'one', 'What does not hold.', throws)], nobody)
    expect(outcome).toMatchObject({ status: 'failed', reason: 'at once' })
  })

  test('starts rows that wait first, and looks at them in their place', async () => {
    const order: string[] = []
    const note = (name: string) => (): Promise<void> => {
      order.push(name)
      return Promise.resolve()
    }
    const some = [must('1', 'one', '', note('one')), must('2', 'two', '', note('two'), { waits: true })]
    const outcomes = await runOnDamson(some, nobody)
    expect(order).toEqual(['two', 'one'])
    expect(outcomes.map(({ requirement }) => requirement.id)).toEqual(['rfc1-1-one', 'rfc1-2-two'])
  })
})

describe('the rows', () => {
  const all = SUITES.flatMap((suite) => suite.rows)

  test('have each an id of their own, a section and a sentence', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    for (const { id, source, says } of all) {
      expect(id).toMatch(/^[a-z0-9.-]+$/)
      expect(source, id).toMatch(/ §\d[\d.]*$/)
      expect(says, id).toMatch(/^.{10,160}\.$/)
    }
  })

  test('say why where they do not apply, and where the oracle cannot be asked', () => {
    const reasons = all.map(({ test: how }) =>
      how.kind === 'notApplicable' ? how.reason : how.kind === 'own' ? how.notSupported : 'both',
    )
    for (const reason of reasons) expect(reason.length).toBeGreaterThan(3)
  })

  test('are run, 150 at the least', () => {
    expect(all.filter(({ test: how }) => how.kind !== 'notApplicable').length).toBeGreaterThanOrEqual(150)
  })
})
