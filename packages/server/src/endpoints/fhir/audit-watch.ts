import { sha256Text } from '#base/crypto'
import { uuidAt } from '#base/random'
import type { AuditEntry, RenderedEvent } from '#domain/audit'
import { BASE } from './accept.ts'
import { namesOfEvents } from './audit-names.ts'
import { readAfter, readWanted } from './audit-wanted.ts'
import { audited, eventOf, permitFor } from './authorized.ts'
import { bundleText } from './bundle.ts'
import type { FhirAnswer, FhirContext } from './dependencies.ts'
import { pageUrl } from './paging.ts'
import { checkLength, readQuery } from './parsed-query.ts'

const TYPE = 'AuditEvent'
const PATH = `${TYPE}/$watch`
export const WATCH = `${BASE}/${PATH}`

/**
 * An event is shown this late, so that events that nodes write at the same time come in the order of their times. One whose
 * transaction takes longer is found by a search alone.
 */
const SETTLED_MS = 2_000
const LAST_ORDINAL = 4_095
/** Where nothing happens, the place goes on this far behind the present, for transactions that take long. */
const BEHIND_MS = 30_000
/** Who begins longer ago than this does not watch but reads: each question is noted, as that of a search is. */
const LIVE_MS = 120_000
const MOST = 100

/**
 * `AuditEvent/$watch`: the events after one (`_after`), oldest first, for a page that asks again and again by the link `next`.
 * Without `_after`, it begins now. The audit notes once a minute that somebody watches, and whose names they were shown:
 * an event for each question would be what there is to see. Of what is longer ago, each question is noted.
 */
export function watchAuditEvents(context: FhirContext, query: string): Promise<FhirAnswer> {
  const written = readQuery(query)
  return audited(context, 'audit.watched', TYPE, written.kept, async () => {
    const { narrowing } = permitFor(context, 'search', TYPE)
    checkLength(written)
    const { rest, after } = readAfter(written.pairs)
    const wanted = readWanted(context, rest, narrowing)
    const { deps, grantee } = context
    const now = deps.clock.now()
    const settled = new Date(now.getTime() - SETTLED_MS)
    const from = after ?? { at: now, id: uuidAt(now, LAST_ORDINAL) }
    const until = { op: 'updated', comparison: 'lt', lo: settled.getTime(), hi: settled.getTime() } as const
    const condition = { op: 'all', of: [wanted.condition, until] } as const
    const limit = Math.min(Math.max(wanted.count ?? MOST, 1), MOST)
    const events = await deps.audit.search(grantee.project, { condition, newestFirst: false, after: from }, limit)
    const names = await namesOfEvents(context, wanted.names, events)
    const noted = watchedBy(context, query, rest, [...wanted.patients, ...names.patients])
    if (from.at.getTime() < now.getTime() - LIVE_MS) await deps.audit.committed(...noted.values())
    else await deps.audit.committedOnceAMinute(noted)
    const next = [...rest, ['_after', placeAfter(from, events, limit, now)] as const]
    return {
      status: 200,
      headers: {},
      body: bundleText({
        type: 'searchset',
        links: [
          { relation: 'self', url: pageUrl(context, PATH, written.pairs) },
          { relation: 'next', url: pageUrl(context, PATH, next) },
        ],
        entries: events.map(({ id, resource }) => ({
          fullUrl: `${context.issuer.fhirUrl}${TYPE}/${id}`,
          resource: JSON.stringify(names.in(resource)),
          members: { search: { mode: 'match' } },
        })),
      }),
    }
  })
}

/** The id after which the next answer begins. It does not stay behind where nothing happens. */
function placeAfter(
  from: { readonly at: Date; readonly id: string },
  events: readonly RenderedEvent[],
  limit: number,
  now: Date,
): string {
  const last = events.at(-1)
  const behind = new Date(now.getTime() - BEHIND_MS)
  const isAll = events.length < limit
  return isAll && new Date(last?.at ?? from.at) < behind ? uuidAt(behind, LAST_ORDINAL) : (last?.id ?? from.id)
}

/** What the audit is told of a minute of watching: each patient separately, so that each can see it. */
function watchedBy(
  context: FhirContext,
  query: string,
  rest: readonly (readonly [string, string])[],
  patients: readonly string[],
): ReadonlyMap<string, AuditEntry> {
  const { project, membershipId, loginId } = context.grantee
  const whatBy = sha256Text(JSON.stringify([project, membershipId, loginId, rest]))
  const entries = new Map([[whatBy, eventOf(context, 'audit.watched', { entity: TYPE, query })]])
  for (const patient of patients)
    entries.set(`${whatBy} ${patient}`, eventOf(context, 'audit.watched', { entity: TYPE, query, patient }))
  return entries
}
