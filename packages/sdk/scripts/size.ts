/**
 * What an app pays for each import, minified and gzipped, as esbuild bundles it, and for the client also as webpack does.
 * `npm run check` runs it, and fails where something is too much.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import webpack from 'webpack'

const LARGEST = 14 * 1024
/** What an app pays for a batch beside the client: who makes none pays nothing. */
const LARGEST_BATCH = 1024
/** All of `@damson/react`, without React. */
const LARGEST_HOOKS = 4 * 1024
/** What the compiler makes for the package (`tsconfig.json`). */
const TARGET = 'es2022'

const sourceOf = (name: string): string => fileURLToPath(new URL(`../src/${name}`, import.meta.url))
const useOf = (name: string): string =>
  `import { DamsonClient } from ${JSON.stringify(sourceOf(name))}\nglobalThis.client = new DamsonClient({ baseUrl: location.href })\n`

const useOfBatch = `import { Batch } from ${JSON.stringify(sourceOf('index.ts'))}\nglobalThis.batch = new Batch()\n`

async function byEsbuild(folder: string, entry: string): Promise<number> {
  const outfile = join(folder, 'esbuild.js')
  const external = ['react']
  await build({ entryPoints: [entry], outfile, bundle: true, minify: true, format: 'esm', target: TARGET, external })
  return gzipped(outfile)
}

async function byWebpack(folder: string, entry: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const settings: webpack.Configuration = {
      mode: 'production',
      entry,
      output: { path: folder, filename: 'webpack.js' },
      module: { rules: [{ test: /\.ts$/, loader: fileURLToPath(new URL('strip-types.mjs', import.meta.url)) }] },
    }
    webpack(settings, (error, result) => {
      if (error !== null || result === undefined || result.hasErrors())
        reject(error ?? new Error(result?.toString({ all: false, errors: true })))
      else resolve()
    })
  })
  return gzipped(join(folder, 'webpack.js'))
}

async function gzipped(path: string): Promise<number> {
  return gzipSync(await readFile(path), { level: 9 }).length
}

const folder = await mkdtemp(join(tmpdir(), 'damson-size-'))
try {
  const entry = join(folder, 'app.js')
  await writeFile(entry, useOf('index.ts'))
  const core = { esbuild: await byEsbuild(folder, entry), webpack: await byWebpack(folder, entry) }
  await writeFile(entry, useOf('external/index.ts'))
  const external = await byEsbuild(folder, entry)
  await writeFile(entry, `${useOf('index.ts')}${useOfBatch}`)
  const batch = (await byEsbuild(folder, entry)) - core.esbuild
  await writeFile(entry, `export * from ${JSON.stringify(sourceOf('../../react/src/index.ts'))}\n`)
  const hooks = await byEsbuild(folder, entry)
  console.log(
    `@damson/sdk, gzipped: DamsonClient ${core.esbuild} bytes by esbuild, ${core.webpack} by webpack, of ${LARGEST} at most; with identity providers ${external}; Batch ${batch} more, of ${LARGEST_BATCH} at most. @damson/react: ${hooks}, of ${LARGEST_HOOKS} at most`,
  )
  const isTooMuch = Math.max(core.esbuild, core.webpack) > LARGEST || batch > LARGEST_BATCH || hooks > LARGEST_HOOKS
  if (isTooMuch || batch <= 0) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true })
}
