import type { SearchRefusal } from '@damson/fhir'
import { issuesRefused, type OutcomeError } from '#answers'
import { error, type Finding } from '#base/findings'

/** 400 with all faults of a search. */
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

/** The finding for the first fault. It does not repeat what was sent. */
const FINDINGS: Readonly<Record<SearchRefusal['why'], Finding>> = {
  unknown: error('The search has a parameter that its type does not support.', 'Compare its name with /metadata.'),
  unsupported: error(
    'The search uses a feature of FHIR that this server does not support.',
    'Leave it out: the answer names it.',
  ),
  modifier: error(
    'A parameter has a modifier that it does not support.',
    'Leave the modifier out: the answer names it.',
  ),
  value: error('The value of a parameter is malformed.', 'Correct it: the answer names the parameter and its form.'),
  limit: error(
    'The search has too many values, or a value that is too long.',
    'Send fewer values, in several searches.',
  ),
}
