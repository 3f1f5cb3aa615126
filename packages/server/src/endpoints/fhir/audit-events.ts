import { type Condition, matches, type Resource } from '@damson/fhir'
import { namesOfEvents } from './audit-names.ts'
import { readWanted } from './audit-wanted.ts'
import { eventOf, eventsOf } from './authorized.ts'
import { bundleText } from './bundle.ts'
import type { FhirAnswer, FhirContext } from './dependencies.ts'
import { outOfSight } from './findings.ts'
import { MOST_ON_A_PAGE, openCursor, pageUrl, sealCursor, USUAL_ON_A_PAGE } from './paging.ts'
import type { ParsedQuery } from './parsed-query.ts'

const TYPE = 'AuditEvent'

/** AuditEvents are rendered when they are read. Reading the audit is audited too. */
export async function readAuditEvent(context: FhirContext, id: string, narrowing: Condition): Promise<FhirAnswer> {
  const { audit, issuers } = context.deps
  const event = await audit.read(context.grantee.project, id)
  // A rendered event is an AuditEvent.
  const resource = event?.resource as unknown as Resource
  if (event === undefined || !matches(resource, narrowing, { baseUrls: issuers.fhirUrlsOf(context.grantee.project) }))
    throw outOfSight(context.grantee)
  await audit.committed(eventOf(context, 'fhir.read', { entity: `${TYPE}/${id}`, version: 1 }))
  return {
    status: 200,
    headers: { ETag: 'W/"1"', 'Last-Modified': new Date(event.at).toUTCString() },
    body: JSON.stringify(resource),
  }
}

interface AuditCursor {
  readonly at: string
  readonly id: string
}

/** Searches the audit, newest events first unless asked otherwise. */
export async function searchAuditEvents(
  context: FhirContext,
  { pairs, cursor, kept }: ParsedQuery,
  narrowing: Condition,
): Promise<FhirAnswer> {
  const { audit } = context.deps
  const { fhirUrl } = context.issuer
  const { project } = context.grantee
  const wanted = readWanted(context, pairs, narrowing)
  const { condition, newestFirst, total, summary } = wanted
  const count = summary === 'count' ? 0 : Math.min(wanted.count ?? USUAL_ON_A_PAGE, MOST_ON_A_PAGE)
  const opened = cursor === undefined ? undefined : openCursor<AuditCursor>(context, TYPE, cursor)
  const after = opened === undefined ? undefined : { at: new Date(opened.at), id: opened.id }
  const found = count === 0 ? [] : await audit.search(project, { condition, newestFirst, after }, count + 1)
  const page = found.slice(0, count)
  const last = page.at(-1)
  const next =
    found.length > count && last !== undefined ? sealCursor(context, TYPE, { at: last.at, id: last.id }) : undefined
  const counted = total !== 'none' || count === 0 ? await audit.count(project, condition) : undefined
  const names = await namesOfEvents(context, wanted.names, page)
  const patients = [...wanted.patients, ...names.patients]
  await audit.committed(...eventsOf(context, 'fhir.search', { entity: TYPE, query: kept, patients }))
  return {
    status: 200,
    headers: {},
    body: bundleText({
      type: 'searchset',
      total: counted,
      links: [
        { relation: 'self', url: pageUrl(context, TYPE, pairs, cursor) },
        ...(next === undefined ? [] : [{ relation: 'next', url: pageUrl(context, TYPE, pairs, next) }]),
      ],
      entries: page.map(({ id, resource }) => ({
        fullUrl: `${fhirUrl}${TYPE}/${id}`,
        resource: JSON.stringify(names.in(resource)),
        members: { search: { mode: 'match' } },
      })),
    }),
  }
}
