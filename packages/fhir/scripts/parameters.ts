/** Turns search parameters and compartment definitions into the model's rows. */
import type { CompartmentRows, ParameterRow, ParameterType } from '../src/model/rows.ts'
import type { CompartmentDefinition, SearchParameter } from './definitions.ts'
import { resourcesOf } from './package-files.ts'

/** The package's illustrations of the resource type itself, which define nothing. */
const illustrations = new Set(['example', 'example-extension', 'example-reference'])

/** A parameter with so many targets has them all. */
const anyTargets = 100

/** Every search parameter that some resource type has and that is defined by an expression. */
export function parameterRows(): ParameterRow[] {
  return resourcesOf<SearchParameter>('SearchParameter')
    .filter((parameter) => !illustrations.has(parameter.id) && parameter.expression !== undefined)
    .flatMap(parameterRow)
}

function parameterRow(parameter: SearchParameter): ParameterRow[] {
  const { code, base: bases } = parameter
  // A list of all types means any type, also those that are not of R4.
  const targets = (parameter.target?.length ?? 0) < anyTargets ? parameter.target : undefined
  if (bases === undefined) return []
  const row: ParameterRow = {
    code,
    // The standard leaves the algorithm open, and plain text matching would not be one.
    type: parameter.xpathUsage === 'phonetic' ? 'special' : (parameter.type as ParameterType),
    bases,
    expression: parameter.expression ?? '',
    documentation: bases.map((base) => sentenceFor(base, parameter.description)),
  }
  return [targets === undefined ? row : { ...row, targets }]
}

/** A shared parameter describes itself in a list with one line for each type. */
function sentenceFor(base: string, description: string): string {
  const line = description.split(/\r?\n/).find((text) => text.startsWith(`* [${base}]`))
  return (line?.slice(line.indexOf('): ') + 3) ?? description).replaceAll(/\s+/g, ' ').trim()
}

/** The five compartments of R4. */
export function compartmentRows(): CompartmentRows {
  const official = resourcesOf<CompartmentDefinition>('CompartmentDefinition').filter((one) => one.id !== 'example')
  return Object.fromEntries(
    official.map((one) => [
      one.code,
      Object.fromEntries(one.resource.flatMap(({ code, param }) => (param === undefined ? [] : [[code, param]]))),
    ]),
  )
}
