import type { Condition, Search } from '@damson/fhir'
import { createGated, searchResources } from '@damson/server/resources'
import type { Db, Query, Tx } from '@damson/server/store'
import type { RecordedQuery } from '../floor/plan.ts'
import { createClinic } from './clinic.ts'
import { parsed } from './selective.ts'

/** Records what would be sent to a store, and answers with one made-up row. */
function recorder(store: object = {}): { readonly tx: Tx; readonly queries: Query[] } {
  const queries: Query[] = []
  const tx: Tx = {
    store,
    query(query) {
      queries.push(query)
      return Promise.resolve({ rows: query.sql.includes('insert into') ? [{ rk: 1 }] : [], count: 1 })
    },
  }
  return { tx, queries }
}

function onlyOf(queries: readonly Query[]): RecordedQuery {
  const [first, ...more] = queries
  if (first === undefined || more.length > 0) throw new Error(`One statement was expected, and ${queries.length} came.`)
  return recorded(first)
}

function recorded({ sql, params, isSearch = false }: Query): RecordedQuery {
  return { sql, params: params.map(wireForm), isPrepared: isSearch }
}

// JSON for the floors, without bigints and dates.
function wireForm(param: unknown): unknown {
  if (Array.isArray(param)) return param.map(String)
  return param instanceof Date ? param.toISOString() : param
}

/** How the server inserts an Observation. */
export async function recordedInsert(project: string): Promise<RecordedQuery> {
  const { tx, queries } = recorder()
  const [resource] = createClinic({ patients: 1, observations: 1 }).observations()
  if (resource === undefined) throw new Error('There is no Observation.')
  const draft = { project, type: 'Observation', id: resource.id, resource, author: `ClientApplication/${project}` }
  await createGated(tx, {}, draft, new Date())
  return onlyOf(queries)
}

const EVERYTHING: Condition = { op: 'all', of: [] }
/** The server's usual page size. */
const PAGE = 20

/**
 * How a server that knows the common terms of `db` searches for someone who may see everything: its first statement, where
 * the page is filled by that.
 */
export async function recordedSearch(
  db: Db,
  project: string,
  fhirUrl: string,
  type: Search['type'],
  query: string,
): Promise<RecordedQuery> {
  const { tx, queries } = recorder(db.store)
  await searchResources(tx, project, parsed(type, query, fhirUrl), EVERYTHING, PAGE)
  const [first] = queries
  if (first === undefined) throw new Error('A search asks something.')
  return recorded(first)
}
