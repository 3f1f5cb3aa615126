/** Turns structure definitions into the model's rows. */
import type { TypeRow } from '../src/model/rows.ts'
import type { ElementDefinition, StructureDefinition, TypeDefinition } from './definitions.ts'
import { resourcesOf } from './package-files.ts'
import { expandValueSet, valueSetName } from './value-sets.ts'

const definitionBase = 'http://hl7.org/fhir/StructureDefinition/'
const fhirType = `${definitionBase}structuredefinition-fhir-type`

const definitions = resourcesOf<StructureDefinition>('StructureDefinition').filter(
  (definition) =>
    (definition.kind === 'resource' || definition.kind === 'complex-type') && definition.derivation !== 'constraint',
)

/** Every resource type and datatype, and every structure inside one, with the elements it adds to its base. */
export function structureRows(): Record<string, TypeRow> {
  const rows: Record<string, TypeRow> = {}
  for (const definition of definitions) {
    for (const [path, row] of rowsOf(definition)) rows[path] = row
  }
  return rows
}

/** The canonical URLs of all required bindings. */
export function requiredValueSets(): string[] {
  const bound = definitions.flatMap((definition) => definition.snapshot?.element ?? []).map(requiredValueSet)
  return [...new Set(bound.filter((canonical) => canonical !== undefined))].sort()
}

/** The concrete resource types. */
export function resourceNames(): string[] {
  const abstract = new Set(['Resource', 'DomainResource'])
  return definitions
    .filter((definition) => definition.kind === 'resource' && !abstract.has(definition.type))
    .map((definition) => definition.type)
    .sort()
}

function rowsOf(definition: StructureDefinition): Map<string, TypeRow> {
  const rows = new Map<string, { base?: string; elements: Record<string, string> }>()
  for (const element of definition.snapshot?.element ?? []) {
    const cut = element.path.lastIndexOf('.')
    if (cut < 0) {
      const base = definition.baseDefinition?.slice(definitionBase.length)
      rows.set(element.path, base === undefined ? { elements: {} } : { base, elements: {} })
      continue
    }
    const owner = rows.get(element.path.slice(0, cut))
    if (owner === undefined) throw new TypeError(`${element.path} comes before its owner`)
    const name = element.path.slice(cut + 1)
    const line = elementLine(element)
    if (!inherits(owner.base, name, line)) owner.elements[name] = line
    const structure = structureBase(element)
    if (structure !== undefined) rows.set(element.path, { base: structure, elements: {} })
  }
  return rows
}

/** `BackboneElement` or `Element` when the element's own children are defined in place. */
function structureBase(element: ElementDefinition): string | undefined {
  const code = element.type?.[0]?.code
  return code === 'BackboneElement' || code === 'Element' ? code : undefined
}

function inherits(base: string | undefined, name: string, line: string): boolean {
  if (base === undefined) return false
  const path = `${base}.${name}`
  const inherited = definitions
    .find((definition) => definition.type === base)
    ?.snapshot?.element.find((element) => element.path === path)
  return inherited !== undefined && elementLine(inherited) === line
}

function elementLine(element: ElementDefinition): string {
  const max = element.max === '1' ? '1' : '*'
  const canonical = requiredValueSet(element)
  const binding =
    canonical === undefined || expandValueSet(canonical) === undefined ? '' : ` =${valueSetName(canonical)}`
  return `${element.min}..${max} ${typeNames(element)}${binding}`
}

function requiredValueSet(element: ElementDefinition): string | undefined {
  return element.binding?.strength === 'required' ? element.binding.valueSet : undefined
}

function typeNames(element: ElementDefinition): string {
  if (element.contentReference !== undefined) return element.contentReference.slice(1)
  if (structureBase(element) !== undefined) return element.path
  // R4 publishes the type of Resource.id as string; the text of the standard says id.
  if (element.path.endsWith('.id') && element.type?.[0]?.extension?.[0]?.valueUrl === 'string' && isResourceId(element))
    return 'id'
  return (element.type ?? []).map(typeName).join('|')
}

function isResourceId(element: ElementDefinition): boolean {
  const owner = element.path.slice(0, -'.id'.length)
  return definitions.some((definition) => definition.kind === 'resource' && definition.type === owner)
}

function typeName(type: TypeDefinition): string {
  const code = type.extension?.find((extension) => extension.url === fhirType)?.valueUrl ?? type.code
  const targets = type.targetProfile?.map((profile) => profile.slice(definitionBase.length)) ?? []
  return targets.length === 0 || targets.includes('Resource') ? code : `${code}(${targets.join(',')})`
}
