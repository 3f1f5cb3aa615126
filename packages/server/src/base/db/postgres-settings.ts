import type { ClientConfig } from 'pg'
import { decoderOf } from './values.ts'

export interface ConnectionLimits {
  readonly planMode: PlanMode
  readonly connectTimeoutMs: number
  readonly lockTimeoutMs: number
  readonly statementTimeoutMs: number
}

/** One plan for all values, or one for the values at hand. */
export type PlanMode = 'force_generic_plan' | 'auto'

/** The settings of every connection to the server. */
export function connectionSettings(url: string, limits: ConnectionLimits): ClientConfig {
  const { connectionString, options } = takeOptions(url)
  const settings = {
    lock_timeout: limits.lockTimeoutMs,
    statement_timeout: limits.statementTimeoutMs,
    // A node that froze inside a transaction must not keep its locks, because others wait for them.
    idle_in_transaction_session_timeout: 15_000,
    plan_cache_mode: limits.planMode,
    // Compilation takes longer than it saves when thousands of rows are expected and only a page of them is read.
    jit: 'off',
    // Parallel workers for one search would slow everyone else down, and a page of rows doesn't need them.
    max_parallel_workers_per_gather: 0,
    // The code reads values in these formats, whatever the server or the role is set to.
    timezone: 'UTC',
    datestyle: 'ISO',
    bytea_output: 'hex',
    extra_float_digits: 1,
  }
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  return {
    connectionString,
    application_name: 'damson',
    connectionTimeoutMillis: limits.connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: [...options, ...ours].join(' '),
    types: { getTypeParser: (oid: number) => decoderOf(oid) },
  }
}

/** `pg` lets the URL's `options` replace ours, but both should apply. */
function takeOptions(url: string): { connectionString: string; options: string[] } {
  const [address = '', search] = url.split('?', 2)
  if (search === undefined) return { connectionString: url, options: [] }
  const params = new URLSearchParams(search)
  const options = params.getAll('options')
  if (options.length === 0) return { connectionString: url, options }
  params.delete('options')
  const rest = params.size === 0 ? address : `${address}?${params.toString()}`
  return { connectionString: rest, options }
}
