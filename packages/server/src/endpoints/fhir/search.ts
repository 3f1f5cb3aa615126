import { type Condition, isResourceType, parseSearch, type Search, splitQuery } from '@damson/fhir'
import { badRequest, outcome } from '#answers'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { countResources, patientsNamed, type SearchCursor, type Stored, searchResources } from '#domain/resources'
import { searchAuditEvents } from './audit-events.ts'
import { audited, eventsOf, permitFor } from './authorized.ts'
import { bundleText } from './bundle.ts'
import type { FhirAnswer, FhirContext } from './dependencies.ts'
import { MOST_ON_A_PAGE, openCursor, pageUrl, sealCursor, USUAL_ON_A_PAGE } from './paging.ts'
import { checkLength, readQuery } from './parsed-query.ts'
import { shownBody } from './resource-answer.ts'
import { searchRefused } from './search-refused.ts'

/** `GET Type?…` and `POST Type/_search` */
export function search(context: FhirContext, type: string, query: string): Promise<FhirAnswer> {
  const written = readQuery(query)
  return audited(context, 'fhir.search', type, written.kept, async () => {
    const { narrowing } = permitFor(context, 'search', type)
    if (type === 'Binary')
      throw badRequest('This server does not search Binary: follow a reference to it.', undefined, 'binary_search')
    checkLength(written)
    if (type === 'AuditEvent') return searchAuditEvents(context, written, narrowing)
    const { pairs, cursor } = written
    const wanted = readSearch(context, type, pairs)
    const count = Math.min(wanted.count ?? USUAL_ON_A_PAGE, MOST_ON_A_PAGE)
    const { db } = context.deps
    const { project } = context.grantee
    // A cursor is valid only in its own search, because other searches sort by other values.
    const kind = pageUrl(context, type, pairs)
    const after = cursor === undefined ? undefined : openCursor<SearchCursor>(context, kind, cursor)
    const page =
      count === 0 || wanted.summary === 'count'
        ? { resources: [] }
        : await searchResources(db, project, wanted, narrowing, count, after)
    const wantsTotal = wanted.total !== 'none' || wanted.summary === 'count' || count === 0
    const counted = wantsTotal ? await countOf(context, wanted, narrowing) : undefined
    // An estimate may be lower than the number of results on the page.
    const total = counted === undefined ? undefined : Math.max(counted, page.resources.length)
    const patients = await patientsOf(context, db, wanted, page.resources)
    await context.deps.audit.committed(
      ...eventsOf(context, 'fhir.search', { entity: type, query: written.kept, patients }),
    )
    const next =
      'next' in page && page.next !== undefined
        ? [{ relation: 'next', url: pageUrl(context, type, pairs, sealCursor(context, kind, page.next)) }]
        : []
    return {
      status: 200,
      headers: {},
      body: bundleText({
        type: 'searchset',
        total,
        links: [{ relation: 'self', url: pageUrl(context, type, pairs, cursor) }, ...next],
        entries: page.resources.map((stored) => ({
          fullUrl: `${context.issuer.fhirUrl}${type}/${stored.id}`,
          resource: shownBody(context, stored),
          members: { search: { mode: 'match' } },
        })),
      }),
    }
  })
}

async function countOf({ deps, grantee }: FhirContext, wanted: Search, narrowing: Condition): Promise<number> {
  const count = await countResources(deps.db, grantee.project, wanted, narrowing)
  if (count !== undefined) return count
  throw outcome(
    422,
    'too-costly',
    'The search has too many results to count within five seconds: narrow it, or use _total=estimate.',
    { reason: 'count_too_costly' },
  )
}

/** The parsed search, or 400 with all its faults. */
export function readSearch(
  { deps, grantee }: FhirContext,
  type: string,
  pairs: Iterable<readonly [string, string]>,
): Search {
  if (!isResourceType(type)) throw badRequest(told`"${type}" is no resource type.`)
  const parsed = parseSearch(type, splitQuery(pairs), {
    baseUrls: deps.issuers.fhirUrlsOf(grantee.project),
    now: deps.clock.now(),
  })
  if (parsed.ok) return parsed.value
  throw searchRefused(parsed.refusal)
}

/** The patients that a search discloses something about: those in its results, and those in its parameters. */
export async function patientsOf(
  { grantee }: FhirContext,
  tx: Tx,
  wanted: Search,
  shown: readonly Stored[],
): Promise<readonly string[]> {
  const named = await patientsNamed(tx, grantee.project, wanted, shown)
  if (named === undefined)
    throw badRequest(
      'The search names resources of more than 1,000 patients: send several smaller searches.',
      undefined,
      'too_many_patients',
    )
  return [...shown.flatMap(({ patients }) => patients), ...named]
}
