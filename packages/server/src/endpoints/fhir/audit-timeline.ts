import { badRequest } from '#answers'
import { told } from '#base/findings'
import { type Bar, type BarLength, barsBetween, isZone, type Timeline } from '#domain/audit'
import { BASE } from './accept.ts'
import { readWanted, taken } from './audit-wanted.ts'
import { audited, eventsOf, permitFor } from './authorized.ts'
import type { FhirAnswer, FhirContext } from './dependencies.ts'
import { checkLength, type ParsedQuery, readQuery } from './parsed-query.ts'

const TYPE = 'AuditEvent'
export const TIMELINE = `${BASE}/${TYPE}/$timeline`

const MOST_BARS = 400
const HOUR_MS = 3_600_000
/** How much of the past is drawn unless it is said. */
const USUAL_MS: Readonly<Record<BarLength, number>> = {
  hour: 24 * HOUR_MS,
  day: 31 * 24 * HOUR_MS,
  month: 365 * 24 * HOUR_MS,
}
/** What shapes a list, of which there is none here. */
const OF_A_LIST: ReadonlySet<string> = new Set(['_count', '_sort', '_total', '_summary', '_names', '_after', '_cursor'])

/**
 * `AuditEvent/$timeline`: how many events of a search there were in each hour, day or month, those refused apart. It looks at
 * a limited number of events, the newest, and says since when it has counted all. Whoever may search the events may count
 * them, and the audit notes the one like the other.
 */
export function auditTimeline(context: FhirContext, query: string): Promise<FhirAnswer> {
  const written = readQuery(query)
  return audited(context, 'fhir.search', TYPE, written.kept, async () => {
    const { narrowing } = permitFor(context, 'search', TYPE)
    checkLength(written)
    const { deps, grantee } = context
    const { rest, by, bars } = readBars(written, deps.clock.now())
    const wanted = readWanted(context, rest, narrowing)
    const timeline = await deps.audit.timeline(grantee.project, wanted, bars)
    const { patients } = wanted
    await deps.audit.committed(...eventsOf(context, 'fhir.search', { entity: TYPE, query: written.kept, patients }))
    return { status: 200, headers: {}, body: JSON.stringify(parametersOf(by, bars, timeline)) }
  })
}

interface Drawn {
  readonly rest: ParsedQuery['pairs']
  readonly by: BarLength
  readonly bars: readonly Bar[]
}

function readBars({ pairs, cursor }: ParsedQuery, now: Date): Drawn {
  const listed = cursor === undefined ? pairs.find(([name]) => OF_A_LIST.has(name))?.[0] : '_cursor'
  if (listed !== undefined)
    throw badRequest(told`A timeline has no ${listed}: it is no list.`, listed, 'unsupported_parameter')
  const { rest: withoutBy, value: by = 'day' } = taken(pairs, '_by')
  if (!isBarLength(by)) throw badRequest('_by must be hour, day or month.', '_by', 'invalid_by')
  const { rest: withoutZone, value: zone = 'UTC' } = taken(withoutBy, '_zone')
  if (!isZone(zone)) throw badRequest('_zone must be a time zone, such as Europe/Madrid.', '_zone', 'invalid_zone')
  const { rest: withoutUntil, value: givenUntil } = taken(withoutZone, '_until')
  const { rest, value: givenFrom } = taken(withoutUntil, '_from')
  const until = readInstant('_until', givenUntil) ?? now
  const from = readInstant('_from', givenFrom) ?? new Date(until.getTime() - USUAL_MS[by])
  if (from >= until) throw badRequest('_from must be before _until.', '_from', 'invalid_period')
  const bars = barsBetween(from, until, { by, zone, most: MOST_BARS })
  if (bars === undefined)
    throw badRequest(
      told`A timeline has at most ${MOST_BARS} bars: ask for a shorter time, or for longer bars by _by.`,
      '_by',
      'too_many_bars',
    )
  return { rest, by, bars }
}

const isBarLength = (text: string): text is BarLength => Object.hasOwn(USUAL_MS, text)

const INSTANT = /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

function readInstant(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const at = INSTANT.test(text) ? new Date(text) : undefined
  if (at === undefined || Number.isNaN(at.getTime()))
    throw badRequest(told`${name} must be an instant, such as 2026-01-31T12:00:00Z.`, name, 'invalid_instant')
  return at
}

function parametersOf(by: BarLength, asked: readonly Bar[], { countedFrom, bars }: Timeline): object {
  const instant = (name: string, at: Date | undefined) => ({ name, valueInstant: at?.toISOString() })
  const [first] = asked
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'by', valueCode: by },
      instant('from', first?.from),
      instant('until', asked.at(-1)?.until),
      instant('countedFrom', countedFrom),
      { name: 'complete', valueBoolean: countedFrom.getTime() === first?.from.getTime() },
      ...bars.map(({ from, until, succeeded, refused }) => ({
        name: 'bar',
        part: [
          instant('from', from),
          instant('until', until),
          { name: 'succeeded', valueInteger: succeeded },
          { name: 'refused', valueInteger: refused },
        ],
      })),
    ],
  }
}
