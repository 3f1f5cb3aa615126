import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Arguments, WrongArguments } from './arguments.ts'
import { startOracle } from './oracle/start-oracle.ts'
import { ledger } from './report/documents.ts'
import { type Report, reportOf, unexplained } from './report/report.ts'
import { summaryTable } from './report/table.ts'
import type { Requirement, Suite } from './requirement.ts'
import { SUITES } from './requirements/index.ts'
import { type Outcome, runOnDamson, runOnOracle } from './run/runner.ts'
import { openDamson } from './server/damson.ts'
import type { Person } from './server/server.ts'
import { CODE_SECONDS, startDamson } from './server/start-damson.ts'

export interface Run {
  readonly report: Report
  /** Rows that failed, and rows that fail on the oracle without a clause. */
  readonly failures: readonly Outcome[]
}

type Say = (line: string) => void

/** Runs the wanted rows on Damson and on the oracle. */
export async function conformance(wanted: Arguments, administrator: Person | undefined, say: Say): Promise<Run> {
  const suites = SUITES.map((suite) => ({ ...suite, rows: suite.rows.filter(({ id }) => isWanted(id, wanted)) }))
  const rows = suites.flatMap((suite) => suite.rows)
  if (rows.length === 0) throw new WrongArguments(`No row's id begins with ${wanted.only ?? ''}: nothing was run.`)
  const { own, oracle } = await onBoth(rows, wanted, administrator, say)
  const report = reportOf(suites, own, oracle)
  const failures = [...own.filter(({ status }) => status === 'failed'), ...unexplained(oracle)]
  say(`\n${summaryTable(suites, report)}\n`)
  return { report, failures }
}

function isWanted(id: string, { only }: Arguments): boolean {
  return only === undefined || id.startsWith(only)
}

/** On Damson and the oracle beside each other: both sit codes out. */
async function onBoth(
  rows: readonly Requirement[],
  { baseUrl, withoutOracle }: Arguments,
  administrator: Person | undefined,
  say: Say,
): Promise<{ readonly own: readonly Outcome[]; readonly oracle: readonly Outcome[] }> {
  if (baseUrl === undefined) say('Starting Damson with an embedded store …')
  const started = baseUrl === undefined ? await startDamson() : undefined
  try {
    const url = started?.url ?? baseUrl ?? ''
    const at = await openDamson(url, started === undefined ? { administrator } : { codeSeconds: CODE_SECONDS })
    say(`Running ${rows.length} rows on ${url}.`)
    const [own, oracle] = await Promise.all([
      runOnDamson(rows, at, progressOf('Damson', rows.length, say)),
      withoutOracle ? [] : onOracle(rows, say),
    ])
    return { own, oracle }
  } finally {
    await started?.stop()
  }
}

async function onOracle(rows: readonly Requirement[], say: Say): Promise<readonly Outcome[]> {
  say('Starting the oracle (oidc-provider) …')
  const oracle = await startOracle()
  try {
    const asked = rows.filter(({ test }) => test.kind === 'protocol').length
    say(`Running the ${asked} rows that hold for any server on ${oracle.server.issuer}.`)
    return await runOnOracle(rows, oracle.server, progressOf('oracle', rows.length, say))
  } finally {
    await oracle.stop()
  }
}

const STEP = 50

/** Reports failed rows at once, and the progress of the run. */
function progressOf(name: string, all: number, say: Say): (outcome: Outcome) => void {
  let done = 0
  return ({ status, requirement: { id, source, says }, reason = '' }) => {
    done += 1
    if (status === 'failed')
      say(`  ${name} failed ${id} (${source}): ${says}\n    ${reason.replaceAll('\n', '\n    ')}`)
    if (done % STEP === 0) say(`  ${name}: ${done} of ${all}`)
  }
}

const repository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

export function writeReport(report: Report): string {
  const file = repository('conformance/report.json')
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
  return file
}

export function writeDocuments(report: Report, now: Date): void {
  const date = now.toISOString().slice(0, 10)
  const suites: readonly Suite[] = SUITES
  writeFileSync(repository('conformance/README.md'), ledger(suites, report, date))
}
