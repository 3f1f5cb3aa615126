import { sql, statement, type Tx } from '#base/db'
import { indexHash } from './hash.ts'
import type { IndexColumns } from './index-columns.ts'
import type { Stored } from './stored.ts'

/** The columns of a `Stored`, for a row of `resources`. */
export const STORED = sql.raw(
  'r.rk, r.project::text as project, r.type, r.id, r.version, r.updated_at as "updatedAt", r.deleted, r.content, r.extended, r.patients',
)

type IndexParams = [
  dateParam: readonly string[],
  dateLo: readonly string[],
  dateHi: readonly string[],
  dateApart: readonly string[],
  dateLowest: readonly string[],
  dateHighest: readonly string[],
  stringParam: readonly string[],
  stringValue: readonly string[],
  stringLowest: readonly string[],
  stringHighest: readonly string[],
  numberParam: readonly string[],
  numberLo: readonly string[],
  numberHi: readonly string[],
  numberApart: readonly string[],
  numberSystem: readonly string[],
  numberCode: readonly string[],
  numberLowest: readonly string[],
  numberHighest: readonly string[],
]

export function indexParams({ dates, strings, numbers }: IndexColumns): IndexParams {
  return [
    dates.param,
    dates.lo,
    dates.hi,
    dates.apart,
    dates.lowest,
    dates.highest,
    strings.param,
    strings.value,
    strings.lowest,
    strings.highest,
    numbers.param,
    numbers.lo,
    numbers.hi,
    numbers.apart,
    numbers.system,
    numbers.code,
    numbers.lowest,
    numbers.highest,
  ]
}

type Fragment = ReturnType<typeof sql>

/** The part shared by insert and update: writes the ordered entries for the row that `written` holds. */
function writeIndex(p: readonly Fragment[]): Fragment {
  return sql`
    dates as (
      insert into resource_dates (param, lo, hi, apart, lowest, highest, rk)
      select u.*, written.rk from written,
        unnest(${p[0]}::bigint[], ${p[1]}::bigint[], ${p[2]}::bigint[], ${p[3]}::boolean[], ${p[4]}::boolean[], ${p[5]}::boolean[]) as u
    ), strings as (
      insert into resource_strings (param, value, lowest, highest, rk)
      select u.*, written.rk from written,
        unnest(${p[6]}::bigint[], ${p[7]}::text[], ${p[8]}::boolean[], ${p[9]}::boolean[]) as u
    ), numbers as (
      insert into resource_numbers (param, lo, hi, apart, system, code, lowest, highest, rk)
      select u.*, written.rk from written,
        unnest(
          ${p[10]}::bigint[], ${p[11]}::float8[], ${p[12]}::float8[], ${p[13]}::boolean[], ${p[14]}::bigint[], ${p[15]}::bigint[],
          ${p[16]}::boolean[], ${p[17]}::boolean[]
        ) as u
    )`
}

type RowParams = [
  project: string,
  type: string,
  id: string,
  version: number,
  updatedAt: Date,
  terms: readonly bigint[],
  content: string,
  extended: string,
  patients: readonly string[],
]

/** A new resource with its index, in one statement. An id that exists violates the unique key. */
export const insertResource = statement<[...RowParams, ...IndexParams], { rk: number }>(
  'resources.insert',
  (
    project,
    type,
    id,
    version,
    updatedAt,
    terms,
    content,
    extended,
    patients,
    dp,
    dl,
    dh,
    da,
    dlo,
    dhi,
    sp,
    sv,
    slo,
    shi,
    np,
    nl,
    nh,
    na,
    ns,
    nc,
    nlo,
    nhi,
  ) => sql`
    with written as (
      insert into resources (project, type, id, version, updated_at, terms, content, extended, patients)
      values (${project}, ${type}, ${id}, ${version}, ${updatedAt}, ${terms}::bigint[], ${content}, ${extended}, ${patients}::text[])
      returning rk
    ), ${writeIndex([dp, dl, dh, da, dlo, dhi, sp, sv, slo, shi, np, nl, nh, na, ns, nc, nlo, nhi])}
    select rk from written`,
)

/**
 * Replaces the version that was read by the next one: the gate is `version = …`. Of two that read the same version one
 * finds no row. The replaced version goes to the history, in the same statement.
 */
export const updateResource = statement<
  [...RowParams, replaced: number, deleted: boolean, ...IndexParams],
  { rk: number }
>(
  'resources.update',
  (
    project,
    type,
    id,
    version,
    updatedAt,
    terms,
    content,
    extended,
    patients,
    replaced,
    deleted,
    dp,
    dl,
    dh,
    da,
    dlo,
    dhi,
    sp,
    sv,
    slo,
    shi,
    np,
    nl,
    nh,
    na,
    ns,
    nc,
    nlo,
    nhi,
  ) => sql`
    with found as (
      select rk, version, updated_at, deleted, content, extended, patients
      from resources
      where project = ${project} and type = ${type} and id = ${id} and version = ${replaced}
      for update
    ), kept as (
      insert into resource_history (project, type, id, version, updated_at, deleted, content, extended, patients)
      select ${project}::uuid, ${type}::text, ${id}::text, version, updated_at, deleted, content, extended, patients from found
    ), written as (
      update resources r
      set version = ${version}, updated_at = ${updatedAt}, deleted = ${deleted}, terms = ${terms}::bigint[],
        content = ${content}, extended = ${extended}, patients = ${patients}::text[]
      from found
      where r.rk = found.rk
      returning r.rk
    ), old_dates as (
      delete from resource_dates using found where resource_dates.rk = found.rk
    ), old_strings as (
      delete from resource_strings using found where resource_strings.rk = found.rk
    ), old_numbers as (
      delete from resource_numbers using found where resource_numbers.rk = found.rk
    ), ${writeIndex([dp, dl, dh, da, dlo, dhi, sp, sv, slo, shi, np, nl, nh, na, ns, nc, nlo, nhi])}
    select rk from written`,
)

/** The newest version, tombstone or not. */
export const currentResource = statement<[project: string, type: string, id: string], Stored>(
  'resources.current',
  (project, type, id) => sql`
    select ${STORED} from resources r where r.project = ${project} and r.type = ${type} and r.id = ${id}`,
)

/** The same for several, each named by its place in the lists; an id that was never used has no row. */
export const currentResources = statement<
  [projects: readonly string[], types: readonly string[], ids: readonly string[]],
  Stored
>(
  'resources.current-of-many',
  (projects, types, ids) => sql`
    select ${STORED}
    from unnest(${projects}::uuid[], ${types}::text[], ${ids}::text[]) as wanted(project, type, id)
    join resources r on r.project = wanted.project and r.type = wanted.type and r.id = wanted.id`,
)

/** In whose records several resources are, deleted ones included; so many patients at the most. */
export const patientsOfMany = statement<
  [project: string, types: readonly string[], ids: readonly string[], limit: number],
  { patient: string }
>(
  'resources.patients-of-many',
  (project, types, ids, limit) => sql`
    select distinct patient
    from unnest(${types}::text[], ${ids}::text[]) as wanted(type, id)
    join resources r on r.project = ${project} and r.type = wanted.type and r.id = wanted.id
    cross join lateral unnest(r.patients) as patient
    limit ${limit}`,
)

export const olderVersion = statement<[project: string, type: string, id: string, version: number], Stored>(
  'resources.older-version',
  (project, type, id, version) => sql`
    select 0 as rk, project::text as project, type, id, version, updated_at as "updatedAt", deleted, content, extended, patients
    from resource_history
    where project = ${project} and type = ${type} and id = ${id} and version = ${version}`,
)

const lockCondition = statement<[key: bigint], { locked: string }>(
  'resources.lock-condition',
  (key) => sql`select pg_advisory_xact_lock(${key}::bigint)::text as locked`,
)

/** Lets conditional writes with the same condition go one after the other, until this transaction ends. */
export async function conditionLock(tx: Tx, project: string, type: string, query: string): Promise<void> {
  await lockCondition.rows(tx, indexHash(project, type, `condition ${query}`))
}

const newest = statement<[project: string, types: readonly string[]], { changedAt: Date | null }>(
  'resources.newest',
  (project, types) => sql`
    select max(updated_at) as "changedAt" from resources where project = ${project} and type = any(${types}::text[])`,
)

/** When anything of these types was last made, changed or deleted; the beginning of time when nothing ever was. */
export async function lastChange(tx: Tx, project: string, types: readonly string[]): Promise<Date> {
  return (await newest.maybeOne(tx, project, types))?.changedAt ?? new Date(0)
}
