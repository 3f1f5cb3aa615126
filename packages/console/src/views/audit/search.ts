/** The filters of the audit, as they stand in the address. */
export interface Filters {
  readonly person: string
  readonly patient: string
  readonly app: string
  readonly kind: string
  readonly outcome: string
  readonly from: string
  readonly until: string
  /** An hour of that time, by the instant at which it begins. */
  readonly hour: string
}

const DAY = /^\d{4}-\d\d-\d\d$/

/** The search of a set of filters. Days are those of whoever looks, from midnight to midnight. */
export function searchOf({ person, patient, app, kind, outcome, from, until, hour }: Filters): URLSearchParams {
  const query = new URLSearchParams()
  const add = (name: string, value: string): void => {
    if (value !== '') query.append(name, value)
  }
  add('agent', person)
  add('agent', app)
  add('patient', patient)
  add('subtype', kind)
  if (outcome === 'refused') add('outcome', '4,8,12')
  if (outcome === 'allowed') add('outcome', '0')
  if (DAY.test(from)) add('date', `ge${startOf(from, 0)}`)
  if (DAY.test(until)) add('date', `lt${startOf(until, 1)}`)
  const [begin, end] = hourAt(hour)
  if (begin !== undefined && end !== undefined) {
    add('date', `ge${begin}`)
    add('date', `lt${end}`)
  }
  return query
}

function startOf(day: string, later: number): string {
  const at = new Date(`${day}T00:00:00`)
  at.setDate(at.getDate() + later)
  return at.toISOString()
}

const HOUR_MS = 3_600_000

function hourAt(hour: string): readonly string[] {
  const at = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(hour) ? new Date(hour).getTime() : Number.NaN
  return Number.isNaN(at) ? [] : [at, at + HOUR_MS].map((one) => new Date(one).toISOString())
}

/** The time that the timeline draws, and how long its bars are. */
export interface Period {
  readonly by: 'hour' | 'day' | 'month'
  readonly from: string
  /** Undefined: it goes on. */
  readonly until: string | undefined
}

const DAY_MS = 24 * HOUR_MS
const USUAL_DAYS = 31
/** How many days are drawn as hours, and as days. */
const MOST_AS_HOURS = 2
const MOST_AS_DAYS = 62

/** The chosen time; without one, the last 31 days. Undefined for a time that ends before it begins. */
export function periodOf({ from, until }: Pick<Filters, 'from' | 'until'>, now: Date): Period | undefined {
  const end = DAY.test(until) ? startOf(until, 1) : undefined
  const last = DAY.test(until) ? until : dayOf(now)
  const begin = DAY.test(from) ? startOf(from, 0) : startOf(last, 1 - USUAL_DAYS)
  const days = (new Date(end ?? now).getTime() - new Date(begin).getTime()) / DAY_MS
  if (days <= 0) return undefined
  // On one day the clocks may be put back.
  const by = days <= MOST_AS_HOURS + 0.1 ? 'hour' : days <= MOST_AS_DAYS + 0.1 ? 'day' : 'month'
  return { by, from: begin, until: end }
}

/** A day as the filters write it, in the zone of whoever looks. */
export function dayOf(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** What the server draws a timeline by. */
export function timelineOf(filters: Filters, { by, from, until }: Period): URLSearchParams {
  const query = searchOf({ ...filters, from: '', until: '', hour: '' })
  query.append('_by', by)
  query.append('_zone', Intl.DateTimeFormat().resolvedOptions().timeZone)
  query.append('_from', from)
  if (until !== undefined) query.append('_until', until)
  return query
}

/** What shows a patient's data. */
export const SEEN = 'read,vread,search,history'

/** The filters that answer "who saw this patient". */
export const whoSaw = (patient: string): Readonly<Record<'patient' | 'kind' | 'outcome', string>> => ({
  patient,
  kind: SEEN,
  outcome: 'allowed',
})
