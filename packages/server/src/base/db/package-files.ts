import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Three levels up from here is the package, in `src` as in `dist`.
const packageFolder = new URL('../../../', import.meta.url)

/** The folder of the migrations that this program brings. */
export const migrationsFolder = fileURLToPath(new URL('migrations/', packageFolder))

/** The snapshot that the build makes: a data directory with these migrations applied. */
export const snapshotFile = fileURLToPath(new URL('dist/pglite-snapshot.tar.gz', packageFolder))

/** The PostgreSQL that PGlite brings; a data directory belongs to one major version. A test holds it against PGlite. */
export const pglitePostgresMajor = 18

/** The version of the installed PGlite. */
export function pgliteVersion(): string {
  // The package exports its code only; the manifest lies one folder up from it.
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const manifest = readFileSync(join(dirname(entry), '../package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
