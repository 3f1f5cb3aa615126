/**
 * Makes src/generated/ from HL7's R4 package. With `--check` it writes nothing and fails when the committed files
 * are not what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { identityCodes, identityRows, identityTypeNames, metaElements } from '../src/identity/definitions.ts'
import type { CodeRow, ModelRows, TypeRow } from '../src/model/rows.ts'
import { compartmentRows, parameterRows } from './parameters.ts'
import { requiredValueSets, resourceNames, structureRows } from './structures.ts'
import { expandValueSet, valueSetName } from './value-sets.ts'
import { typesModule } from './write-types.ts'

const types = structureRows()
const official: ModelRows & { readonly resources: readonly string[] } = {
  resources: resourceNames(),
  types,
  codes: requiredCodes(),
  parameters: parameterRows(),
  compartments: compartmentRows(),
}

const complete: ModelRows = {
  ...official,
  types: { ...types, Meta: withMetaElements(types.Meta), ...identityRows },
  codes: { ...official.codes, ...identityCodes },
}

const outputs = {
  'model.ts': `// Made by \`npm run generate -w packages/fhir\` from HL7's definitions (CC0). Not edited by hand.
/** The R4 model as JSON text: parsing it is many times faster than evaluating the same thing as code. */
export const source: string =
  ${JSON.stringify(JSON.stringify(official))}
`,
  'types.ts': typesModule(complete, [...official.resources, ...identityTypeNames].sort()),
}

for (const [name, text] of Object.entries(outputs)) {
  const path = fileURLToPath(new URL(`../src/generated/${name}`, import.meta.url))
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`src/generated/${name} is out of date: run npm run generate -w packages/fhir`)
    process.exitCode = 1
  }
}

function requiredCodes(): Record<string, CodeRow> {
  const codes: Record<string, CodeRow> = {}
  for (const canonical of requiredValueSets()) {
    const expansion = expandValueSet(canonical)
    if (expansion !== undefined) codes[valueSetName(canonical)] = expansion
  }
  return codes
}

function withMetaElements(meta: TypeRow | undefined): TypeRow {
  return { base: 'Element', elements: { ...meta?.elements, ...metaElements } }
}
