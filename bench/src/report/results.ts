import { fileURLToPath } from 'node:url'
import type { Comparison } from '../against/compare.ts'
import type { Verdict } from './budgets.ts'
import type { Beside, Report, Row, Startup, Wait } from './report.ts'

/** Where the results are, and are written to unless another folder is given. */
export const RESULTS_FOLDER = fileURLToPath(new URL('../../', import.meta.url))

const HEAD = [
  'path',
  'conn.',
  'req/s',
  'p50 ms',
  'p99 ms',
  'node µs',
  'PostgreSQL µs',
  'floor req/s',
  'floor µs',
  'of floor',
  'of floor + insert',
]

const percent = (share: number): string => `${Math.round(share * 100)} %`

const cells = (row: Row): string[] => [
  row.path,
  String(row.connections),
  String(row.rps),
  row.p50Ms.toFixed(2),
  row.p99Ms.toFixed(2),
  // Unknown for a remote server.
  ...(row.nodeUs === 0 ? ['–', '–'] : [String(row.nodeUs), String(row.postgresUs)]),
  String(row.floorRps),
  String(row.floorUs),
  ...(row.nodeUs === 0 ? ['–', '–'] : [percent(row.floorRatio), percent(row.auditedFloorRatio)]),
]

/** The rows as a Markdown table, names to the left, figures to the right. */
export function tableOf(rows: readonly Row[]): string {
  return markdownTable(HEAD, rows.map(cells), HEAD.length - 1)
}

/** The budgets as a table, followed by the causes of the missed ones. */
export function verdictsText(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ budget, measured, isMet }) => [budget, measured, isMet ? 'met' : 'missed'])
  const missed = verdicts
    .filter(({ isMet }) => !isMet)
    .map(({ budget, cause }) => `- Missed: ${budget}, since ${cause}`)
  return [markdownTable(['budget', 'measured', ''], rows, 0), ...(missed.length === 0 ? [] : [missed.join('\n')])].join(
    '\n\n',
  )
}

function waitsText(waits: readonly Wait[]): string {
  const rows = waits.map(({ request, status, longestMs }) => [request, String(status), String(Math.round(longestMs))])
  return markdownTable(['while this is answered', 'with', 'others wait at most, ms'], rows, 1)
}

/** Throughput and processor time beside `oidc-provider`. */
function besideText(beside: readonly Beside[]): string {
  const head = ['request', 'conn.', 'req/s', 'its req/s', 'ratio', 'µs', 'its µs']
  const rows = beside.map(({ request, connections, rps, peerRps, ratio, us, peerUs }) => [
    request,
    ...[connections, rps, peerRps].map(String),
    `${ratio.toFixed(2)} ×`,
    ...[us, peerUs].map(String),
  ])
  return markdownTable(head, rows, head.length - 1)
}

const BESIDE =
  '`oidc-provider` runs on the same PostgreSQL, in one process with as many connections, with prepared statements\n' +
  'and commits that wait for the disk, and is driven in turn with the server. The ratios are of throughput. Both\n' +
  'authenticate clients by `client_secret_basic` and sign all tokens by ES256. A code has PKCE and is redeemed\n' +
  'for an access token, an id token and a refresh token. `oidc-provider` stores no signed access token: the bench\n' +
  'adds an insert and an audit row to each token of a machine, in one statement, before it is sent. Its opaque\n' +
  'tokens are one insert, with no signature and no audit.'

/** The changes since another commit, in a table and a sentence. */
export function changesText(comparisons: readonly Comparison[], name: string): string {
  const signed = (share: number): string => `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)} %`
  const rows = comparisons.map(({ path, connections, thenUs, nowUs, change, noise, verdict }) => [
    path,
    verdict,
    String(connections),
    String(thenUs),
    String(nowUs),
    signed(change),
    `± ${(noise * 100).toFixed(1)} %`,
  ])
  const changed = comparisons.filter(({ verdict }) => verdict !== 'same')
  const said = changed.map(({ path, connections, change }) => `${path} at ${connections} ${signed(change)}`)
  return [
    `Processor time of one request, node and PostgreSQL together, against ${name}.`,
    markdownTable(['path', 'verdict', 'conn.', 'then µs', 'now µs', 'change', 'noise'], rows, 5),
    said.length === 0 ? 'Nothing changed beyond noise.' : `Changed beyond noise: ${said.join(', ')}.`,
  ].join('\n\n')
}

/** The last `figures` columns are aligned to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], figures: number): string {
  const widths = head.map((name, n) => Math.max(3, name.length, ...rows.map((row) => (row[n] ?? '').length)))
  const isFigure = (n: number): boolean => n >= head.length - figures
  const padded = (text: string, width: number, n: number): string =>
    isFigure(n) ? text.padStart(width) : text.padEnd(width)
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, n) => padded(row[n] ?? '', width, n)).join(' | ')} |`
  const rule = widths.map((width, n) => (isFigure(n) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n')
}

function startupText({ firstMs, laterMs, laterCpuMs, idleMb, peakMb }: Startup): string {
  return (
    `First start ${firstMs} ms, later starts ${laterMs} ms (${laterCpuMs} ms of processor time), idle ${idleMb} MB, ` +
    `peak ${peakMb} MB.`
  )
}

/** Said of a run that is too short to measure. */
export const QUICK = ' A quick run: it shows that everything runs, not how fast it is.'

/** `bench/RESULTS.md`. */
export function resultsText(report: Report, verdicts: readonly Verdict[], date: string, isQuick: boolean): string {
  const { startup, waits, beside } = report
  return `${[
    '# Results of the bench',
    'Written by `npm run bench -- --results`. It starts the server on a durable PostgreSQL with 100,000\n' +
      'Observations, and beside it its _floor_: a bare Fastify server with as many statements and signatures and no\n' +
      'checks. A path is measured once 4,000 requests were answered. Figures are medians of rounds in which all are\n' +
      'driven in turn. The ratios and budgets are of processor time (the server and PostgreSQL together), which other\n' +
      'programs on the machine disturb less than throughput; those beside `oidc-provider` are of throughput. "Of floor +\n' +
      'insert" is the ratio to the floor with one durable insert, which is the least that an audit costs; where nothing\n' +
      'is recorded, it is the same ratio.',
    `Measured on ${date}: ${report.machine}.${isQuick ? QUICK : ''}`,
    tableOf(report.rows),
    '## Budgets',
    'Judged at 16 connections.',
    verdictsText(verdicts),
    ...(beside.length === 0 ? [] : ['## Beside oidc-provider', BESIDE, besideText(beside)]),
    ...(waits.length === 0 ? [] : ['## How long others wait', waitsText(waits)]),
    ...(startup === undefined ? [] : ['## Embedded store', startupText(startup)]),
  ].join('\n\n')}\n`
}
