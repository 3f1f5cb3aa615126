import {
  accepted,
  type Condition,
  compartmentTerm,
  literalValue,
  parseSearch,
  type ResourceType,
  type Result,
  refused,
  type SearchValue,
} from '@damson/fhir'
import type { Bind } from './bindings.ts'
import { holdsAlways, isEquality } from './conjuncts.ts'
import type { Unweighed } from './policy.ts'
import { readReference } from './reference.ts'

/**
 * Turns one clause into its condition. A refusal is a sentence.
 *
 * A bound value goes in as a single literal, so it cannot become a separator, a comparison or a second value. The
 * result is checked again, because a demand that always holds would grant everything.
 */
export function conditionOf(
  resourceType: ResourceType | '*',
  clause: Unweighed,
  bind: Bind,
): Result<Condition, string> {
  const values: SearchValue[] = []
  for (const value of clause.values) {
    const bound = value.kind === 'written' ? accepted(value.value) : bindValue(value.placeholder, bind)
    if (!bound.ok) return bound
    values.push(bound.value)
  }
  const condition =
    clause.name === '_compartment' ? compartmentCondition(values) : searchCondition(resourceType, clause, values)
  if (!condition.ok) return condition
  if (holdsAlways(condition.value)) return refused(`\`${clause.name}\` would hold for every resource.`)
  if (!isEquality(condition.value)) {
    return refused(`\`${clause.name}\` can only be compared for equality: write the value without a prefix.`)
  }
  return condition
}

function bindValue(placeholder: Parameters<Bind>[0], bind: Bind): Result<SearchValue, string> {
  const text = bind(placeholder)
  return text.ok ? accepted(literalValue(text.value)) : text
}

function compartmentCondition(values: readonly SearchValue[]): Result<Condition, string> {
  const terms: string[] = []
  for (const { parts } of values) {
    const [reference = '', ...rest] = parts
    if (rest.length > 0 || readReference(reference) === undefined) {
      return refused('Write a compartment as a reference of the form `Type/id`, such as `%patient`.')
    }
    terms.push(compartmentTerm(reference))
  }
  return accepted({ op: 'term', terms })
}

function searchCondition(
  resourceType: ResourceType | '*',
  { name, modifier }: Unweighed,
  values: readonly SearchValue[],
): Result<Condition, string> {
  const pair = modifier === undefined ? { name, values } : { name, modifier, values }
  const search = parseSearch(resourceType, [pair])
  if (search.ok) return accepted(search.value.condition)
  return refused(search.refusal.map(({ text }) => text).join(' '))
}
