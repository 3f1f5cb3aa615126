import { randomUUID } from 'node:crypto'
import { Pool, type PoolClient, type QueryResult } from 'pg'
import { FLOOR_PROJECT, type FloorPlan } from './plan.ts'
import { AUDIT } from './statements.ts'

/** `pg` with the server's settings, and nothing around it. */
export function openPool({ databaseUrl, poolSize }: Pick<FloorPlan, 'databaseUrl' | 'poolSize'>): Pool {
  return new Pool({
    connectionString: databaseUrl,
    max: poolSize,
    pipeline: true,
    idleTimeoutMillis: 60_000,
    application_name: 'floor',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options:
      '-c lock_timeout=1500 -c statement_timeout=10000 -c idle_in_transaction_session_timeout=15000 -c timezone=UTC ' +
      '-c datestyle=ISO -c bytea_output=hex -c extra_float_digits=1',
  })
}

export type Ask = (query: { readonly name: string; readonly text: string }, values: unknown[]) => Promise<QueryResult>

/** Begins, works, commits; `begin` is sent together with the first statement, as in the server. */
export async function transaction<T>(pool: Pool, work: (ask: Ask) => Promise<T>): Promise<T> {
  const client: PoolClient = await pool.connect()
  try {
    const begun = client.query('begin')
    const result = await work(({ name, text }, values) => client.query({ name, text, values }))
    await begun
    await client.query('commit')
    return result
  } finally {
    client.release()
  }
}

const WRITER = randomUUID()
const SEALED = 'x'.repeat(220)
let sequence = 0

/** The values of one audit row, as long as the server's. */
export function auditRow(kind: string, entity: string | null, loginId: string | null): unknown[] {
  const at = new Date()
  const id = randomUUID()
  sequence += 1
  const agent = `ClientApplication/${FLOOR_PROJECT}`
  const event = JSON.stringify({
    kind,
    project: FLOOR_PROJECT,
    at: at.toISOString(),
    id,
    outcome: 0,
    agent,
    client: FLOOR_PROJECT,
    login: loginId ?? undefined,
    entity: entity ?? undefined,
    version: 1,
    patient: agent,
    trace: id,
    personalHash: id + id,
  })
  const values = [
    FLOOR_PROJECT,
    at,
    id,
    kind,
    'R',
    0,
    agent,
    entity,
    agent,
    loginId,
    event,
    SEALED,
    agent,
    sequence,
    WRITER,
  ]
  return values
}

export async function auditAlone(pool: Pool, kind: string, entity: string | null): Promise<void> {
  await pool.query({ ...AUDIT, values: auditRow(kind, entity, null) })
}
