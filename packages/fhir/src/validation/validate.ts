/** Structural validation of resources. */
import { keyMemberText } from '../identity/client-application.ts'
import { nestingLimit } from '../json/json.ts'
import { isRawNumber } from '../json/raw-number.ts'
import { isResourceType } from '../model/model.ts'
import { checkCoded } from './coded.ts'
import type { Issue } from './issue.ts'
import { checkReference } from './reference.ts'
import { type Demand, type Rule, type StructureRule, structureRule, type ValueRule } from './rules.ts'
import { Walk } from './walk.ts'

type Structure = Readonly<Record<string, unknown>>

/**
 * Checks a resource against the structure of its type: unknown and missing elements, repetition, JSON types, the
 * formats of primitives, choices, required bindings, the targets of references, contained resources, nesting.
 *
 * Does not check profiles, FHIRPath invariants, `extensible` bindings, or whether references resolve outside the
 * resource. Stops at 50 issues, and at the first element nested deeper than 100.
 *
 * @param resource Anything; numbers may be raw ones from `parseJson`.
 * @returns The problems, in document order; an empty list if the resource is acceptable.
 *
 * @example
 * ```ts
 * for (const issue of validate({ resourceType: 'Patient', birthDate: '2015-02-30' })) {
 *   console.log(issue.expression, issue.text) // Patient.birthDate …
 * }
 * ```
 *
 * @see https://hl7.org/fhir/R4/validation.html
 */
export function validate(resource: unknown): Issue[] {
  const walk = new Walk()
  walk.enter(isObject(resource) && isResourceType(resource.resourceType) ? resource.resourceType : 'Resource')
  checkResource(walk, resource, false)
  return walk.issues
}

function checkResource(walk: Walk, value: unknown, isContained: boolean): void {
  if (!isObject(value)) {
    walk.report('structure', `A resource is a JSON object with a resourceType, not ${kindOf(value)}.`)
    return
  }
  const { resourceType } = value
  if (!isResourceType(resourceType)) {
    const code = resourceType === undefined ? 'required' : 'value'
    walk.report(code, 'resourceType must name a resource type of R4, such as Patient.', 'resourceType')
    return
  }
  if (isContained && value.contained !== undefined) {
    walk.report('invariant', 'A contained resource cannot contain resources: list them side by side.', 'contained')
    return
  }
  const outer = walk.scope
  if (!isContained) walk.scope = { resource: value }
  checkStructure(walk, value, structureRule(resourceType), true)
  walk.scope = outer
}

function checkStructure(walk: Walk, value: Structure, structure: StructureRule, isResource: boolean): void {
  let members = 0
  const chosen: string[] = []
  for (const name of Object.keys(value)) {
    if (walk.stopped) return
    if (isResource && name === 'resourceType') continue
    members++
    const rule = structure.rules.get(name)
    if (rule === undefined) {
      walk.report('structure', unknownText(structure, name), name)
      continue
    }
    if (rule.choice >= 0 && (chosen[rule.choice] ??= rule.property) !== rule.property) {
      walk.report('structure', `${rule.element}[x] is given in more than one type: keep one.`, rule.element)
    }
    checkProperty(walk, value, name, rule)
  }
  if (!isResource) checkContent(walk, value, members)
  for (const demand of structure.demands) {
    if (isMet(value, demand)) continue
    walk.report('required', `${demand.element} is missing: ${structure.type} must have it.`, demand.element)
  }
  if (structure.type === 'Extension') checkExtension(walk, value)
}

/** ele-1: an element has content, and an id alone does not count. */
function checkContent(walk: Walk, value: Structure, members: number): void {
  if (members === 0) {
    walk.report('structure', 'The element is empty: leave it out, or give it content.')
  } else if (members === 1 && value.id !== undefined) {
    walk.report('invariant', 'The element has only an id: give it content.')
  }
}

function isMet(value: Structure, demand: Demand): boolean {
  for (const name of demand.names) {
    if (value[name] !== undefined) return true
  }
  return false
}

function checkProperty(walk: Walk, owner: Structure, name: string, rule: Rule): void {
  walk.enter(rule.element)
  const value = owner[name]
  if (walk.depth > nestingLimit) {
    walk.report('too-costly', `The resource is nested deeper than ${nestingLimit} elements: flatten it.`)
  } else if (!rule.many) {
    if (Array.isArray(value)) walk.report('structure', 'The element does not repeat: give one value, not an array.')
    else checkValue(walk, value, rule.value)
  } else if (!Array.isArray(value)) {
    walk.report('structure', `The element repeats: give an array, not ${kindOf(value)}.`)
  } else {
    checkItems(walk, owner, value, rule)
  }
  walk.leave()
}

function checkItems(walk: Walk, owner: Structure, items: readonly unknown[], rule: Rule): void {
  if (items.length === 0) walk.report('structure', 'The array is empty: leave the element out, or give a value.')
  for (let index = 0; index < items.length && !walk.stopped; index++) {
    walk.enter(index)
    const item = items[index]
    if (item !== null || !isFilledBeside(owner, rule, index)) checkValue(walk, item, rule.value)
    walk.leave()
  }
}

/** Whether a null takes the place of a primitive that has only its other half, value or extensions. */
function isFilledBeside(owner: Structure, rule: Rule, index: number): boolean {
  if (rule.value.kind !== 'primitive' && rule.value.kind !== 'sibling') return false
  const other = owner[rule.value.kind === 'sibling' ? rule.property : `_${rule.property}`]
  return Array.isArray(other) && other[index] !== null && other[index] !== undefined
}

function checkValue(walk: Walk, value: unknown, rule: ValueRule): void {
  switch (rule.kind) {
    case 'primitive':
      if (!rule.primitive.accepts(value)) walk.report('value', `The value must be ${rule.primitive.expected}.`)
      else if (rule.codes?.has(String(value)) === false) walk.report('code-invalid', codeText(rule.codes))
      return
    case 'sibling':
      checkObject(walk, value, structureRule('Element'))
      return
    case 'resource':
      checkResource(walk, value, rule.isContained)
      return
    case 'structure':
      if (!checkObject(walk, value, rule.structure())) return
      if (rule.codes !== undefined) checkCoded(walk, value, rule.codes)
      if (rule.isReference) checkReference(walk, value, rule.targets)
  }
}

function checkObject(walk: Walk, value: unknown, structure: StructureRule): value is Structure {
  if (isObject(value)) {
    checkStructure(walk, value, structure, false)
    return true
  }
  walk.report('structure', `The element must be a JSON object (${structure.type}), not ${kindOf(value)}.`)
  return false
}

/** ext-1: an extension has either a value or extensions. */
function checkExtension(walk: Walk, value: Structure): void {
  const hasValue = Object.keys(value).some((name) => name.startsWith('value') || name.startsWith('_value'))
  if (hasValue === (value.extension !== undefined)) {
    walk.report('invariant', 'An extension must have either a value or its own extensions, but not both.')
  }
}

function unknownText({ type, rules }: StructureRule, name: string): string {
  const ofKey = keyMemberText(type, name)
  if (ofKey !== undefined) return ofKey
  const choice = rules.values().find((rule) => rule.choice >= 0 && rule.element === name)
  if (choice !== undefined) return `${type} has no element of this name: add its type, as in ${choice.property}.`
  const folded = name.toLowerCase()
  const meant = rules.keys().find((known) => known.toLowerCase() === folded)
  return `${type} has no element of this name${meant === undefined ? '.' : `: did you mean ${meant}?`}`
}

function codeText(codes: ReadonlySet<string>): string {
  const shown = [...codes].slice(0, 12).join(', ')
  return `The code must be one of ${shown}${codes.size > 12 ? ' and others' : ''}.`
}

function isObject(value: unknown): value is Structure {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (isRawNumber(value)) return 'a number'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
