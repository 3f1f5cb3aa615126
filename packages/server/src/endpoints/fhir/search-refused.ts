import type { SearchRefusal } from '@damson/fhir'
import { issuesRefused, type OutcomeError } from '#answers'

/** 400 with every fault of a search. */
export function searchRefused(refusals: readonly SearchRefusal[]): OutcomeError {
  return issuesRefused(
    refusals.map(({ parameter, why, text }) => ({
      code: why === 'unsupported' ? 'not-supported' : 'invalid',
      text,
      expression: parameter,
      reason: `search_${why}`,
    })),
  )
}
