/**
 * Backups: a store becomes one file, and a file becomes a store.
 *
 * Owns the files: the archive of an embedded store, the dump of PostgreSQL, the portable form that both stores and every
 * later version can read, and the MAC that shows a restore that nobody changed the file. Owns the mark of a restored
 * store, but not its effects (`#domain/keys`). Does not own the stores (`#base/db`, `#base/embedded`). Asked by the
 * commands `backup` and `restore`, and by `app.ts`, where a running server backs up its embedded store.
 */
export { backup, backupOfOpen, restore, type StoreLocation } from './backup.ts'
export { type BackupKeys, checkMac, TRUST_WITHOUT_MAC } from './mac.ts'
export { exportStore } from './portable-export.ts'
export { type ImportOptions, importStore } from './portable-import.ts'
