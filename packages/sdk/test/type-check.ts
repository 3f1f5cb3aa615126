import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const tsc = join(root, 'node_modules/typescript/bin/tsc')

/** What an app's own compiler is told, as strictly as can be. */
const compilerOptions = {
  target: 'ES2024',
  lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  module: 'NodeNext',
  types: ['node'],
  customConditions: ['source'],
  strict: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  // The sources of the SDK are checked as they are, too.
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
}

export interface Checked {
  readonly folder: string
  /** What the compiler complains of; empty when it is content. */
  readonly complaints: string
}

/** Writes files into a folder from which packages are found as in an app, compiles them, and hands the folder on. */
export async function typeCheck<T>(
  files: Readonly<Record<string, string>>,
  use: (checked: Checked) => Promise<T> | T,
): Promise<T> {
  await mkdir(join(root, 'tmp'), { recursive: true })
  const folder = await mkdtemp(join(root, 'tmp', 'sdk-'))
  try {
    const all = {
      ...files,
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({ compilerOptions }),
    }
    for (const [name, text] of Object.entries(all)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    const complaints = await new Promise<string>((resolve) => {
      execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { cwd: folder }, (_error, stdout, stderr) =>
        resolve(stdout + stderr),
      )
    })
    return await use({ folder, complaints })
  } finally {
    await rm(folder, { recursive: true })
  }
}
