import { accepted, type Result, refused } from '@damson/fhir'
import { type AuditKind, KINDS, OWN_SYSTEM } from './kinds.ts'

/** A search over events: each list is one parameter's alternatives; all lists must hold. */
export interface AuditQuery {
  readonly from: readonly Date[]
  readonly before: readonly Date[]
  readonly kinds: readonly (readonly AuditKind[])[]
  readonly actions: readonly (readonly string[])[]
  readonly outcomes: readonly (readonly string[])[]
  readonly agents: readonly (readonly string[])[]
  readonly entities: readonly (readonly string[])[]
  readonly patients: readonly (readonly string[])[]
  readonly ids: readonly (readonly string[])[]
  readonly newestFirst: boolean
  readonly after?: { readonly at: Date; readonly id: string } | undefined
}

export interface AuditSearchRefusal {
  readonly parameter: string
  readonly text: string
}

/** One parameter of a search string, with its alternatives. */
export interface AuditPair {
  readonly name: string
  readonly modifier?: string | undefined
  readonly values: readonly string[]
}

interface Found {
  from: Date[]
  before: Date[]
  kinds: AuditKind[][]
  actions: string[][]
  outcomes: string[][]
  agents: string[][]
  entities: string[][]
  patients: string[][]
  ids: string[][]
  newestFirst: boolean
}

/** The ids that PostgreSQL reads as uuid; others name no event. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Reads what AuditEvent can be searched by: date, agent, patient, entity, type, subtype, action, outcome, _id, _lastUpdated, _sort. */
export function readAuditQuery(pairs: readonly AuditPair[]): Result<AuditQuery, AuditSearchRefusal> {
  const found: Found = {
    from: [],
    before: [],
    kinds: [],
    actions: [],
    outcomes: [],
    agents: [],
    entities: [],
    patients: [],
    ids: [],
    newestFirst: true,
  }
  for (const pair of pairs) {
    const refusal = takePair(found, pair)
    if (refusal !== undefined) return refused(refusal)
  }
  return accepted(found)
}

const SUPPORTED =
  'date, agent, patient, entity, type, subtype, action, outcome, _id, _lastUpdated, _sort, _count and _total'

function takePair(found: Found, { name, modifier, values }: AuditPair): AuditSearchRefusal | undefined {
  const refuse = (text: string): AuditSearchRefusal => ({ parameter: name, text })
  if (modifier !== undefined) return refuse(`AuditEvent takes no modifier on ${name}: leave out ":${modifier}"`)
  switch (name) {
    case 'date':
    case '_lastUpdated':
      return takeDate(found, name, values)
    case 'agent':
      return void found.agents.push([...values])
    case 'entity':
      return void found.entities.push([...values])
    case 'patient':
      return void found.patients.push(values.map((value) => (value.includes('/') ? value : `Patient/${value}`)))
    case 'action':
      return void found.actions.push(values.map(codeOf))
    case 'outcome':
      return void found.outcomes.push(values.map(codeOf))
    case '_id':
      return void found.ids.push(values.filter((value) => UUID.test(value)))
    case 'type':
    case 'subtype':
      return void found.kinds.push(values.flatMap((value) => kindsOf(name, value)))
    case '_sort': {
      const [by] = values
      if (values.length !== 1 || by === undefined || !/^-?(date|_lastUpdated)$/.test(by))
        return refuse('AuditEvent is sorted by date or -date')
      found.newestFirst = by.startsWith('-')
      return undefined
    }
    default:
      return refuse(`AuditEvent cannot be searched by "${name}": use ${SUPPORTED}`)
  }
}

const codeOf = (token: string): string => token.slice(token.indexOf('|') + 1)

function kindsOf(param: 'type' | 'subtype', token: string): AuditKind[] {
  const bar = token.indexOf('|')
  const [system, code] = bar < 0 ? [undefined, token] : [token.slice(0, bar), token.slice(bar + 1)]
  return (Object.keys(KINDS) as AuditKind[]).filter((kind) => {
    const codes = param === 'type' ? [KINDS[kind].type] : [KINDS[kind].subtype, { system: OWN_SYSTEM, code: kind }]
    return codes.some((has) => (system === undefined || has.system === system) && (code === '' || has.code === code))
  })
}

const DATE =
  /^(eq|ge|gt|le|lt|sa|eb)?(\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?)$/

function takeDate(found: Found, name: string, values: readonly string[]): AuditSearchRefusal | undefined {
  const refuse = (text: string): AuditSearchRefusal => ({ parameter: name, text })
  const [value] = values
  if (values.length !== 1 || value === undefined)
    return refuse(`${name} takes one value each time; repeat the parameter for a range`)
  const match = DATE.exec(value)
  const range = match?.[2] === undefined ? undefined : rangeOf(match[2])
  if (range === undefined)
    return refuse(`"${value}" is no date: write for example ge2026-01-31 or lt2026-01-31T12:00:00Z`)
  const [prefix, lo, hi] = [match?.[1] ?? 'eq', range.lo, range.hi]
  if (prefix === 'eq' || prefix === 'ge') found.from.push(lo)
  if (prefix === 'gt' || prefix === 'sa') found.from.push(hi)
  if (prefix === 'eq' || prefix === 'le') found.before.push(hi)
  if (prefix === 'lt' || prefix === 'eb') found.before.push(lo)
  return undefined
}

function rangeOf(text: string): { readonly lo: Date; readonly hi: Date } | undefined {
  const lo = new Date(/T/.test(text) && !/(Z|[+-]\d\d:\d\d)$/.test(text) ? `${text}Z` : text)
  if (Number.isNaN(lo.getTime()) || lo.getUTCFullYear() < 1) return undefined
  const hi = new Date(lo)
  if (text.length === 4) hi.setUTCFullYear(hi.getUTCFullYear() + 1)
  else if (text.length === 7) hi.setUTCMonth(hi.getUTCMonth() + 1)
  else if (text.length === 10) hi.setUTCDate(hi.getUTCDate() + 1)
  else hi.setTime(hi.getTime() + (text.includes('.') ? 1 : /T\d\d:\d\d:\d\d/.test(text) ? 1_000 : 60_000))
  return hi.getUTCFullYear() > 9999 ||
    (text.length >= 10 && !lo.toISOString().startsWith(text.slice(0, 10)) && !text.includes('T'))
    ? undefined
    : { lo, hi }
}
