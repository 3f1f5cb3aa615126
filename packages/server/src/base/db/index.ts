/**
 * The store driver: runs SQL on PostgreSQL, with the same values and errors as the embedded store.
 *
 * Owns connections, transactions, statements, groups of requests that share one, and migrations. Owns only the table
 * `schema_migration`, and knows no domain, nor the embedded store (`#base/embedded`), nor backups (`#base/backup`). Asked
 * by every `*.store.ts` (through `Tx`), by those two, and by `app.ts`, `main.ts` and the commands, which open and close a
 * store.
 */

export { deferred } from './deferred.ts'
export {
  type Outage,
  type RefusalReason,
  reachProblem,
  SqlFault,
  StoreRefusal,
  StoreUnavailable,
  TransactionAborted,
  TransactionConflict,
  UniqueViolation,
  UnstorableText,
} from './faults.ts'
export { type Forgotten, forgetSome, forgetStatement } from './forget.ts'
export { type Caller, createGroupCommit, type GroupCommit, newCaller } from './group-commit.ts'
export { appliedMigrations, type MigrateOptions, migrate } from './migrate.ts'
export { outsideTransaction } from './nesting.ts'
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
  type PlaceholdersFor,
  type Statement,
  type StatementOptions,
  sql,
  statement,
  statementByNames,
} from './statement.ts'
export * from './store-parts.ts'
export type { Answer, Db, Param, Query, ScriptTx, Tx, TxOptions } from './types.ts'
export { arrayText, rowAsJson } from './values.ts'
export { waitLonger } from './wait-longer.ts'
