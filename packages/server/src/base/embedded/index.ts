/**
 * The embedded store: PGlite, which is PostgreSQL in a thread of this process, on a directory or in memory.
 *
 * Owns the engine and its restart, the turns of statements, the lock on the directory, the creation of a directory, and
 * the snapshot for a first start. Does not own statements, values, faults and migrations (`#base/db`), nor the files of
 * backups (`#base/backup`): it lends them its directory, or a copy. Asked by `main.ts` and the commands, which open it,
 * by the build, which makes the snapshot, and by `#base/backup`.
 */
export { fillNew, mustBeOurPostgres, postgresOf } from './directory.ts'
export { isEmbedded, lendDirectory, makeStore, openPglite, type PgliteOptions } from './open.ts'
export { pglitePostgresMajor, pgliteVersion, snapshotFile } from './package-files.ts'
export { findSnapshot, type SnapshotLocation, type SnapshotOptions, writeSnapshot } from './snapshot.ts'
export { PgliteStore } from './store.ts'
export { packDirectory, unpackTarball } from './tarball.ts'
