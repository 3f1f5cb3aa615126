/**
 * Backups: a store becomes one file, and a file becomes a store.
 *
 * Owns the files: the archive of an embedded store, the dump of PostgreSQL, the portable form that either store and any
 * later version can read, and the MAC by which a restore knows that nobody changed one. Owns the mark of a restored store,
 * not what follows from it (`#domain/keys`). Does not own the stores (`#base/db`, `#base/embedded`). Asked by the commands
 * `backup` and `restore`, and by `app.ts`, where a running server backs up its embedded store.
 */
export { backup, backupOfOpen, restore, type StoreLocation } from './backup.ts'
export { type BackupKeys, checkMac, TRUST_WITHOUT_MAC } from './mac.ts'
export { exportStore } from './portable-export.ts'
export { type ImportOptions, importStore } from './portable-import.ts'
