/**
 * Owns: the location and name of this package. Does not own: the meaning of its files. Asked by: `db`, `signin` and the
 * commands, for files shipped with the program. Works for the sources, the compiled files and the bundle.
 */
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'

const manifestFile = findPackageJSON(import.meta.url)
if (manifestFile === undefined) throw new Error('The manifest of @damson/server is not above its program.')
const manifest = pathToFileURL(manifestFile)

/** A file or folder of this package: `packageFile('migrations/')`. */
export function packageFile(path: string): URL {
  return new URL(path, manifest)
}

/** The version in this package's manifest, and the day of its release; undefined for what was never released. */
export function packageRelease(): { readonly version: string; readonly releasedAt: Date | undefined } {
  const { version = '0.0.0', released }: { readonly version?: string; readonly released?: string } = JSON.parse(
    readFileSync(manifest, 'utf8'),
  )
  return { version, releasedAt: released === undefined ? undefined : new Date(released) }
}
