/**
 * Copies the types of FHIR into this package, so that what is published depends on nothing. What is optional may be
 * undefined here: apps that compile with `exactOptionalPropertyTypes` fill resources from forms.
 *
 * `npm run generate -w packages/sdk` writes the copy; with `--check` it fails when the copy is not the original.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const original = new URL('../../fhir/src/generated/types.ts', import.meta.url)
const copy = new URL('../src/generated/types.ts', import.meta.url)

const [heading = '', ...rest] = readFileSync(original, 'utf8').split('\n')
if (!heading.startsWith('// Made by')) throw new Error(`${fileURLToPath(original)} does not begin as expected.`)
const text = ['// Copied from packages/fhir by `npm run generate -w packages/sdk`. Not edited by hand.', ...rest]
  .join('\n')
  .replaceAll(/^( +(?:readonly )?\w+\?: )(.+)$/gm, '$1$2 | undefined')

if (!process.argv.includes('--check')) writeFileSync(copy, text)
else if (readFileSync(copy, 'utf8') !== text) {
  console.error('The types of packages/sdk are not those of packages/fhir: run `npm run generate -w packages/sdk`.')
  process.exitCode = 1
}
