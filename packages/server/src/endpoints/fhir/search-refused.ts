import type { SearchRefusal } from '@damson/fhir'
import { issuesRefused, type OutcomeError } from '#answers'
import { error, type Finding } from '#base/findings'

/** 400 with every fault of a search. */
export function searchRefused(refusals: readonly SearchRefusal[]): OutcomeError {
  return issuesRefused(
    refusals.map(({ parameter, why, text }) => ({
      code: why === 'unsupported' ? 'not-supported' : 'invalid',
      text,
      expression: parameter,
      reason: `search_${why}`,
    })),
    FINDINGS[refusals[0]?.why ?? 'value'],
  )
}

/** By the first fault; what was sent is not repeated. */
const FINDINGS: Readonly<Record<SearchRefusal['why'], Finding>> = {
  unknown: error('The search has a parameter that its type does not have.', 'Compare its name with /metadata.'),
  unsupported: error('The search uses what FHIR has and this server does not.', 'Leave it out: the answer names it.'),
  modifier: error('A parameter has a modifier that it does not take.', 'Leave the modifier out: the answer names it.'),
  value: error('The value of a parameter is not of its form.', 'Write it as the answer says, next to the parameter.'),
  limit: error('The search has too many values, or too long a one.', 'Send fewer, in several searches.'),
}
