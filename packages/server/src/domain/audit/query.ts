import {
  accepted,
  type Condition,
  type Pair,
  parseSearch,
  type Result,
  refused,
  type Search,
  type SearchOptions,
  type SearchRefusal,
} from '@damson/fhir'

/** The search parameters of the audit; each is a column or follows from the kind of event. */
export const AUDIT_PARAMETERS: readonly string[] = [
  'date',
  'agent',
  'patient',
  'entity',
  'type',
  'subtype',
  'action',
  'outcome',
  '_id',
  '_lastUpdated',
]

const SHAPING = new Set(['_sort', '_count', '_total', '_summary'])

/** A search over events. */
export interface AuditSearch extends Pick<Search, 'condition' | 'count' | 'total' | 'summary'> {
  readonly newestFirst: boolean
}

/** Parses a search of AuditEvent: strictly, and with the same meaning as for any other resource. */
export function readAuditSearch(
  pairs: readonly Pair[],
  options: SearchOptions,
): Result<AuditSearch, readonly SearchRefusal[]> {
  const unknown = pairs.find(({ name }) => !AUDIT_PARAMETERS.includes(name) && !SHAPING.has(name))
  if (unknown !== undefined) {
    const parameter = unknown.name.slice(0, 100)
    const text = `AuditEvent cannot be searched by this parameter: use ${AUDIT_PARAMETERS.join(', ')}.`
    return refused([{ parameter, why: 'unsupported', text }])
  }
  const search = parseSearch('AuditEvent', pairs, options)
  if (!search.ok) return search
  const { sort, ...rest } = search.value
  const [key, ...others] = sort
  if (others.length > 0 || (key !== undefined && key.param !== 'date' && key.kind !== 'updated'))
    return refused([{ parameter: '_sort', why: 'unsupported', text: 'AuditEvent is sorted by date or -date.' }])
  return accepted({ ...rest, newestFirst: key === undefined || key.descending })
}

/** Whether the audit's columns can decide which events a condition holds for. */
export function isAuditCondition(condition: Condition): boolean {
  switch (condition.op) {
    case 'all':
    case 'any':
      return condition.of.every(isAuditCondition)
    case 'not':
      return isAuditCondition(condition.of)
    case 'term':
      return condition.terms.every((term) => AUDIT_PARAMETERS.includes(parameterOf(term)))
    case 'date':
      return condition.param === 'date'
    case 'id':
    case 'updated':
      return true
    default:
      return false
  }
}

/** The parameter of an index term: `agent` for `agent=Patient/1` and for `agent?`. */
export function parameterOf(term: string): string {
  return /^[A-Za-z_-]*/.exec(term)?.[0] ?? ''
}
