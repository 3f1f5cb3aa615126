/** What an import in a Bot means: as the server's bundler reads it. A test compares both. */

/** As TypeScript and bundlers complete a name, in this order. */
const ENDINGS = ['', '.ts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '.json', '/index.ts', '/index.js']
/** TypeScript imports `./a.js` and means `./a.ts`. */
const AS_COMPILED = /\.([cm]?)js$/

const PACKAGES = ['@medplum/core', '@medplum/fhirtypes'] as const

/** The file of the Bot that an import names; undefined: none. */
export function fileOfImport(names: ReadonlySet<string>, importer: string, specifier: string): string | undefined {
  if (!/^\.\.?(?:\/|$)/.test(specifier)) return undefined
  const path = normal(`${folderOf(importer)}${specifier}`)
  const candidates = ENDINGS.map((ending) => path + ending)
  if (AS_COMPILED.test(path)) candidates.push(path.replace(AS_COMPILED, '.$1ts'))
  return candidates.find((name) => names.has(name))
}

/** What a file can import: packages, and the other files by the way that leads to them. */
export function importable(file: string, names: readonly string[]): readonly string[] {
  const others = names.filter((name) => name !== file).map((name) => wayTo(folderOf(file), name))
  return [...PACKAGES, ...others]
}

function wayTo(folder: string, name: string): string {
  const [from, to] = [folder.split('/').filter((part) => part !== ''), name.split('/')]
  let shared = 0
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1
  const up = '../'.repeat(from.length - shared)
  return `${up === '' ? './' : up}${to.slice(shared).join('/')}`
}

const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1)

/** Without `.` and `..` as far as they can be taken out, and without a last slash. */
function normal(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}
