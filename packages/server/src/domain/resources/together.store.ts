import { type PlaceholdersFor, sql } from '#base/db'

/** Several new resources as columns; the `…Of` columns number the resource of each index entry, from 1. */
export interface TogetherColumns {
  readonly project: readonly string[]
  readonly type: readonly string[]
  readonly id: readonly string[]
  readonly updatedAt: readonly string[]
  /** Arrays as texts, because nested arrays must all have the same length. */
  readonly terms: readonly string[]
  readonly content: readonly string[]
  readonly extended: readonly string[]
  readonly patients: readonly string[]
  readonly dateOf: readonly string[]
  readonly dateParam: readonly string[]
  readonly dateLo: readonly string[]
  readonly dateHi: readonly string[]
  readonly dateApart: readonly string[]
  readonly dateLowest: readonly string[]
  readonly dateHighest: readonly string[]
  readonly stringOf: readonly string[]
  readonly stringParam: readonly string[]
  readonly stringValue: readonly string[]
  readonly stringLowest: readonly string[]
  readonly stringHighest: readonly string[]
  readonly numberOf: readonly string[]
  readonly numberParam: readonly string[]
  readonly numberLo: readonly string[]
  readonly numberHi: readonly string[]
  readonly numberApart: readonly string[]
  readonly numberSystem: readonly string[]
  readonly numberCode: readonly string[]
  readonly numberLowest: readonly string[]
  readonly numberHighest: readonly string[]
}

/**
 * The part of a statement that inserts several resources with their index: `created_together` has their ids. Ids are
 * UUIDs.
 */
export function createTogether(p: PlaceholdersFor<TogetherColumns>): ReturnType<typeof sql> {
  return sql`
    created_together as (
      insert into resources (project, type, id, version, updated_at, terms, content, extended, patients)
      select n.project, n.type, n.id, 1, n.updated_at, n.terms::bigint[], n.content, n.extended, n.patients::text[]
      from unnest(
        ${p.project}::uuid[], ${p.type}::text[], ${p.id}::text[], ${p.updatedAt}::timestamptz[], ${p.terms}::text[],
        ${p.content}::text[], ${p.extended}::text[], ${p.patients}::text[]
      ) as n(project, type, id, updated_at, terms, content, extended, patients)
      returning rk, id
    ), placed as (
      select created_together.rk, o.place
      from created_together join unnest(${p.id}::text[]) with ordinality as o(id, place) on o.id = created_together.id
    ), dates as (
      insert into resource_dates (param, lo, hi, apart, lowest, highest, rk)
      select u.param, u.lo, u.hi, u.apart, u.lowest, u.highest, placed.rk
      from unnest(
        ${p.dateOf}::bigint[], ${p.dateParam}::bigint[], ${p.dateLo}::bigint[], ${p.dateHi}::bigint[],
        ${p.dateApart}::boolean[],
        ${p.dateLowest}::boolean[], ${p.dateHighest}::boolean[]
      ) as u(place, param, lo, hi, apart, lowest, highest) join placed using (place)
    ), strings as (
      insert into resource_strings (param, value, lowest, highest, rk)
      select u.param, u.value, u.lowest, u.highest, placed.rk
      from unnest(
        ${p.stringOf}::bigint[], ${p.stringParam}::bigint[], ${p.stringValue}::text[], ${p.stringLowest}::boolean[],
        ${p.stringHighest}::boolean[]
      ) as u(place, param, value, lowest, highest) join placed using (place)
    ), numbers as (
      insert into resource_numbers (param, lo, hi, apart, system, code, lowest, highest, rk)
      select u.param, u.lo, u.hi, u.apart, u.system, u.code, u.lowest, u.highest, placed.rk
      from unnest(
        ${p.numberOf}::bigint[], ${p.numberParam}::bigint[], ${p.numberLo}::float8[], ${p.numberHi}::float8[],
        ${p.numberApart}::boolean[], ${p.numberSystem}::bigint[], ${p.numberCode}::bigint[], ${p.numberLowest}::boolean[],
        ${p.numberHighest}::boolean[]
      ) as u(place, param, lo, hi, apart, system, code, lowest, highest) join placed using (place)
    )`
}
