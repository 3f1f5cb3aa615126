import { splitQuery } from '@damson/fhir'
import { badRequest, notFound } from '#answers'
import { readAuditQuery } from '#domain/audit'
import { eventOf } from './authorized.ts'
import { bundleText } from './bundle.ts'
import { MOST_ON_A_PAGE, openCursor, pageUrl, readCount, sealCursor, USUAL_ON_A_PAGE } from './paging.ts'
import type { Asked, FhirAnswer } from './parts.ts'

const TYPE = 'AuditEvent'

/** An AuditEvent is rendered when it is read; reading the audit is audited too. */
export async function readAuditEvent(asked: Asked, id: string): Promise<FhirAnswer> {
  const event = await asked.parts.audit.read(asked.grantee.project, id)
  if (event === undefined) throw notFound()
  await asked.parts.audit.committed(eventOf(asked, 'fhir.read', { entity: `${TYPE}/${id}`, version: 1 }))
  return {
    status: 200,
    headers: { ETag: 'W/"1"', 'Last-Modified': new Date(event.at).toUTCString() },
    body: JSON.stringify(event.resource),
  }
}

interface Place {
  readonly at: string
  readonly id: string
}

/** Searches the audit by date, agent, patient, entity, type, subtype, action, outcome, _id and _lastUpdated. */
export async function searchAuditEvents(
  asked: Asked,
  pairs: readonly (readonly [string, string])[],
  cursor: string | undefined,
): Promise<FhirAnswer> {
  const { audit } = asked.parts
  const { project } = asked.grantee
  const valueOf = (name: string): string | undefined => pairs.find(([given]) => given === name)?.[1]
  const count = readCount(valueOf('_count'), MOST_ON_A_PAGE, USUAL_ON_A_PAGE)
  const total = valueOf('_total')
  if (total !== undefined && !['none', 'accurate', 'estimate'].includes(total))
    throw badRequest('_total is none, accurate or estimate.', '_total', 'invalid_total')
  const searched = pairs.filter(([name]) => name !== '_count' && name !== '_total')
  const query = readAuditQuery(
    splitQuery(searched).map(({ name, modifier, values }) => ({
      name,
      modifier,
      values: values.map(({ parts }) => parts.join('|')),
    })),
  )
  if (!query.ok) throw badRequest(query.refusal.text, query.refusal.parameter, 'search_unsupported')
  const opened = cursor === undefined ? undefined : openCursor<Place>(asked, TYPE, cursor)
  const after = opened === undefined ? undefined : { at: new Date(opened.at), id: opened.id }
  const found = await audit.search(project, { ...query.value, after }, count + 1)
  const page = found.slice(0, count)
  const last = page.at(-1)
  const next =
    found.length > count && last !== undefined ? sealCursor(asked, TYPE, { at: last.at, id: last.id }) : undefined
  const counted = total === 'accurate' || total === 'estimate' ? await audit.count(project, query.value) : undefined
  await audit.committed(
    eventOf(asked, 'fhir.search', {
      entity: TYPE,
      query: new URLSearchParams(searched.map(([name, value]): [string, string] => [name, value])).toString(),
    }),
  )
  return {
    status: 200,
    headers: {},
    body: bundleText({
      type: 'searchset',
      total: counted,
      links: [
        { relation: 'self', url: pageUrl(asked, TYPE, pairs, cursor) },
        ...(next === undefined ? [] : [{ relation: 'next', url: pageUrl(asked, TYPE, pairs, next) }]),
      ],
      entries: page.map(({ id, resource }) => ({
        fullUrl: `${asked.parts.fhirUrl}${TYPE}/${id}`,
        resource: JSON.stringify(resource),
        members: { search: { mode: 'match' } },
      })),
    }),
  }
}
