import type { Verdict } from './budgets.ts'
import type { Report, Row } from './report.ts'

const HEAD = ['path', 'conn.', 'req/s', 'p50 ms', 'p99 ms', 'floor req/s', 'of floor', 'of floor + insert']

const cells = ({ path, connections, rps, p50Ms, p99Ms, floorRps, floorRatio, auditedFloorRatio }: Row): string[] => [
  path,
  String(connections),
  String(rps),
  p50Ms.toFixed(2),
  p99Ms.toFixed(2),
  String(floorRps),
  `${Math.round(floorRatio * 100)} %`,
  `${Math.round(auditedFloorRatio * 100)} %`,
]

/** The rows as a Markdown table, names to the left and figures to the right. */
export function tableOf(rows: readonly Row[]): string {
  return markdownTable(HEAD, rows.map(cells), HEAD.length - 1)
}

/** The budgets as a table, and below it why those are missed that are. */
export function verdictsText(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ budget, measured, isMet }) => [budget, measured, isMet ? 'met' : 'missed'])
  const missed = verdicts
    .filter(({ isMet }) => !isMet)
    .map(({ budget, cause }) => `- Missed: ${budget}, since ${cause}`)
  return [markdownTable(['budget', 'measured', ''], rows, 0), ...(missed.length === 0 ? [] : [missed.join('\n')])].join(
    '\n\n',
  )
}

/** The last `figures` columns are aligned to the right. */
function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], figures: number): string {
  const widths = head.map((name, n) => Math.max(3, name.length, ...rows.map((row) => (row[n] ?? '').length)))
  const isFigure = (n: number): boolean => n >= head.length - figures
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, n) => (isFigure(n) ? (row[n] ?? '').padStart(width) : (row[n] ?? '').padEnd(width))).join(' | ')} |`
  const rule = widths.map((width, n) => (isFigure(n) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n')
}

export const README_BEGIN = '<!-- bench: written by `npm run bench -- --readme` -->'
export const README_END = '<!-- bench: end -->'

/** The README with the block between the markers replaced. */
export function withBlock(readme: string, block: string): string {
  const [from, to] = [readme.indexOf(README_BEGIN), readme.indexOf(README_END)]
  if (from < 0 || to < from) throw new Error('README.md has no place for the bench: its two markers are not there.')
  return `${readme.slice(0, from + README_BEGIN.length)}\n\n${block}\n\n${readme.slice(to)}`
}

export function readmeBlock(report: Report, verdicts: readonly Verdict[], date: string, remark: string): string {
  return [
    `Measured on ${date}: ${report.machine}.${remark === '' ? '' : ` ${remark}`}`,
    tableOf(report.rows),
    verdictsText(verdicts),
  ].join('\n\n')
}
