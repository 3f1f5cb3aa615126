/**
 * Stores for tests: a disposable PostgreSQL, databases cloned from a migrated template, embedded stores from a
 * snapshot.
 *
 * Owns everything that it starts and makes, and ends it with the run. `global-setup.ts` belongs in the vitest config.
 */
export { type ClusterOptions, findPostgres, startCluster, type TestCluster } from './cluster.ts'
export { dropDatabase, freshDatabase } from './databases.ts'
export type { TestDb } from './driver.ts'
export { runScript, type Script } from './script.ts'
export {
  defaultStore,
  hasPostgres,
  holdEngine,
  openSecond,
  openTestStore,
  type StoreKind,
  storesForWalks,
  storesUnderTest,
  type TestStore,
  type TestStoreOptions,
} from './stores.ts'
