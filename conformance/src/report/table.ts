import type { Suite } from '../requirement.ts'
import type { Report, ReportRow } from './report.ts'

/** A Markdown table; the last `figures` columns are aligned to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], figures = 0): string {
  const widths = head.map((name, n) => Math.max(3, name.length, ...rows.map((row) => (row[n] ?? '').length)))
  const isFigure = (n: number): boolean => n >= head.length - figures
  const padded = (text: string, width: number, n: number): string =>
    isFigure(n) ? text.padStart(width) : text.padEnd(width)
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, n) => padded(row[n] ?? '', width, n)).join(' | ')} |`
  const rule = widths.map((width, n) => (isFigure(n) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n')
}

/** One line for each standard, and one for all. */
export function summaryTable(suites: readonly Suite[], { rows }: Report): string {
  const bySource = Map.groupBy(rows, ({ id }) => sourceOf(suites, id))
  const counts = (some: readonly ReportRow[]): readonly string[] => {
    const asked = some.filter(({ oracle }) => oracle !== undefined && oracle.status !== 'notSupported')
    return [
      some.length,
      some.filter(({ status }) => status === 'passed').length,
      some.filter(({ status }) => status === 'failed').length,
      some.filter(({ status }) => status === 'notApplicable').length,
      asked.filter(({ oracle }) => oracle?.status === 'passed').length,
      asked.filter(({ oracle }) => oracle?.status === 'failed').length,
    ].map(String)
  }
  const lines = [...bySource].map(([source, some]) => [source, ...counts(some)])
  const head = ['standard', 'rows', 'passed', 'failed', 'do not apply', 'oracle passed', 'oracle failed']
  return markdownTable(head, [...lines, ['all', ...counts(rows)]], head.length - 1)
}

function sourceOf(suites: readonly Suite[], id: string): string {
  return suites.find(({ rows }) => rows.some((row) => row.id === id))?.source ?? ''
}

const STATUS: Readonly<Record<ReportRow['status'], string>> = {
  passed: 'passed',
  failed: '**failed**',
  notApplicable: 'does not apply',
  notSupported: 'not supported',
}

/**
 * Every row, by standard: the requirement, its place, and both results; below, the reason for each that is not
 * `passed`.
 */
export function fullTables(suites: readonly Suite[], { rows }: Report): string {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return [...Map.groupBy(suites, ({ source }) => source)]
    .map(([source, some]) => {
      const listed = some.flatMap((suite) =>
        suite.rows.flatMap(({ id, source: where }) => {
          const row = byId.get(id)
          return row === undefined ? [] : [{ row, section: where.replace(source, '').trim(), file: suite.file }]
        }),
      )
      const lines = listed
        .toSorted(bySection)
        .map(({ row, section, file }) => [
          section,
          cell(row.requirement),
          `[${row.id}](src/requirements/${file})`,
          STATUS[row.status],
          row.oracle === undefined ? '' : STATUS[row.oracle.status],
        ])
      const table = markdownTable(['section', 'requirement', 'row', 'status', 'oracle'], lines)
      return [`## ${source}`, table, reasons(listed.map(({ row }) => row))].filter((part) => part !== '').join('\n\n')
    })
    .join('\n\n')
}

/** §4.1.3 comes before §4.14.2. */
function bySection(one: { readonly section: string }, two: { readonly section: string }): number {
  return one.section.localeCompare(two.section, 'en', { numeric: true })
}

function reasons(rows: readonly ReportRow[]): string {
  const said = rows.flatMap(({ id, status, reason, oracle }) => [
    ...(reason === undefined ? [] : [{ id, text: `${STATUS[status]}: ${cell(reason)}` }]),
    ...(oracle?.reason === undefined ? [] : [{ id, text: `oracle ${STATUS[oracle.status]}: ${cell(oracle.reason)}` }]),
  ])
  return [...Map.groupBy(said, ({ text }) => text)]
    .map(([text, some]) => `- ${text}: ${some.map(({ id }) => `\`${id}\``).join(', ')}`)
    .join('\n')
}

const cell = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
