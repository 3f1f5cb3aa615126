/**
 * Owns: how endpoints read requests (body, form, credential), how they answer (OperationOutcome, OAuth error), and which
 * of these a route uses. Only this folder and `#pages` turn a refusal into a status. Does not own: the reasons for
 * refusals; pages (`#pages`, which it never imports). Used by: all endpoints.
 */

export { isOwnPage, isPageOfClient, mayDevelop, type PageDeps } from './asking-page.ts'
export { BLOCKED_ADDRESS } from './blocked-address.ts'
export { readBody } from './body.ts'
export { type CachedAnswers, createCachedAnswers } from './cached-answers.ts'
export { type Failure, failureOf, outcomeOf, sendOAuthError, sendOutcome } from './failure.ts'
export {
  type Form,
  foreignResource,
  isForm,
  MAY_REPEAT,
  notAForm,
  type QueryParameters,
  queryOf,
  queryParametersOf,
  readForm,
  readParameters,
} from './form.ts'
export {
  actingError,
  actingOf,
  asItself,
  callerOf,
  credentialError,
  granteeOf,
  insufficient,
  leavingOf,
  namesPerson,
  notAdministrator,
  refuseLimited,
  weakCallerOf,
  weakGranteeOf,
} from './grantee.ts'
export { OAuthError, type OAuthErrorCode } from './oauth-error.ts'
export { otherMethod } from './other-method.ts'
export {
  ApprovalNeeded,
  allOk,
  badRequest,
  conflict,
  containing,
  explained,
  forbidden,
  INVALID_RESOURCE,
  issuesRefused,
  notFound,
  OutcomeError,
  type OutcomeIssue,
  outcome,
  outcomeBody,
  REASON_SYSTEM,
  tooManyRequests,
  unauthorized,
  unavailable,
} from './outcome.ts'
export { describable } from './plain.ts'
export { confirmsLockout, requestOriginOf } from './request-origin.ts'
export { type AnswerShape, type Answers, answersWith, isCall, shapeOf } from './shape.ts'
export { stepUpChallenge } from './step-up-challenge.ts'
export { jsonRefused, refuseManyConditions, tooManyParameters } from './too-much.ts'
export { noteTrace, TRACE_HEADER, type TraceNotes, traceUrl } from './traced.ts'
export { checkVersion, versionIn, versionTag } from './version.ts'
export { writeRefused } from './write-refusal.ts'
