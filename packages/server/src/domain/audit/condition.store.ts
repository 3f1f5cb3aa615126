import { type Condition, indexEntries, type Resource } from '@damson/fhir'
import { sql } from '#base/db'
import { timeOfUuid } from '#base/random'
import { conjuncts, instantSql } from '#domain/resources'
import type { AuditOutcome, KeptEvent } from './entry.ts'
import { type AuditKind, KINDS } from './kinds.ts'
import { parameterOf } from './query.ts'
import { renderEvent } from './render.ts'

type Fragment = ReturnType<typeof sql>

/**
 * A condition as SQL over a row of `audit_events`: it holds for the same events as in memory for their rendered
 * AuditEvents, which a property test checks. For conditions that `isAuditCondition` accepts.
 */
export function auditConditionSql(condition: Condition): Fragment {
  switch (condition.op) {
    case 'all':
      return joined(condition.of.map(auditConditionSql), sql` and `, sql`true`)
    case 'any':
      return joined(condition.of.map(auditConditionSql), sql` or `, sql`false`)
    case 'not':
      // A comparison with a missing value is null, which doesn't match.
      return sql`(${auditConditionSql(condition.of)}) is not true`
    case 'id':
      return joined(condition.ids.flatMap(idSql), sql` or `, sql`false`)
    case 'term':
      return termsSql(condition.terms)
    case 'date':
    case 'updated':
      return instantSql(sql`at`, condition)
    default:
      throw new Error(`the audit is not searched by ${condition.op}`)
  }
}

/**
 * How a search begins: at columns with a value each, at kinds that are rare. An index has each in the order of
 * time. `rest` is what else the events must meet.
 */
export interface Beginning {
  readonly values?: readonly Fragment[]
  readonly kinds?: readonly string[]
  readonly rest: Condition
}

/** A search by more values than this visits the events in the order of time. */
const MOST_VALUES = 16

/** Where a search is likely to have the fewest events. Undefined: it visits all in the order of time. */
export function beginningOf(condition: Condition): Beginning | undefined {
  const parts = conjuncts(condition)
  const [best] = parts
    .flatMap((part, at) => {
      const begun = part.op === 'term' ? begunAt(part.terms) : undefined
      return begun === undefined ? [] : [{ ...begun, rest: parts.filter((_, other) => other !== at) }]
    })
    .toSorted((a, b) => a.rank - b.rank)
  if (best === undefined) return undefined
  const { rank: _, rest, ...begun } = best
  return { ...begun, rest: { op: 'all', of: rest } }
}

type Ranked = Omit<Beginning, 'rest'> & {
  /** The lower, the fewer events: a patient has fewer than an app. */
  readonly rank: number
}

function begunAt(terms: readonly string[]): Ranked | undefined {
  const params = new Set(terms.map(parameterOf))
  if ([...params].every((param) => Object.hasOwn(COLUMNS, param))) return atReferences(terms)
  const kinds = KINDS_BY_TERM.of(terms)
  if ([...params].every((param) => ['type', 'subtype', 'action'].includes(param)))
    return kinds.some((kind) => FREQUENT.has(kind)) ? undefined : { kinds, rank: RANKS.length - 1.5 }
  const outcomes = OUTCOMES_BY_TERM.of(terms)
  return [...params].every((param) => param === 'outcome') && outcomes.length > 0 && !outcomes.includes('0')
    ? { values: outcomes.map((outcome) => sql`outcome <> 0 and outcome = ${outcome}`), rank: RANKS.length - 1.4 }
    : undefined
}

function atReferences(terms: readonly string[]): Ranked | undefined {
  // Of presence, and not of a value.
  if (terms.some((term) => !term.includes('='))) return undefined
  const values = terms.flatMap((term) => {
    const value = term.slice(term.indexOf('=') + 1)
    const names = [...(COLUMNS[parameterOf(term)] ?? []), ...(term.startsWith('entity=Patient/') ? ['patient'] : [])]
    return names.map((name) => sql`${sql.ref(name)} = ${value}`)
  })
  const rank = Math.max(...terms.map((term) => RANKS.findIndex((pattern) => pattern.test(term))))
  return values.length > MOST_VALUES ? undefined : { values, rank }
}

/** The columns that a reference is searched in, as `termsSql` does. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  patient: ['patient', 'entity', 'agent', 'app'],
  entity: ['entity'],
  agent: ['agent', 'app'],
}

const RANKS = [/^entity=/, /^patient=/, /^agent=(?!ClientApplication\/|Bot\/)/, /^agent=/]

/** Most events are of these kinds, so that the index of kinds leaves them out. */
const FREQUENT: ReadonlySet<string> = new Set(['fhir.read', 'fhir.search', 'token.issued'])
export const IS_RARE = sql.raw(`kind not in (${[...FREQUENT].map((kind) => `'${kind}'`).join(', ')})`)

function joined(parts: readonly Fragment[], by: Fragment, none: Fragment): Fragment {
  return parts.length === 0 ? none : sql`(${sql.join(parts, by)})`
}

/** An event's id encodes its time, and so its partition; any other id matches no event. */
function idSql(id: string): readonly Fragment[] {
  const at = timeOfUuid(id)
  return at === undefined ? [] : [sql`(at = ${at} and id = ${id}::uuid)`]
}

/** Any of these terms: each is checked on the columns that the rendered event takes it from. */
function termsSql(terms: readonly string[]): Fragment {
  const kinds = KINDS_BY_TERM.of(terms)
  const outcomes = OUTCOMES_BY_TERM.of(terms)
  const agents = referencesIn(terms, 'agent')
  const entities = referencesIn(terms, 'entity')
  const patients = referencesIn(terms, 'patient')
  const asAgent = [...agents, ...patients]
  const asEntity = [...entities, ...patients]
  const asPatient = [...patients, ...entities.filter((entity) => entity.startsWith('Patient/'))]
  return joined(
    [
      ...(kinds.length === 0 ? [] : [sql`kind = any(${kinds}::text[])`]),
      ...(outcomes.length === 0 ? [] : [sql`outcome = any(${outcomes}::smallint[])`]),
      ...(asAgent.length === 0 ? [] : [sql`agent = any(${asAgent}::text[])`, sql`app = any(${asAgent}::text[])`]),
      ...(asEntity.length === 0 ? [] : [sql`entity = any(${asEntity}::text[])`]),
      ...(asPatient.length === 0 ? [] : [sql`patient = any(${asPatient}::text[])`]),
      ...terms.flatMap((term) => PRESENT[term] ?? []),
    ],
    sql` or `,
    sql`false`,
  )
}

/** Whether a parameter has a value, for those that an event may lack. */
const PRESENT: Readonly<Record<string, Fragment>> = {
  'date?': sql`true`,
  'agent?': sql`agent is not null`,
  'entity?': sql`(position('/' in entity) > 0 or patient is not null)`,
  'patient?': sql`(patient is not null or starts_with(agent, 'Patient/') or starts_with(app, 'Patient/')
    or starts_with(entity, 'Patient/'))`,
}

function referencesIn(terms: readonly string[], param: string): readonly string[] {
  return terms.filter((term) => term.startsWith(`${param}=`)).map((term) => term.slice(param.length + 1))
}

/** Which values of a column have a term, determined by rendering an event with each of them. */
class ByTerm {
  readonly #termsByValue: ReadonlyMap<string, readonly string[]>

  constructor(params: readonly string[], events: ReadonlyMap<string, KeptEvent>) {
    const isOwn = (term: string): boolean =>
      params.some((param) => term.startsWith(`${param}=`) || term === `${param}?`)
    this.#termsByValue = new Map([...events].map(([value, event]) => [value, termsOf(event).filter(isOwn)]))
  }

  of(terms: readonly string[]): readonly string[] {
    return [...this.#termsByValue].filter(([, own]) => own.some((term) => terms.includes(term))).map(([value]) => value)
  }
}

function termsOf(event: KeptEvent): readonly string[] {
  // A rendered event is an AuditEvent, which a test validates.
  return indexEntries(renderEvent(event, {}, '').resource as unknown as Resource).terms
}

function eventWith(kind: AuditKind, outcome: AuditOutcome): KeptEvent {
  return { kind, outcome, project: '', at: '', id: '' }
}

const ALL_KINDS = Object.keys(KINDS) as AuditKind[]
const ALL_OUTCOMES = [0, 4, 8, 12] as const

const KINDS_BY_TERM = new ByTerm(
  ['type', 'subtype', 'action'],
  new Map(ALL_KINDS.map((kind) => [kind, eventWith(kind, 0)])),
)
const OUTCOMES_BY_TERM = new ByTerm(
  ['outcome'],
  new Map(ALL_OUTCOMES.map((outcome) => [String(outcome), eventWith('fhir.read', outcome)])),
)
