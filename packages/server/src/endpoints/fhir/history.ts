import { type Condition } from '@damson/fhir'
import { badRequest } from '#answers'
import { told } from '#base/findings'
import {
  findResource,
  findResources,
  type HistoryCursor,
  instanceHistory,
  isUnrestricted,
  type Stored,
  typeHistory,
} from '#domain/resources'
import { namesOfAuthors } from './author-names.ts'
import { audited, eventsOf, permitFor } from './authorized.ts'
import { bundleText } from './bundle.ts'
import type { FhirAnswer, FhirContext } from './dependencies.ts'
import { outOfSight } from './findings.ts'
import { MOST_ON_A_PAGE, openCursor, pageUrl, readCount, sealCursor, USUAL_ON_A_PAGE } from './paging.ts'
import { checkLength, type ParsedQuery, readQuery } from './parsed-query.ts'
import { inReach, inReachNow } from './read.ts'
import { shownBody } from './resource-answer.ts'

/** Our own parameter: with `true`, the versions have the names of their authors, for those who may read them. */
const NAMES = '_names'
const KNOWN = new Set(['_count', '_since', NAMES])

/** `GET Type/id/_history` */
export function historyOfInstance(context: FhirContext, type: string, id: string, query: string): Promise<FhirAnswer> {
  const wanted = readQuery(query)
  return audited(context, 'fhir.history', `${type}/${id}`, wanted.kept, async () => {
    const { narrowing } = permitFor(context, 'history', type)
    const { db } = context.deps
    const { project } = context.grantee
    const current = type === 'AuditEvent' ? undefined : await findResource(db, project, type, id)
    // A grantee who may not see the current resource must not learn that it has a history.
    if (current === undefined || !(await inReachNow(db, context, current, narrowing))) throw outOfSight(context.grantee)
    const { cursor, count, since } = readHistoryQuery(wanted)
    const path = `${type}/${id}/_history`
    const before = cursor === undefined ? undefined : openCursor<{ version: number }>(context, path, cursor).version
    let page = await instanceHistory(db, project, type, id, count, since, before)
    let shown = await versionsInReach(context, page.versions, narrowing)
    // A page with only hidden versions, such as a tombstone, would reveal that they exist.
    while (shown.length === 0 && page.more) {
      page = await instanceHistory(db, project, type, id, count, since, page.versions.at(-1)?.version)
      shown = await versionsInReach(context, page.versions, narrowing)
    }
    // With `_since`, an empty page is a valid answer. Without it, an empty history means that the resource does not exist.
    if (shown.length === 0 && cursor === undefined && since === undefined) throw outOfSight(context.grantee)
    const last = page.versions.at(-1)
    const next = page.more && last !== undefined ? sealCursor(context, path, { version: last.version }) : undefined
    return historyAnswer(context, path, wanted, next, shown, current.patients)
  })
}

/** `GET Type/_history` */
export function historyOfType(context: FhirContext, type: string, query: string): Promise<FhirAnswer> {
  const wanted = readQuery(query)
  return audited(context, 'fhir.history', type, wanted.kept, async () => {
    const { narrowing } = permitFor(context, 'history-type', type)
    if (type === 'AuditEvent') throw outOfSight(context.grantee)
    const { cursor, count, since } = readHistoryQuery(wanted)
    const path = `${type}/_history`
    const opened =
      cursor === undefined
        ? undefined
        : openCursor<{ updatedAt: string; id: string; version: number }>(context, path, cursor)
    const after: HistoryCursor | undefined =
      opened === undefined ? undefined : { ...opened, updatedAt: new Date(opened.updatedAt) }
    const { versions, next } = await versionsOfType(context, type, narrowing, count, since, after)
    const sealed =
      next === undefined
        ? undefined
        : sealCursor(context, path, { updatedAt: next.updatedAt.toISOString(), id: next.id, version: next.version })
    return historyAnswer(context, path, wanted, sealed, versions)
  })
}

/** At most this many versions are read for one page if most of them are hidden. */
const MOST_EXAMINED = 1_000
const FEWEST_EXAMINED = 100
const MOST_CHARACTERS = 16_000_000

/**
 * A page of the versions in reach, with the start of the next page if more of them follow. A page of hidden versions, or
 * a link to one, would reveal that they exist, and with `_since` also when they were made.
 */
async function versionsOfType(
  context: FhirContext,
  type: string,
  narrowing: Condition,
  count: number,
  since: Date | undefined,
  from: HistoryCursor | undefined,
): Promise<{ readonly versions: readonly Stored[]; readonly next: HistoryCursor | undefined }> {
  const { db } = context.deps
  const shown: Stored[] = []
  let [after, examined, characters] = [from, 0, 0]
  for (;;) {
    const wanted = isUnrestricted(narrowing) ? count : Math.max(count + 1 - shown.length, FEWEST_EXAMINED)
    const { versions, more } = await typeHistory(db, context.grantee.project, type, wanted, since, after)
    const visible = await visibleNow(context, type, versions, narrowing)
    shown.push(...visible)
    if (shown.length > count) return { versions: shown.slice(0, count), next: shown[count - 1] }
    after = versions.at(-1)
    examined += versions.length
    characters += visible.reduce((sum, { content }) => sum + content.length, 0)
    if (!more) return { versions: shown, next: undefined }
    if (isUnrestricted(narrowing) || examined >= MOST_EXAMINED || characters > MOST_CHARACTERS)
      return { versions: shown, next: after }
  }
}

/** The versions in reach whose resource is still in reach. */
async function visibleNow(
  context: FhirContext,
  type: string,
  versions: readonly Stored[],
  narrowing: Condition,
): Promise<readonly Stored[]> {
  const own = await versionsInReach(context, versions, narrowing)
  if (isUnrestricted(narrowing)) return own
  const { db } = context.deps
  const ids = [...new Set(own.map(({ id }) => id))]
  const currents = await findResources(db, context.grantee.project, type, ids)
  const judged = await Promise.all(currents.map((current) => inReachNow(db, context, current, narrowing)))
  const visible = new Set(currents.filter((_, i) => judged[i] === true).map(({ id }) => id))
  return own.filter(({ id }) => visible.has(id))
}

/** Each version is judged by its own content. A tombstone has none, so only grantees with an unlimited permit see it. */
async function versionsInReach(
  context: FhirContext,
  versions: readonly Stored[],
  narrowing: Condition,
): Promise<readonly Stored[]> {
  const judged = await Promise.all(versions.map((version) => inReach(context.deps.db, context, version, narrowing)))
  return versions.filter((_, i) => judged[i] === true)
}

async function historyAnswer(
  context: FhirContext,
  path: string,
  { pairs, cursor, kept }: ParsedQuery,
  next: string | undefined,
  shown: readonly Stored[],
  // "No change since" is information about the patients too, so it is recorded for them.
  patientsNow: readonly string[] = [],
): Promise<FhirAnswer> {
  const entity = path.slice(0, path.lastIndexOf('/'))
  const isNamed = pairs.some(([name, value]) => name === NAMES && value === 'true')
  const names = await namesOfAuthors(context, isNamed ? shown : [])
  const patients = [...patientsNow, ...names.patients, ...shown.flatMap((version) => version.patients)]
  await context.deps.audit.committed(...eventsOf(context, 'fhir.history', { entity, query: kept, patients }))
  const links = [
    { relation: 'self', url: pageUrl(context, path, pairs, cursor) },
    ...(next === undefined ? [] : [{ relation: 'next', url: pageUrl(context, path, pairs, next) }]),
  ]
  return {
    status: 200,
    headers: {},
    body: bundleText({
      type: 'history',
      links,
      entries: shown.map((version) => historyEntry(context, names.in(version))),
    }),
  }
}

function historyEntry(context: FhirContext, stored: Stored): { fullUrl: string; resource: string; members: object } {
  const { type, id, version, deleted, updatedAt } = stored
  const method = deleted ? 'DELETE' : version === 1 ? 'POST' : 'PUT'
  const status = deleted ? '200' : version === 1 ? '201' : '200'
  return {
    fullUrl: `${context.issuer.fhirUrl}${type}/${id}`,
    resource: shownBody(context, stored),
    members: {
      request: { method, url: version === 1 ? type : `${type}/${id}` },
      response: { status, etag: `W/"${version}"`, lastModified: updatedAt.toISOString() },
    },
  }
}

function readHistoryQuery(wanted: ParsedQuery): {
  cursor: string | undefined
  count: number
  since: Date | undefined
} {
  checkLength(wanted)
  const { pairs, cursor } = wanted
  const unknown = pairs.find(([name]) => !KNOWN.has(name))
  if (unknown !== undefined)
    throw badRequest(
      told`A history does not support "${unknown[0].slice(0, 40)}": send only _count, _since and _names.`,
      unknown[0].slice(0, 40),
      'unknown_parameter',
    )
  const valueOf = (name: string): string | undefined => pairs.find(([given]) => given === name)?.[1]
  if (!['true', 'false'].includes(valueOf(NAMES) ?? 'false'))
    throw badRequest('_names must be true or false.', NAMES, 'invalid_names')
  return {
    cursor,
    count: readCount(valueOf('_count'), MOST_ON_A_PAGE, USUAL_ON_A_PAGE),
    since: readSince(valueOf('_since')),
  }
}

function readSince(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const since = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : undefined
  if (since === undefined || Number.isNaN(since.getTime()) || since.getUTCFullYear() < 1)
    throw badRequest('_since must be an instant, such as 2026-01-31T12:00:00Z.', '_since', 'invalid_instant')
  return since
}
