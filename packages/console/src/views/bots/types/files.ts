import type TypeScript from 'typescript'
import type { Declarations } from './messages.ts'
import { fileOfImport } from './modules.ts'

/** Where TypeScript finds the files of the Bot: none of them has the name of a declaration. */
const BOT = '/bot/'
const LIBRARY = '/types/lib.d.ts'
const SANDBOX = '/types/sandbox.d.ts'
const PACKAGES: Readonly<Record<string, string>> = {
  '@medplum/core': '/types/core.d.ts',
  '@medplum/fhirtypes': '/types/fhirtypes.d.ts',
}

interface Kept {
  readonly text: string
  readonly version: number
}

/** The files that TypeScript sees, and how it finds them. */
export interface BotFiles {
  readonly host: TypeScript.LanguageServiceHost
  change(changed: Readonly<Record<string, string | undefined>>): void
  pathOf(file: string): string
  textOf(file: string): string
  names(): readonly string[]
}

export function createFiles(ts: typeof TypeScript, declarations: Declarations): BotFiles {
  const own = new Map<string, Kept>()
  let version = 0
  const pathOf = (file: string): string => `${BOT}${file}`
  const nameOf = (path: string): string => path.slice(BOT.length)
  const read = (path: string): string | undefined =>
    path.startsWith(BOT) ? own.get(nameOf(path))?.text : declarations[path]
  const options = settings(ts)
  const host: TypeScript.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [SANDBOX, ...[...own.keys()].filter(isScript).map(pathOf)],
    getScriptVersion: (path) => String(own.get(nameOf(path))?.version ?? 0),
    getScriptSnapshot(path) {
      const text = read(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getProjectVersion: () => String(version),
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: () => LIBRARY,
    fileExists: (path) => read(path) !== undefined,
    readFile: read,
    useCaseSensitiveFileNames: () => true,
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(({ text }) => ({ resolvedModule: moduleOf(ts, new Set(own.keys()), nameOf(from), text) })),
  }
  return {
    host,
    pathOf,
    textOf: (file) => own.get(file)?.text ?? '',
    names: () => [...own.keys()].sort(),
    change(changed) {
      for (const [file, text] of Object.entries(changed)) {
        version += 1
        if (text === undefined) own.delete(file)
        else own.set(file, { text, version })
      }
    },
  }
}

const isScript = (file: string): boolean => /\.(?:[cm]?[jt]s|[jt]sx)$/.test(file)

function moduleOf(
  ts: typeof TypeScript,
  names: ReadonlySet<string>,
  importer: string,
  specifier: string,
): TypeScript.ResolvedModuleFull | undefined {
  const declared = Object.hasOwn(PACKAGES, specifier) ? PACKAGES[specifier] : undefined
  if (declared !== undefined)
    return { resolvedFileName: declared, extension: ts.Extension.Dts, isExternalLibraryImport: true }
  const name = fileOfImport(names, importer, specifier)
  if (name === undefined) return undefined
  const [extension] = /\.[cm]?[jt]sx?$|\.json$/.exec(name) ?? []
  return extension === undefined ? undefined : { resolvedFileName: `${BOT}${name}`, extension }
}

/** As strict as code for `@medplum/core` is written, and no stricter on modules than the server's bundler. */
function settings(ts: typeof TypeScript): TypeScript.CompilerOptions {
  return {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    esModuleInterop: true,
    allowJs: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    jsx: ts.JsxEmit.Preserve,
  }
}
