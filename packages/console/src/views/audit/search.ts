/** The filters of the audit, as they stand in the address. */
export interface Filters {
  readonly person: string
  readonly patient: string
  readonly app: string
  readonly kind: string
  readonly outcome: string
  readonly from: string
  readonly until: string
}

const DAY = /^\d{4}-\d\d-\d\d$/

/** The search of a set of filters. Days are those of whoever looks, from midnight to midnight. */
export function searchOf({ person, patient, app, kind, outcome, from, until }: Filters): URLSearchParams {
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
  return query
}

function startOf(day: string, later: number): string {
  const at = new Date(`${day}T00:00:00`)
  at.setDate(at.getDate() + later)
  return at.toISOString()
}

/** What shows a patient's data: "who saw this patient". */
export const SEEN = 'read,vread,search,history'
