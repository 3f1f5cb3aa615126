/** Runs one statement on the engine, between requests. */
export type Run = (sql: string) => Promise<readonly (readonly (string | null)[])[]>

const maxWalBytes = 64 * 1024 * 1024

/**
 * Writes a checkpoint when much has been logged since the last one. PostgreSQL in single-user mode has no checkpointer.
 * Without this the log would grow as long as the process lives, and so would the next start after a crash.
 */
export async function checkpointWhenDue(run: Run): Promise<void> {
  const rows = await run(
    'select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::int8 from pg_control_checkpoint()',
  )
  if (Number(rows[0]?.[0] ?? 0) > maxWalBytes) await run('checkpoint')
}

/**
 * Vacuums or analyzes the table that needs it most, by autovacuum's own thresholds: single-user mode has no autovacuum
 * either. One table at a time, because every request waits meanwhile.
 */
export async function tidyOneTable(run: Run): Promise<void> {
  const rows = await run(`
    select case when n_dead_tup > 50 + 0.2 * n_live_tup then 'vacuum (analyze)' else 'analyze' end
      || format(' %I.%I', schemaname, relname)
    from pg_stat_user_tables
    where n_dead_tup > 50 + 0.2 * n_live_tup
      or n_mod_since_analyze > 50 + 0.1 * n_live_tup
    order by n_dead_tup + n_mod_since_analyze desc
    limit 1
  `)
  const statement = rows[0]?.[0]
  if (typeof statement === 'string') await run(statement)
}
