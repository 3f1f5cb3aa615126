import { Readable } from 'node:stream'
import type { Condition } from '@damson/fhir'
import { badRequest, outcome } from '#answers'
import { type RenderedEvent } from '#domain/audit'
import { BASE } from './accept.ts'
import { csvHead, csvLine } from './audit-csv.ts'
import { type NamesOfEvents, namesOfEvents } from './audit-names.ts'
import { readAfter, readWanted, taken, type WantedOfAudit } from './audit-wanted.ts'
import { audited, eventsOf, permitFor } from './authorized.ts'
import type { FhirContext } from './dependencies.ts'
import { checkLength, readQuery } from './parsed-query.ts'

const TYPE = 'AuditEvent'
export const EXPORT = `${BASE}/${TYPE}/$export`

/** The most events in one file: more are in the next, which begins after the last event of this one. */
export const MOST_EXPORTED = 100_000
/** So many are in memory at once. */
const A_PAGE = 500
/** Of a project, on one node. */
const MOST_AT_ONCE = 2
const LONGEST_MS = 600_000

const FORMATS = {
  'application/fhir+ndjson': { type: 'application/fhir+ndjson; charset=utf-8', file: 'audit.ndjson' },
  'text/csv': { type: 'text/csv; charset=utf-8', file: 'audit.csv' },
} as const
type Format = keyof typeof FORMATS

/** A file that is sent while it is made. */
export interface SentFile {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable
}

/** Counts the exports that each project has under way on this node. */
export function createExports(): (project: string) => (() => void) | undefined {
  const underWay = new Map<string, number>()
  return (project) => {
    const count = underWay.get(project) ?? 0
    if (count >= MOST_AT_ONCE) return undefined
    underWay.set(project, count + 1)
    return () => {
      const left = (underWay.get(project) ?? 1) - 1
      if (left === 0) underWay.delete(project)
      else underWay.set(project, left)
    }
  }
}

/**
 * `AuditEvent/$export`: the events of a search as a file, at most 100,000 and after the event `_after`, so that one that broke
 * off goes on after its last line. Names in it are those of staff and apps: each patient named would be an event of its own.
 */
export function exportAuditEvents(
  context: FhirContext,
  query: string,
  begin: ReturnType<typeof createExports>,
): Promise<SentFile> {
  const written = readQuery(query)
  return audited(context, 'audit.exported', TYPE, written.kept, async () => {
    const { narrowing } = permitFor(context, 'search', TYPE)
    checkLength(written)
    const { rest: others, value: format = 'application/fhir+ndjson' } = taken(written.pairs, '_outputFormat')
    if (!isFormat(format))
      throw badRequest(
        '_outputFormat must be application/fhir+ndjson or text/csv.',
        '_outputFormat',
        'invalid_output_format',
      )
    const { rest, after } = readAfter(others)
    const wanted = readWanted(context, rest, narrowing)
    if (wanted.total !== 'none' || wanted.summary !== undefined)
      throw badRequest('An export has no _total and no _summary.', undefined, 'unsupported_parameter')
    const end = begin(context.grantee.project)
    if (end === undefined)
      throw outcome(429, 'throttled', 'Two exports of this project are under way: wait until one has ended.', {
        reason: 'exports_under_way',
        headers: { 'Retry-After': '60' },
      })
    try {
      // No record, no disclosure: before the first line.
      const { patients } = wanted
      await context.deps.audit.committed(
        ...eventsOf(context, 'audit.exported', { entity: TYPE, query: written.kept, patients }),
      )
    } catch (error) {
      end()
      throw error
    }
    const body = Readable.from(fileOf(context, { pairs: rest, wanted, after, format }))
    body.once('close', end)
    const { type, file } = FORMATS[format]
    return { headers: { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${file}"` }, body }
  })
}

const isFormat = (text: string): text is Format => Object.hasOwn(FORMATS, text)

interface Exported {
  readonly pairs: Parameters<typeof readWanted>[1]
  readonly wanted: WantedOfAudit
  readonly after: { readonly at: Date; readonly id: string } | undefined
  readonly format: Format
}

/** The text of a file, in pieces. Each piece is made by what the caller may read by then. */
async function* fileOf(begun: FhirContext, { pairs, wanted, after, format }: Exported): AsyncGenerator<string> {
  const { audit, clock } = begun.deps
  const most = Math.min(wanted.count ?? MOST_EXPORTED, MOST_EXPORTED)
  const whose = wanted.names === 'nobody' ? 'nobody' : 'all_but_patients'
  const began = clock.monotonic()
  let [sent, from, context] = [0, after, begun]
  let { condition }: { readonly condition: Condition } = wanted
  if (format === 'text/csv') yield csvHead
  while (sent < most) {
    if (clock.monotonic() - began > LONGEST_MS) throw new Error('An export took too long.')
    const limit = Math.min(A_PAGE, most - sent)
    const { project } = context.grantee
    const page = await audit.search(project, { condition, newestFirst: wanted.newestFirst, after: from }, limit)
    const names = await namesOfEvents(context, whose, page)
    if (page.length > 0) yield page.map((event) => lineOf(event, names, format)).join('')
    sent += page.length
    const last = page.at(-1)
    if (last === undefined || page.length < limit) return
    from = { at: new Date(last.at), id: last.id }
    context = { ...begun, grantee: await begun.granteeNow() }
    condition = readWanted(context, pairs, permitFor(context, 'search', TYPE).narrowing).condition
  }
}

function lineOf(event: RenderedEvent, names: NamesOfEvents, format: Format): string {
  return format === 'text/csv' ? csvLine(event, names) : `${JSON.stringify(names.in(event.resource))}\n`
}
