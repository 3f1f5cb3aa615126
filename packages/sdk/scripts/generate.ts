/**
 * Copies the types of FHIR and the names of its search parameters into this package, so that what is published depends
 * on nothing. What is optional may be undefined here: apps that compile with `exactOptionalPropertyTypes` fill resources
 * from forms.
 *
 * `npm run generate -w packages/sdk` writes the copies; with `--check` it fails when a copy is not the original.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { identityTypes, resourceTypes } from '../../fhir/src/model/model.ts'
import { parametersOf } from '../../fhir/src/search/parameters.ts'

const HEADING = '// Copied from packages/fhir by `npm run generate -w packages/sdk`. Not edited by hand.'

function typesModule(): string {
  const original = new URL('../../fhir/src/generated/types.ts', import.meta.url)
  const [heading = '', ...rest] = readFileSync(original, 'utf8').split('\n')
  if (!heading.startsWith('// Made by')) throw new Error(`${fileURLToPath(original)} does not begin as expected.`)
  return [HEADING, ...rest].join('\n').replaceAll(/^( +(?:readonly )?\w+\?: )(.+)$/gm, '$1$2 | undefined')
}

/** What the server's search accepts, by type: each parameter's kind; for a reference, the types that it leads to. */
function searchModule(): string {
  const common = new Set(parametersOf('*').keys())
  const types = [...new Set([...resourceTypes, ...identityTypes])].sort()
  return [
    HEADING,
    '/** The search parameters of every type, and of each: how their values are compared, or what a reference leads to. */',
    "import type { ResourceType } from './types.ts'",
    '',
    'export interface CommonParameters {',
    ...members('*', () => true),
    '}',
    '',
    'export interface SearchParameters {',
    ...types.flatMap((type) => {
      const own = members(type, (name) => !common.has(name))
      return own.length === 0 ? [`  ${type}: {}`] : [`  ${type}: {`, ...own.map((line) => `  ${line}`), '  }']
    }),
    '}',
    '',
  ].join('\n')
}

function members(type: string, isWanted: (name: string) => boolean): readonly string[] {
  return [...parametersOf(type).values()]
    .filter((row) => row.type !== 'composite' && row.type !== 'special' && isWanted(row.code))
    .map((row) => `  ${shown(row.code)}: ${row.type === 'reference' ? leadsTo(row.targets) : `'${row.type}'`}`)
    .sort()
}

function shown(name: string): string {
  return /^\w+$/.test(name) ? name : `'${name}'`
}

function leadsTo(targets: readonly string[] | undefined): string {
  const to = targets?.map((target) => `'${target}'`).join(' | ') ?? 'ResourceType'
  return `{ to: ${to} }`
}

for (const [name, text] of [
  ['types', typesModule()],
  ['search', searchModule()],
] as const) {
  const copy = new URL(`../src/generated/${name}.ts`, import.meta.url)
  if (!process.argv.includes('--check')) writeFileSync(copy, text)
  else if (readFileSync(copy, 'utf8') !== text) {
    console.error(
      `${name}.ts of packages/sdk is not what packages/fhir says: run \`npm run generate -w packages/sdk\`.`,
    )
    process.exitCode = 1
  }
}
