/**
 * The store driver: runs SQL on PostgreSQL or on the embedded PGlite, with the same values and the same errors.
 *
 * Owns connections, transactions, statements, migrations, backups. Owns no table but `schema_migration`, and knows no
 * domain. Asked by every `*.store.ts` (through `Tx`), and by `app.ts` and `main.ts`, which open and close it.
 */
export { backup, restore, type StorePlace } from './backup.ts'
export { type BackupKeys, checkMac, TRUST_WITHOUT_MAC } from './backup-mac.ts'
export {
  type Outage,
  type RefusalReason,
  SqlFault,
  StoreRefusal,
  StoreUnavailable,
  TransactionAborted,
  TransactionConflict,
  UniqueViolation,
  UnstorableText,
} from './faults.ts'
export { appliedMigrations, type MigrateOptions, migrate } from './migrate.ts'
export { outsideTransaction } from './nesting.ts'
export { openPglite, type PgliteOptions } from './open-pglite.ts'
export type { PgliteStore } from './pglite.ts'
export { findSnapshot, type SnapshotPlace, writeSnapshot } from './pglite-snapshot.ts'
export { exportStore } from './portable-export.ts'
export { type ImportOptions, importStore } from './portable-import.ts'
export { openPostgres, type PostgresOptions } from './postgres.ts'
export { refusable } from './refusable.ts'
export {
  type Compilable,
  type DynamicOptions,
  dynamic,
  type Flat,
  flattened,
  joinedFlat,
  ofFlat,
  type PlaceholderFor,
  type Statement,
  type StatementOptions,
  sql,
  statement,
} from './statement.ts'
export type { Answer, Db, Param, Query, ScriptTx, Tx, TxOptions } from './types.ts'
export { rowAsJson } from './values.ts'
export { waitLonger } from './wait-longer.ts'
