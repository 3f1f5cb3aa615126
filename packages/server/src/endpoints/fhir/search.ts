import { type Condition, isResourceType, parseSearch, type Search, splitQuery } from '@damson/fhir'
import { badRequest } from '#answers'
import { countResources, type SearchCursor, type Stored, searchResources } from '#domain/resources'
import { searchAuditEvents } from './audit-events.ts'
import { audited, eventsOf, permitFor } from './authorized.ts'
import { bundleText } from './bundle.ts'
import { MOST_ON_A_PAGE, openCursor, pageUrl, sealCursor, splitCursor, USUAL_ON_A_PAGE } from './paging.ts'
import type { Asked, FhirAnswer } from './parts.ts'
import { shownBody } from './resource-answer.ts'
import { searchRefused } from './search-refused.ts'

/** Parameters of the answer's form, which say nothing about what is searched for. */
const FORM_PARAMETERS = new Set(['_format', '_pretty'])

/** `GET Type?…` and `POST Type/_search` */
export function search(asked: Asked, type: string, query: string): Promise<FhirAnswer> {
  return audited(asked, 'fhir.search', type, query, async () => {
    const { narrowing } = permitFor(asked, 'search', type)
    if (type === 'Binary')
      throw badRequest('Binary cannot be searched: follow a reference to one.', undefined, 'binary_search')
    const { rest, cursor } = splitCursor(query)
    const pairs = rest.filter(([name]) => !FORM_PARAMETERS.has(name))
    if (type === 'AuditEvent') return searchAuditEvents(asked, pairs, cursor, narrowing)
    const wanted = readSearch(asked, type, pairs)
    const count = Math.min(wanted.count ?? USUAL_ON_A_PAGE, MOST_ON_A_PAGE)
    const { db } = asked.parts
    const { project } = asked.grantee
    // A place in one search is none in another: its sort values would be of other kinds.
    const kind = pageUrl(asked, type, pairs)
    const after = cursor === undefined ? undefined : openCursor<SearchCursor>(asked, kind, cursor)
    const page =
      count === 0 || wanted.summary === 'count'
        ? { resources: [] }
        : await searchResources(db, project, wanted, narrowing, count, after)
    const wantsTotal = wanted.total !== 'none' || wanted.summary === 'count' || count === 0
    const total = wantsTotal ? await countResources(db, project, wanted, narrowing) : undefined
    const patients = page.resources.flatMap((stored) => stored.patients)
    await asked.parts.audit.committed(...eventsOf(asked, 'fhir.search', { entity: type, query, patients }))
    const next =
      'next' in page && page.next !== undefined
        ? [{ relation: 'next', url: pageUrl(asked, type, pairs, sealCursor(asked, kind, page.next)) }]
        : []
    return {
      status: 200,
      headers: {},
      body: bundleText({
        type: 'searchset',
        total,
        links: [{ relation: 'self', url: pageUrl(asked, type, pairs, cursor) }, ...next],
        entries: page.resources.map((stored) => ({
          fullUrl: `${asked.issuer.fhirUrl}${type}/${stored.id}`,
          resource: shownBody(asked, stored),
          members: { search: { mode: 'match' } },
        })),
      }),
    }
  })
}

/** A search string, or 400 with every fault of it. */
export function readSearch(
  { parts, grantee }: Asked,
  type: string,
  pairs: Iterable<readonly [string, string]>,
): Search {
  if (!isResourceType(type)) throw badRequest(`"${type}" is no resource type.`)
  const parsed = parseSearch(type, splitQuery(pairs), {
    baseUrls: parts.issuers.fhirUrlsOf(grantee.project),
    now: parts.clock.now(),
  })
  if (parsed.ok) return parsed.value
  throw searchRefused(parsed.refusal)
}

/** What a conditional write looks for: at most two, which is enough to know whether there is one. */
export async function findByCondition(
  asked: Asked,
  tx: Parameters<typeof searchResources>[0],
  type: string,
  query: string,
  narrowing: Condition,
): Promise<readonly Stored[]> {
  const wanted = readSearch(asked, type, new URLSearchParams(query))
  const { resources } = await searchResources(tx, asked.grantee.project, { ...wanted, sort: [] }, narrowing, 2)
  return resources
}
