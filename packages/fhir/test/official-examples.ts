/** The example resources that HL7 publishes with R4. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export interface Example {
  /** The file's name without its ending, for example `Patient-f001`. */
  readonly name: string
  readonly text: string
}

const folder = dirname(createRequire(import.meta.url).resolve('hl7.fhir.r4.examples/package.json'))

/** Types whose instances in the package are the definitions of R4 itself, not examples. */
const definitional = new Set([
  'CodeSystem',
  'CompartmentDefinition',
  'ConceptMap',
  'OperationDefinition',
  'SearchParameter',
  'StructureDefinition',
  'ValueSet',
])

/**
 * The 739 examples: every file `<Type>-<id>.json` at the root of the package whose type is not definitional. That leaves
 * out package.json and ig-r4.json (a copy of ImplementationGuide-fhir).
 */
export function officialExamples(): Example[] {
  return readdirSync(folder)
    .filter((file) => /^[A-Z][A-Za-z]*-.*\.json$/.test(file) && !definitional.has(file.slice(0, file.indexOf('-'))))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.json'.length), text: readFileSync(join(folder, file), 'utf8') }))
}

/** One example by its name. */
export function officialExample(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
}
