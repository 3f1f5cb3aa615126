import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'esbuild'
import { buildGuest } from '../src/base/sandbox/guest/build.ts'

const PACKAGE = fileURLToPath(new URL('../', import.meta.url))
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const DIST = join(PACKAGE, 'dist')
const OUT = join(DIST, 'run')
const STAMP = 'stamp.json'
const PROGRAMS = ['main', 'backup', 'doctor', 'recover', 'restore']

/** What is compiled is kept beside the program, where only those write who may change it. Errors name the sources. */
const programOf = (name: string): string => `import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
enableCompileCache(fileURLToPath(new URL('./compiled', import.meta.url)))
process.setSourceMapsEnabled(true)
await import('./${name}.program.js')
`

/** Packages of the old kind ask for \`require\`. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'\nconst require = requireFrom(import.meta.url)"

/**
 * Of packages, the source maps name the file alone and not the line: their lines would be two thirds of the maps, which
 * Node keeps in memory.
 */
const mapOwnLines: Plugin = {
  name: 'map-own-lines',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\n//# sourceMappingURL=data:application/json;base64,${startOf(path)}`,
      loader: 'js',
    }))
  },
}

/** A source map that knows the first character of a file. */
function startOf(path: string): string {
  const map = { version: 3, sources: [basename(path)], mappings: 'AAAA' }
  return Buffer.from(JSON.stringify(map)).toString('base64')
}

/** What the files were made of; they are made anew when that has changed. */
interface Stamp {
  readonly entries: Readonly<Record<string, string>>
  /** Below the root of the repository. */
  readonly inputs: readonly string[]
  readonly digest: string
}

/**
 * Puts the server and its commands, with the packages they use, into a few files in `dist/run/`: they are loaded in a
 * third of the time that their thousand modules take. Does nothing where nothing has changed.
 */
export async function bundle(): Promise<void> {
  const entries = entriesOf()
  if (isFresh(entries)) return
  // Loaded only where there is something to do.
  const { build } = await import('esbuild')
  const made = mkdtempSync(`${OUT}-`)
  try {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: entries,
      outdir: made,
      bundle: true,
      splitting: true,
      chunkNames: '[name]-[hash]',
      platform: 'node',
      target: 'node24',
      format: 'esm',
      conditions: ['source'],
      // With machine code or files of their own.
      external: ['@node-rs/*', '@electric-sql/pglite', 'pg-native', 'esbuild', 'esbuild-wasm'],
      banner: { js: REQUIRE },
      // The program's text stays in memory, and takes twice as much if any letter in it is not ASCII: in templates, esbuild
      // would leave them.
      charset: 'ascii',
      minifyWhitespace: true,
      legalComments: 'external',
      supported: { 'template-literal': false },
      sourcemap: true,
      plugins: [mapOwnLines],
      sourcesContent: false,
      metafile: true,
      logLevel: 'warning',
    })
    for (const name of PROGRAMS) writeFileSync(join(made, `${name}.js`), programOf(name))
    const guest = await buildGuest()
    writeFileSync(join(made, 'guest.js'), guest.text)
    const all = [...Object.keys(metafile.inputs), ...guest.inputs.map((file) => relative(ROOT, file))]
    const inputs = [...new Set(all)].filter((input) => !input.includes('node_modules/'))
    const stamp: Stamp = { entries, inputs, digest: digestOf(inputs) }
    writeFileSync(join(made, STAMP), JSON.stringify(stamp))
    // Another user may run what this one has built.
    chmodSync(made, 0o755)
    replaceOutput(made, entries)
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

function entriesOf(): Readonly<Record<string, string>> {
  const source = (path: string): string => relative(ROOT, join(PACKAGE, 'src', path))
  const languages = readdirSync(join(PACKAGE, 'src/base/language/messages'))
  return {
    ...Object.fromEntries(
      PROGRAMS.map((name) => [`${name}.program`, source(name === 'main' ? 'main.ts' : `commands/${name}.ts`)]),
    ),
    'bundler-process': source('base/bundler/bundler-process.ts'),
    'pglite-worker': source('base/embedded/pglite-worker.ts'),
    'sandbox-worker': source('base/sandbox/sandbox-worker.ts'),
    ...Object.fromEntries(
      languages.map((file) => [`messages/${file.replace('.ts', '')}`, source(`base/language/messages/${file}`)]),
    ),
  }
}

function isFresh(entries: Stamp['entries']): boolean {
  const file = join(OUT, STAMP)
  if (!existsSync(file)) return false
  const stamp = JSON.parse(readFileSync(file, 'utf8')) as Stamp
  if (JSON.stringify(stamp.entries) !== JSON.stringify(entries)) return false
  return stamp.inputs.every((input) => existsSync(join(ROOT, input))) && stamp.digest === digestOf(stamp.inputs)
}

/** Of our own sources, of this script, and of the versions of everybody else's. */
function digestOf(inputs: readonly string[]): string {
  const hash = createHash('sha256')
  const script = relative(ROOT, fileURLToPath(import.meta.url))
  for (const file of [...inputs, script, 'package-lock.json']) hash.update(readFileSync(join(ROOT, file))).update('\0')
  return hash.digest('hex')
}

/** A server that runs goes on with the old files that it has loaded. */
function replaceOutput(made: string, entries: Stamp['entries']): void {
  const old = `${made}-old`
  try {
    renameSync(OUT, old)
  } catch (error) {
    // There is none, or another build at the same time has just moved it away.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  try {
    renameSync(made, OUT)
  } catch (error) {
    // That build was quicker: its files are as good where they are of the same sources.
    if (!isFresh(entries)) throw error
  } finally {
    rmSync(old, { recursive: true, force: true })
  }
}
