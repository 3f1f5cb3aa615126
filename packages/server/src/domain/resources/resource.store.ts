import { type PlaceholdersFor, sql, statement, statementByNames, type Tx } from '#base/db'
import { indexHash } from './hash.ts'
import type { IndexColumns } from './index-columns.ts'
import type { Stored } from './stored.ts'

/** The columns of a `Stored`, for a row of `resources`. */
export const STORED = sql.raw(
  'r.rk, r.project::text as project, r.type, r.id, r.version, r.updated_at as "updatedAt", r.deleted, r.content, ' +
    'r.extended, r.patients',
)

interface IndexParams {
  readonly dateParam: readonly string[]
  readonly dateLo: readonly string[]
  readonly dateHi: readonly string[]
  readonly dateApart: readonly string[]
  readonly dateLowest: readonly string[]
  readonly dateHighest: readonly string[]
  readonly stringParam: readonly string[]
  readonly stringValue: readonly string[]
  readonly stringLowest: readonly string[]
  readonly stringHighest: readonly string[]
  readonly numberParam: readonly string[]
  readonly numberLo: readonly string[]
  readonly numberHi: readonly string[]
  readonly numberApart: readonly string[]
  readonly numberSystem: readonly string[]
  readonly numberCode: readonly string[]
  readonly numberLowest: readonly string[]
  readonly numberHighest: readonly string[]
}

export function indexParams({ dates, strings, numbers }: IndexColumns): IndexParams {
  return {
    dateParam: dates.param,
    dateLo: dates.lo,
    dateHi: dates.hi,
    dateApart: dates.apart,
    dateLowest: dates.lowest,
    dateHighest: dates.highest,
    stringParam: strings.param,
    stringValue: strings.value,
    stringLowest: strings.lowest,
    stringHighest: strings.highest,
    numberParam: numbers.param,
    numberLo: numbers.lo,
    numberHi: numbers.hi,
    numberApart: numbers.apart,
    numberSystem: numbers.system,
    numberCode: numbers.code,
    numberLowest: numbers.lowest,
    numberHighest: numbers.highest,
  }
}

/** Shared by insert and update: writes the ordered entries of the row in `written`. */
function writeIndex(p: PlaceholdersFor<IndexParams>): ReturnType<typeof sql> {
  return sql`
    dates as (
      insert into resource_dates (param, lo, hi, apart, lowest, highest, rk)
      select u.*, written.rk from written,
        unnest(${p.dateParam}::bigint[], ${p.dateLo}::bigint[], ${p.dateHi}::bigint[], ${p.dateApart}::boolean[],
          ${p.dateLowest}::boolean[], ${p.dateHighest}::boolean[]) as u
    ), strings as (
      insert into resource_strings (param, value, lowest, highest, rk)
      select u.*, written.rk from written,
        unnest(${p.stringParam}::bigint[], ${p.stringValue}::text[], ${p.stringLowest}::boolean[],
          ${p.stringHighest}::boolean[]) as u
    ), numbers as (
      insert into resource_numbers (param, lo, hi, apart, system, code, lowest, highest, rk)
      select u.*, written.rk from written,
        unnest(
          ${p.numberParam}::bigint[], ${p.numberLo}::float8[], ${p.numberHi}::float8[], ${p.numberApart}::boolean[],
          ${p.numberSystem}::bigint[], ${p.numberCode}::bigint[],
          ${p.numberLowest}::boolean[], ${p.numberHighest}::boolean[]
        ) as u
    )`
}

/** A row of `resources` without its key and counters. */
export interface RowParams {
  readonly project: string
  readonly type: string
  readonly id: string
  readonly version: number
  readonly updatedAt: Date
  readonly terms: readonly bigint[]
  readonly content: string
  readonly extended: string
  readonly patients: readonly string[]
}

/** Inserts a new resource with its index, in one statement. An existing id violates the unique key. */
export const insertResource = statementByNames<RowParams & IndexParams, { rk: number }>(
  'resources.insert',
  (p) => sql`
    with written as (
      insert into resources (project, type, id, version, updated_at, terms, content, extended, patients)
      values (${p.project}, ${p.type}, ${p.id}, ${p.version}, ${p.updatedAt}, ${p.terms}::bigint[], ${p.content},
        ${p.extended}, ${p.patients}::text[])
      returning rk
    ), ${writeIndex(p)}
    select rk from written`,
)

/**
 * Replaces the version that was read with the next one. The gate is `version = …`: of two writers that read the same
 * version, one finds no row. The same statement moves the replaced version to the history.
 */
export const updateResource = statementByNames<
  RowParams & IndexParams & { replaced: number; deleted: boolean },
  { rk: number }
>(
  'resources.update',
  (p) => sql`
    with found as (
      select rk, version, updated_at, deleted, content, extended, patients
      from resources
      where project = ${p.project} and type = ${p.type} and id = ${p.id} and version = ${p.replaced}
      for update
    ), kept as (
      insert into resource_history (project, type, id, version, updated_at, deleted, content, extended, patients)
      select ${p.project}::uuid, ${p.type}::text, ${p.id}::text, version, updated_at, deleted, content, extended,
        patients from found
    ), written as (
      update resources r
      set version = ${p.version}, updated_at = ${p.updatedAt}, deleted = ${p.deleted}, terms = ${p.terms}::bigint[],
        content = ${p.content}, extended = ${p.extended}, patients = ${p.patients}::text[]
      from found
      where r.rk = found.rk
      returning r.rk
    ), old_dates as (
      delete from resource_dates using found where resource_dates.rk = found.rk
    ), old_strings as (
      delete from resource_strings using found where resource_strings.rk = found.rk
    ), old_numbers as (
      delete from resource_numbers using found where resource_numbers.rk = found.rk
    ), ${writeIndex(p)}
    select rk from written`,
)

/** The newest version, tombstone or not. */
export const currentResource = statement<[project: string, type: string, id: string], Stored>(
  'resources.current',
  (project, type, id) => sql`
    select ${STORED} from resources r where r.project = ${project} and r.type = ${type} and r.id = ${id}`,
)

/** The same for several of one type, in the order of their ids; an id that was never used has no row. */
export const currentResources = statement<[project: string, type: string, ids: readonly string[]], Stored>(
  'resources.current-of-many',
  (project, type, ids) => sql`
    select ${STORED}
    from resources r
    where r.project = ${project} and r.type = ${type} and r.id = any(${ids}::text[])
    order by array_position(${ids}::text[], r.id)`,
)

/** The patients whose records hold several resources, including deleted ones; at most `limit`. */
export const patientsOfMany = statementByNames<
  { project: string; types: readonly string[]; ids: readonly string[]; limit: number },
  { patient: string }
>(
  'resources.patients-of-many',
  ({ project, types, ids, limit }) => sql`
    select distinct patient
    from unnest(${types}::text[], ${ids}::text[]) as wanted(type, id)
    join resources r on r.project = ${project} and r.type = wanted.type and r.id = wanted.id
    cross join lateral unnest(r.patients) as patient
    limit ${limit}`,
)

export const olderVersion = statementByNames<{ project: string; type: string; id: string; version: number }, Stored>(
  'resources.older-version',
  ({ project, type, id, version }) => sql`
    select 0 as rk, project::text as project, type, id, version, updated_at as "updatedAt", deleted, content, extended,
      patients
    from resource_history
    where project = ${project} and type = ${type} and id = ${id} and version = ${version}`,
)

const lockCondition = statement<[key: bigint], { locked: string }>(
  'resources.lock-condition',
  (key) => sql`select pg_advisory_xact_lock(${key}::bigint)::text as locked`,
)

/** Serialises conditional writes with the same condition until this transaction ends. */
export async function conditionLock(tx: Tx, project: string, type: string, query: string): Promise<void> {
  await lockCondition.rows(tx, indexHash(project, type, `condition ${query}`))
}

const newest = statement<[project: string, types: readonly string[]], { changedAt: Date | null }>(
  'resources.newest',
  (project, types) => sql`
    select max(updated_at) as "changedAt" from resources where project = ${project} and type = any(${types}::text[])`,
)

/** When a resource of these types was last created, changed or deleted; the beginning of time if never. */
export async function lastChange(tx: Tx, project: string, types: readonly string[]): Promise<Date> {
  return (await newest.maybeOne(tx, project, types))?.changedAt ?? new Date(0)
}
