import type { Condition } from '@damson/fhir'

/**
 * How large the policies of one membership may be, together. What is above is refused when it is saved; what was stored
 * before there were limits is withheld. Each limit is there so that no request has others wait.
 */
export const policyLimits = {
  /** Items of `ProjectMembership.access`. */
  accessItems: 20,
  /** Clauses of all the policies that a membership is given, each counted as often as it is given. */
  clauses: 2_000,
  /** Characters of a parameter's `valueString`: it may be bound in every clause. */
  parameterCharacters: 1_000,
} as const

/** A parameter of a criteria that is full by its own limits (20 parameters, 200 values) has ten values. */
const valuesOfAClause = 10
const charactersOfAClause = 1_000

/**
 * For how many clauses one parameter of a criteria counts: one for each ten values that must be looked for, or each
 * thousand characters. A reference without a type is looked for with each type that it may have.
 */
export function weightOf(text: string, condition: Condition): number {
  return Math.max(Math.ceil(valuesIn(condition) / valuesOfAClause), Math.ceil(text.length / charactersOfAClause), 1)
}

/** The least that a criteria can count for, without reading it. */
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
