import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const PACKAGES = join(ROOT, 'packages')
const CONSOLE = join(PACKAGES, 'console')
const DIST = fileURLToPath(new URL('../dist/', import.meta.url))
const OUT = join(DIST, 'console')
const STAMP = 'stamp.txt'
/** Where in a package there is nothing that the console is made of. */
const APART = new Set(['dist', 'node_modules', 'test', 'scripts'])
const WORTH_PACKING = new Set(['.css', '.js', '.json', '.svg'])

/**
 * Puts the console into `dist/console/`, where the server reads it, with each file packed as browsers take it. Does
 * nothing where nothing has changed. A build of the console lasts when its tools are taken away (`npm prune --omit=dev`).
 */
export async function buildConsole(): Promise<void> {
  const digest = digestOfInputs()
  if (existsSync(join(OUT, STAMP)) && readFileSync(join(OUT, STAMP), 'utf8') === digest) return
  const vite = existsSync(join(CONSOLE, 'index.html')) ? findVite() : undefined
  if (vite === undefined) return
  mkdirSync(DIST, { recursive: true })
  const made = mkdtempSync(`${OUT}-`)
  try {
    const build = ['--conditions=source', vite, 'build', '--logLevel', 'warn', '--emptyOutDir', '--outDir', made]
    // As operators run it, also where tests build it.
    const env = { ...process.env, NODE_ENV: 'production' }
    await promisify(execFile)(process.execPath, build, { cwd: CONSOLE, env })
    await packFiles(join(made, 'assets'))
    await writeFile(join(made, STAMP), digest)
    // Another user may run what this one has built.
    chmodSync(made, 0o755)
    replaceOutput(made, digest)
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

/** Undefined in an install without development packages. */
function findVite(): string | undefined {
  try {
    const manifest = createRequire(join(CONSOLE, 'package.json')).resolve('vite/package.json')
    return join(dirname(manifest), 'bin/vite.js')
  } catch {
    return undefined
  }
}

function digestOfInputs(): string {
  const hash = createHash('sha256')
  const own = [fileURLToPath(import.meta.url), join(ROOT, 'package-lock.json')]
  const files = [...own, ...['console', ...packagesOf('console')].flatMap((name) => filesIn(join(PACKAGES, name)))]
  for (const file of files) hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** The packages of this repository that one uses, and those that they use: their folders have their names. */
function packagesOf(name: string): readonly string[] {
  const file = join(PACKAGES, name, 'package.json')
  if (!existsSync(file)) return []
  const { dependencies, devDependencies }: Manifest = JSON.parse(readFileSync(file, 'utf8'))
  // The tools of a package's tests are no part of what it is.
  const used = Object.keys(name === 'console' ? { ...dependencies, ...devDependencies } : (dependencies ?? {}))
  const ours = used.flatMap((one) => (one.startsWith('@damson/') ? [one.slice('@damson/'.length)] : []))
  const isLibrary = (one: string): boolean => one !== 'testkit' && one !== 'server'
  return [...new Set(ours.filter(isLibrary).flatMap((one) => [one, ...packagesOf(one)]))].toSorted()
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return APART.has(entry.name) ? [] : filesIn(join(folder, entry.name))
      return /\.(test\.tsx?|tsbuildinfo)$/.test(entry.name) ? [] : [join(folder, entry.name)]
    })
}

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

async function packFiles(folder: string): Promise<void> {
  const names = readdirSync(folder).filter((name) => WORTH_PACKING.has(extname(name)))
  await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name)
      const content = await readFile(file)
      const size = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }
      await writeFile(`${file}.br`, await brotli(content, size))
      await writeFile(`${file}.gz`, await gzipped(content, { level: 9 }))
    }),
  )
}

/** A server that runs goes on with the files that it has read. */
function replaceOutput(made: string, digest: string): void {
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
    if (!existsSync(join(OUT, STAMP)) || readFileSync(join(OUT, STAMP), 'utf8') !== digest) throw error
  } finally {
    rmSync(old, { recursive: true, force: true })
  }
}
