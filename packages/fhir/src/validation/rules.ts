/** The model, compiled for one walk over a resource. */

import { codeRow } from '../model/model.ts'
import { type Property, propertiesOf } from '../model/properties.ts'
import { type Primitive, primitiveOf } from '../primitives/primitive.ts'

/** The properties that a JSON object of one type may have. */
export interface StructureRule {
  readonly type: string
  readonly rules: ReadonlyMap<string, Rule>
  readonly demands: readonly Demand[]
}

/** A required element: one of these properties, or the `_` sibling of one. */
export interface Demand {
  readonly element: string
  readonly names: readonly string[]
}

/** How one property is checked. */
export interface Rule {
  /** The name in FHIRPath. */
  readonly element: string
  readonly type: string
  readonly many: boolean
  /** The property without a sibling's underscore. */
  readonly property: string
  /** A number that all types of one choice share, and no other element; -1 if the property is not a choice. */
  readonly choice: number
  readonly value: ValueRule
}

export type ValueRule =
  | { readonly kind: 'primitive'; readonly primitive: Primitive; readonly codes?: ReadonlySet<string> }
  /** The `_` property that holds a primitive's id and extensions. */
  | { readonly kind: 'sibling' }
  | { readonly kind: 'resource'; readonly isContained: boolean }
  | {
      readonly kind: 'structure'
      readonly structure: () => StructureRule
      /** Codes by system, if the type is coded and the binding required. */
      readonly codes?: ReadonlySet<string>
      readonly isReference: boolean
      /** The types that a reference may point to; absent if it may point to any. */
      readonly targets?: ReadonlySet<string>
    }

const cache = new Map<string, StructureRule>()

/** The rule of a type; made when it is first needed. */
export function structureRule(type: string): StructureRule {
  const known = cache.get(type)
  if (known !== undefined) return known
  const properties = [...propertiesOf(type).values()]
  const rule = { type, rules: rulesFor(properties), demands: demandsFor(properties) }
  cache.set(type, rule)
  return rule
}

function rulesFor(properties: readonly Property[]): Map<string, Rule> {
  const rules = new Map<string, Rule>()
  const choices = [...new Set(properties.filter(isChoice).map((property) => property.element))]
  for (const property of properties) {
    const { name, element, type, many } = property
    const choice = isChoice(property) ? choices.indexOf(element) : -1
    const rule = { element, type, many, property: name, choice, value: valueRule(property) }
    rules.set(name, rule)
    // Ids have no extensions in JSON.
    if (primitiveOf(type) === undefined || name === 'id') continue
    rules.set(`_${name}`, { ...rule, type: 'Element', value: { kind: 'sibling' } })
  }
  return rules
}

function isChoice(property: Property): boolean {
  return property.name !== property.element
}

function demandsFor(properties: readonly Property[]): Demand[] {
  const names = new Map<string, string[]>()
  for (const property of properties) {
    if (!property.required) continue
    names.set(property.element, [...(names.get(property.element) ?? []), property.name])
  }
  return [...names].map(([element, list]) => ({
    element,
    names: [...list, ...list.map((name) => `_${name}`)],
  }))
}

function valueRule({ name, type, binding, targets }: Property): ValueRule {
  if (type === 'Resource') return { kind: 'resource', isContained: name === 'contained' }
  const primitive = primitiveOf(type)
  if (primitive !== undefined) {
    const codes = binding === undefined ? undefined : new Set(Object.values(codeRow(binding)).flat())
    return codes === undefined ? { kind: 'primitive', primitive } : { kind: 'primitive', primitive, codes }
  }
  return {
    kind: 'structure',
    structure: () => structureRule(type),
    isReference: type === 'Reference',
    ...(binding !== undefined && { codes: codedValues(binding) }),
    ...(targets !== undefined && { targets: new Set(targets) }),
  }
}

function codedValues(binding: string): ReadonlySet<string> {
  return new Set(
    Object.entries(codeRow(binding)).flatMap(([system, codes]) => codes.map((code) => `${system}|${code}`)),
  )
}
