import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type * as Esbuild from 'esbuild-wasm'
import type { BundleProblem, BundlerQuestion, SourceFiles } from './messages.ts'
import { resolveImport } from './resolve.ts'

// The process that bundles one Bot and ends. Node lets it read its own program and no other file, and this build of
// esbuild has no file system: patterns such as import(`./${name}`) would otherwise read folders past the resolver.

const ENTRY = 'made-here'
const LOADERS: Readonly<Record<string, Esbuild.Loader>> = {
  ts: 'ts',
  mts: 'ts',
  cts: 'ts',
  tsx: 'tsx',
  js: 'js',
  mjs: 'js',
  cjs: 'js',
  jsx: 'jsx',
  json: 'json',
}
/** Warnings about what makes a Bot that cannot run. */
const FATAL = new Set(['import-is-undefined'])
const MOST_PROBLEMS = 20
/** Of an import whose path is put together from parts. */
const PATTERN = /^Could not resolve (?:import|require)\(/
const NO_PATTERNS = 'The path of an import must be one text: name each file in an import of its own.'
const MISSING = 'The file exports no function named "handler": write export async function handler(client, event).'

async function bundled(esbuild: typeof Esbuild, asked: BundlerQuestion): Promise<object> {
  try {
    const { outputFiles, warnings } = await esbuild.build(optionsFor(asked))
    const fatal = warnings.filter(({ id }) => FATAL.has(id))
    if (fatal.length > 0) return { problems: problemsOf(fatal, asked) }
    const outputs = outputFiles ?? []
    const code = outputs.find(({ path }) => path.endsWith('.js'))?.text ?? ''
    const map = outputs.find(({ path }) => path.endsWith('.map'))?.text ?? ''
    return { code, map: withOwnNames(map) }
  } catch (error) {
    const { errors } = error as { readonly errors?: readonly Esbuild.Message[] }
    if (errors === undefined) throw error
    return { problems: problemsOf(errors, asked) }
  }
}

function optionsFor(asked: BundlerQuestion): Esbuild.BuildOptions {
  return {
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    outfile: 'bot.js',
    format: 'cjs',
    platform: 'neutral',
    target: 'es2022',
    charset: 'utf8',
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'silent',
    // Settings of a project that nobody submitted.
    tsconfigRaw: '{}',
    plugins: [{ name: 'submitted-files', setup: (build) => serve(build, asked) }],
  }
}

/** All that a build reads goes through these two. */
function serve({ onResolve, onLoad }: Esbuild.PluginBuild, asked: BundlerQuestion): void {
  onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
    if (kind === 'entry-point') return { path: ENTRY, namespace: 'entry' }
    if (importer === ENTRY) return { path: asked.entry, namespace: 'bot' }
    const found = resolveImport(asked, importer, path)
    switch (found.is) {
      case 'file':
        return { path: found.name, namespace: 'bot' }
      case 'built-in':
        return { path: found.name, external: true }
      case 'types-only':
        return { path: found.name, namespace: 'types-only', sideEffects: false }
      case 'refused':
        return { errors: [{ text: found.text }] }
    }
  })
  onLoad({ filter: /.*/, namespace: 'entry' }, () => ({ contents: "export { handler } from 'bot'", loader: 'js' }))
  onLoad({ filter: /.*/, namespace: 'types-only' }, () => ({ contents: '', loader: 'ts' }))
  onLoad({ filter: /.*/, namespace: 'bot' }, ({ path }) => loaded(asked.files, path))
}

function loaded(files: SourceFiles, name: string): Esbuild.OnLoadResult {
  const loader = LOADERS[name.split('.').pop() ?? '']
  if (loader === undefined)
    return { errors: [{ text: `"${name}" cannot be imported: only TypeScript, JavaScript and JSON can.` }] }
  return { contents: files[name] ?? '', loader }
}

/** What has no place in a submitted file is about the entry that is made here: the Bot does not export what it should. */
function problemsOf(messages: readonly Esbuild.Message[], { entry }: BundlerQuestion): readonly BundleProblem[] {
  const own = messages.flatMap(({ text: said, location }) => {
    const [namespace, ...name] = (location?.file ?? '').split(':')
    if (location === null || namespace !== 'bot') return []
    const place = { file: name.join(':'), line: location.line, column: location.column + 1 }
    return [{ ...place, text: PATTERN.test(said) ? NO_PATTERNS : said }]
  })
  return own.length > 0 ? own.slice(0, MOST_PROBLEMS) : [{ file: entry, line: 1, column: 1, text: MISSING }]
}

/** Stack traces name the files as they were submitted. */
function withOwnNames(map: string): string {
  const parsed = JSON.parse(map) as { readonly sources: readonly string[] }
  return JSON.stringify({ ...parsed, sources: parsed.sources.map((one) => one.replace(/^\w+:/, '')) })
}

/** Node has it, its types do not. */
interface Engine {
  readonly WebAssembly: { compile(bytes: Uint8Array): Promise<NonNullable<Esbuild.InitializeOptions['wasmModule']>> }
}
const { WebAssembly } = globalThis as unknown as Engine
const [library = '', wasm = ''] = process.argv.slice(2)
const question = JSON.parse(await text(process.stdin)) as BundlerQuestion
// What a browser has and Node has not.
Object.assign(globalThis, { self: globalThis })
const { default: esbuild } = (await import(library)) as { readonly default: typeof Esbuild }
await esbuild.initialize({ wasmModule: await WebAssembly.compile(readFileSync(wasm)), worker: false })
const answer = await bundled(esbuild, question)
process.stdout.write(JSON.stringify(answer), () => process.exit(0))
