import type { Condition } from '@damson/fhir'

/**
 * How large the policies of one membership may be, together. Larger ones are refused when they are saved; those stored
 * before the limits existed are withheld. The limits exist so that no request holds up others.
 */
export const policyLimits = {
  /** Items in `ProjectMembership.access`. */
  accessItems: 20,
  /** Clauses in all policies of a membership, each counted as often as its policy is given. */
  clauses: 2_000,
  /** Characters in a parameter's `valueString`, which may be bound in every clause. */
  parameterCharacters: 1_000,
} as const

/** A criteria parameter at the criteria's own limits (20 parameters, 200 values) has ten values. */
const valuesOfAClause = 10
const charactersOfAClause = 1_000

/**
 * How many clauses a criteria parameter counts for: one for every ten values that must be looked up, or every thousand
 * characters. A reference without a type is looked up with each type that it may have.
 */
export function weightOf(text: string, condition: Condition): number {
  return Math.max(Math.ceil(valuesIn(condition) / valuesOfAClause), Math.ceil(text.length / charactersOfAClause), 1)
}

/** The least number of clauses that a criteria can count for, without parsing it. */
export function leastWeightOf(criteria: string): number {
  return criteria
    .slice(criteria.indexOf('?') + 1)
    .split('&')
    .reduce(
      (sum, pair) =>
        sum +
        Math.max(Math.ceil(pair.split(',').length / valuesOfAClause), Math.ceil(pair.length / charactersOfAClause)),
      0,
    )
}

function valuesIn(condition: Condition): number {
  switch (condition.op) {
    case 'all':
    case 'any':
      return condition.of.reduce((sum, one) => sum + valuesIn(one), 0)
    case 'not':
      return valuesIn(condition.of)
    case 'id':
      return condition.ids.length
    case 'term':
      return condition.terms.length
    default:
      return 1
  }
}
