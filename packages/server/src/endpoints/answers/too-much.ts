import type { JsonRefused } from '@damson/fhir'
import { answered } from '#base/findings'
import { hasTooManyPairs, MOST_PAIRS } from '#base/http'
import { badRequest, type OutcomeError, outcome } from './outcome.ts'

/** A query, form or search with more pairs than are read. */
export function tooManyParameters(where: 'query' | 'form' | 'search'): OutcomeError {
  return badRequest(`Send at most ${MOST_PAIRS} parameters in a ${where}.`, undefined, 'too_many_parameters')
}

/** Refuses a search that did not come as the query of a request, such as one in an entry of a batch. */
export function refuseManyConditions(query: string): void {
  if (hasTooManyPairs(query)) throw tooManyParameters('search')
}

/** Why a text was not read as JSON: it is none, or holds more than is parsed here. */
export function jsonRefused({ message, isTooMuch }: JsonRefused): OutcomeError {
  return isTooMuch
    ? outcome(413, 'too-costly', answered(message), { reason: 'json_too_large' })
    : badRequest(answered(message), undefined, 'malformed_json')
}
