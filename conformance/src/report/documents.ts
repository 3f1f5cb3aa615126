import { cpus, release, totalmem, type } from 'node:os'
import type { Suite } from '../requirement.ts'
import type { Report } from './report.ts'
import { fullTables, summaryTable } from './table.ts'

const GB = 1024 ** 3

function machine(): string {
  const [first] = cpus()
  const memory = `${Math.round(totalmem() / GB)} GB`
  return (
    `${first?.model ?? 'unknown processor'}, ${cpus().length} cores, ${memory}, ${type()} ${release()}, ` +
    `Node ${process.versions.node}`
  )
}

/** `conformance/README.md`: every row. */
export function ledger(suites: readonly Suite[], report: Report, date: string): string {
  const { passed, failed, notSupported } = report.summary.oracle
  return `# The ledger

These tables list what the standards require, in our own words. Each row has a test that speaks HTTP to a running
server. The statuses come from a run of \`npm run conformance\`. This is not a certificate: it says what was run.

Run on ${date}: ${machine()}.

The rows that hold for any server were also run against the oracle, \`oidc-provider\`: ${passed} passed, ${failed}
failed (each with the clause that supports the row), ${notSupported} need something that it does not support.

${summaryTable(suites, report)}

${fullTables(suites, report)}
`
}
