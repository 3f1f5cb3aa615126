import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The script, made of its sources, and the sources it was made of. */
export async function buildGuest(): Promise<{ readonly text: string; readonly inputs: readonly string[] }> {
  // Only here: a server that runs from its build does not load it.
  const { build } = await import('esbuild')
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`main${EXTENSION}`, import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'iife',
    globalName: 'guest',
    platform: 'neutral',
    conditions: EXTENSION === '.ts' ? ['source'] : [],
    target: 'es2022',
    logLevel: 'warning',
  })
  return { text: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs).map((file) => resolve(file)) }
}

/** That of this file: sources are TypeScript, a package's are not. */
const EXTENSION = import.meta.url.slice(-3)
