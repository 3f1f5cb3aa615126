import type { JsonRefused } from '@damson/fhir'
import { answered } from '#base/findings'
import { hasTooManyPairs, MOST_PAIRS } from '#base/http'
import { badRequest, type OutcomeError, outcome } from './outcome.ts'

/** A query, form or search with too many parameters. */
export function tooManyParameters(where: 'query' | 'form' | 'search'): OutcomeError {
  return badRequest(
    `The ${where} has too many parameters: send at most ${MOST_PAIRS} parameters.`,
    undefined,
    'too_many_parameters',
  )
}

/** Refuses too long a search that is not the query of the HTTP request, such as one in an entry of a batch. */
export function refuseManyConditions(query: string): void {
  if (hasTooManyPairs(query)) throw tooManyParameters('search')
}

/** Why a text cannot be parsed: it is not JSON, or it has too many parts. */
export function jsonRefused({ message, isTooMuch }: JsonRefused): OutcomeError {
  return isTooMuch
    ? outcome(413, 'too-costly', answered(message), { reason: 'json_too_large' })
    : badRequest(answered(message), undefined, 'malformed_json')
}
