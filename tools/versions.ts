/** Versions in manifests and changelog: texts in, texts out. */

const VERSION = /^(\d+)\.(\d+)\.(\d+)$/

/** Whether a text is a valid release version: three numbers, as in `0.2.0`. */
export function isVersion(text: string): boolean {
  return VERSION.test(text)
}

/** Whether a version is lower than another. */
export function isLower(version: string, other: string): boolean {
  const [mine, theirs] = [version, other].map((text) => (VERSION.exec(text) ?? []).slice(1).map(Number))
  const at = (mine ?? []).findIndex((number, i) => number !== theirs?.[i])
  return at >= 0 && (mine?.[at] ?? 0) < (theirs?.[at] ?? 0)
}

/** A manifest with another version, for itself and for its dependencies that are released with it. */
export function withVersion(manifest: string, version: string, together: readonly string[]): string {
  const names = together.map((name) => name.replaceAll(/[/\\^$*+?.()|[\]{}]/g, String.raw`\$&`)).join('|')
  return manifest
    .replace(/^( {2}"version": ")[^"]+"/m, `$1${version}"`)
    .replaceAll(new RegExp(`^( {4}"(?:${names})": ")[^"]+"`, 'gm'), `$1${version}"`)
}

/** A manifest that says on which day its version is released, after the version. */
export function released(manifest: string, day: string): string {
  return manifest
    .replace(/^ {2}"released": "[^"]+",\n/m, '')
    .replace(/^( {2}"version": "[^"]+",\n)/m, `$1  "released": "${day}",\n`)
}

/**
 * The changelog with the day on which a version is released.
 *
 * @throws {Error} When it has no unreleased section for that version.
 */
export function dated(changelog: string, version: string, day: string): string {
  const heading = `## ${version} (unreleased)`
  if (!changelog.includes(`\n${heading}\n`))
    throw new Error(`CHANGELOG.md has no part “${heading}”: write what people get first.`)
  return changelog.replace(heading, `## ${version} (${day})`)
}
