import { AAL1, AAL2 } from '#domain/logins'
import type { WriteRefusal } from '#domain/resources'
import { ApprovalNeeded, OutcomeError } from './outcome.ts'
import { stepUpChallenge } from './step-up-challenge.ts'

const ANSWERS: Readonly<Record<WriteRefusal['why'], readonly [status: number, code: string]>> = {
  forbidden: [403, 'forbidden'],
  invalid: [400, 'invalid'],
  too_large: [422, 'too-costly'],
  conflict: [409, 'conflict'],
  overtaken: [409, 'conflict'],
  outdated_proof: [401, 'login'],
  // Where a request can wait, it is answered with 202 instead: `endpoints/approvals`.
  needs_approval: [403, 'forbidden'],
}

/** The OperationOutcome for a write that a gate refused: an issue for each thing that is wrong. */
export function writeRefused({ why, finding, asked, more = [], ...first }: WriteRefusal): OutcomeError {
  const [status, issue] = ANSWERS[why]
  const headers = why === 'outdated_proof' ? { 'WWW-Authenticate': stepUpChallenge([AAL2, AAL1]) } : undefined
  const issues = [first, ...more].map(({ code, text, expression }) => ({ code: issue, text, expression, reason: code }))
  const refusal = new OutcomeError(status, issues, finding, headers)
  return asked === undefined ? refusal : new ApprovalNeeded(refusal, asked)
}
