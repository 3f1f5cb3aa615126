/**
 * Owns: the shapes in which every endpoint reads and answers: body, form, credential; OperationOutcome, OAuth error; which
 * shape a route answers in. With `#pages` the one place where a refusal becomes a status. Does not own: why something is
 * refused; what a person is shown (`#pages`, which it never imports). Asked by: all endpoints.
 */

export { isOwnPage, isPageOfClient, mayDevelop, type PageDeps } from './asking-page.ts'
export { readBody } from './body.ts'
export { type CachedAnswers, createCachedAnswers } from './cached-answers.ts'
export { type Failure, failureOf, sendOAuthError, sendOutcome } from './failure.ts'
export { type Form, foreignResource, isForm, MAY_REPEAT, notAForm, queryOf, readForm, readParameters } from './form.ts'
export { credentialError, granteeOf, notAdministrator, refuseLimited } from './grantee.ts'
export { OAuthError, type OAuthErrorCode } from './oauth-error.ts'
export { otherMethod } from './other-method.ts'
export {
  allOk,
  badRequest,
  conflict,
  explained,
  forbidden,
  INVALID_RESOURCE,
  issuesRefused,
  notFound,
  OutcomeError,
  type OutcomeIssue,
  outcome,
  outcomeBody,
  tooManyRequests,
  unauthorized,
  unavailable,
} from './outcome.ts'
export { describable } from './plain.ts'
export { requestOriginOf } from './request-origin.ts'
export { type AnswerShape, type Answers, answersWith, isCall, shapeOf } from './shape.ts'
export { jsonRefused, refuseManyConditions, tooManyParameters } from './too-much.ts'
export { noteTrace, TRACE_HEADER, type TraceNotes, traceUrl } from './traced.ts'
export { writeRefused } from './write-refusal.ts'
