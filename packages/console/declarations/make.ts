import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript'
import { reduceCore } from './core.ts'
import { reduceLanguage } from './language.ts'

/** What TypeScript reads beside a Bot's own files: declarations by the names of their files. */
export type Declarations = Readonly<Record<string, string>>

const { resolve } = createRequire(import.meta.url)

/** Not by its manifest: some packages do not export theirs, and one exports nothing at all. */
function folderOf(name: string): string {
  const found = resolve
    .paths(name)
    ?.map((folder) => join(folder, name))
    .find((folder) => existsSync(folder))
  if (found === undefined) throw new Error(`${name} is not installed: run npm install.`)
  return found
}

/**
 * The declarations of what a Bot has, and of no more: the language as the sandbox speaks it, the sandbox's own globals,
 * what is given of `@medplum/core`, and the types of FHIR.
 */
export function makeDeclarations(): Declarations {
  return {
    '/types/lib.d.ts': reduceLanguage(ts, (name) => readFileSync(join(folderOf('typescript'), 'lib', name), 'utf8')),
    '/types/sandbox.d.ts': readFileSync(join(import.meta.dirname, 'globals/sandbox.d.ts'), 'utf8'),
    '/types/core.d.ts': reduceCore(ts, readFileSync(join(folderOf('@medplum/core'), 'dist/esm/index.d.ts'), 'utf8')),
    '/types/fhirtypes.d.ts': oneOfMany(join(folderOf('@medplum/fhirtypes'), 'dist')),
  }
}

/** The notices of those whose work is in what the editor loads. */
export function notices(): string {
  const files = [
    ['TypeScript', 'typescript', 'LICENSE.txt'],
    ['TypeScript', 'typescript', 'ThirdPartyNoticeText.txt'],
    ['@medplum/core and @medplum/fhirtypes (reduced to what Bots get)', '@medplum/core', 'LICENSE.txt'],
  ] as const
  return files
    .map(([title, name, file]) => `${title}\n\n${readFileSync(join(folderOf(name), file), 'utf8')}`)
    .join(`\n${'='.repeat(100)}\n\n`)
}

/** The files of a package that declare a type each, in one: they differ in their names alone. */
function oneOfMany(folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.d.ts') && name !== 'index.d.ts')
  const declared = files.toSorted().map((name) =>
    readFileSync(join(folder, name), 'utf8')
      .replace(/^(?:\/\/.*\n)*\/\*[^]*?\*\/\n/, '')
      .replaceAll(/^import .*\n/gm, '')
      .trim(),
  )
  return `// Copyright Orangebot, Inc. and Medplum contributors, Apache-2.0. Changed: many files in one.\n${declared.join('\n\n')}\n`
}
