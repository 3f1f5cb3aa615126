import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageFile } from '#base/package'

/** The snapshot that the build makes: a data directory with these migrations applied. */
export const snapshotFile = fileURLToPath(packageFile('dist/pglite-snapshot.tar.gz'))

/** The PostgreSQL that PGlite brings; a data directory belongs to one major version. A test holds it against PGlite. */
export const pglitePostgresMajor = 18

/** The version of the installed PGlite. */
export function pgliteVersion(): string {
  // The package exports its code only; the manifest lies one folder up from it.
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const manifest = readFileSync(join(dirname(entry), '../package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
