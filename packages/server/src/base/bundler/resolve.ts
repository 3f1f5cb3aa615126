import { posix } from 'node:path'
import type { BundlerQuestion, SourceFiles } from './messages.ts'

/** Where an import leads. The values are all there is: the disk and the network are none of them. */
export type Resolved =
  | { readonly is: 'file'; readonly name: string }
  | { readonly is: 'built-in' | 'types-only'; readonly name: string }
  | { readonly is: 'refused'; readonly text: string }

/** As TypeScript and bundlers complete a name, in this order. */
const ENDINGS = ['', '.ts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '.json', '/index.ts', '/index.js']
/** TypeScript imports `./a.js` and means `./a.ts`. */
const AS_COMPILED = /\.([cm]?)js$/

/** What an import in a submitted file means: another submitted file, or a listed module, and nothing else. */
export function resolveImport(
  { files, builtIns, typesOnly }: Omit<BundlerQuestion, 'entry'>,
  importer: string,
  specifier: string,
): Resolved {
  if (builtIns.includes(specifier)) return { is: 'built-in', name: specifier }
  if (typesOnly.includes(specifier)) return { is: 'types-only', name: specifier }
  if (!/^\.\.?(?:\/|$)/.test(specifier)) return refusedName(specifier, builtIns)
  const path = posix.normalize(posix.join(posix.dirname(importer), specifier)).replace(/\/$/, '')
  const name = fileNamed(files, path)
  if (name !== undefined) return { is: 'file', name }
  return { is: 'refused', text: `"${specifier}" is none of the submitted files: send it along in "files".` }
}

function fileNamed(files: SourceFiles, path: string): string | undefined {
  const candidates = ENDINGS.map((ending) => path + ending)
  if (AS_COMPILED.test(path)) candidates.push(path.replace(AS_COMPILED, '.$1ts'))
  return candidates.find((name) => Object.hasOwn(files, name))
}

function refusedName(specifier: string, builtIns: readonly string[]): Resolved {
  const listed = builtIns.map((name) => `"${name}"`).join(', ')
  const text =
    `"${specifier}" is not there for Bots. They can import ${listed}, and submitted files by a relative path: ` +
    'bundle other packages into your file.'
  return { is: 'refused', text }
}
