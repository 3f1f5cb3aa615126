/**
 * Owns: the shapes in which every endpoint reads and answers: body, form, credential; OperationOutcome, OAuth error,
 * page and its words; what a browser is told apart by; the one place where a refusal becomes a status. Does not own: why
 * something is refused. Asked by: all endpoints.
 */

export { isOwnPage, isPageOfClient, mayDevelop, type PageParts } from './asking-page.ts'
export { readBody } from './body.ts'
export { brandOf } from './brand.ts'
export {
  type Browser,
  type BrowserCookies,
  createBrowserCookies,
  refuseForeignForm,
  refuseUnlessVisit,
} from './browser.ts'
export { carryQuery, formQuery, hintQuery, openQuery } from './carried-query.ts'
export { type AnswerShape, type Answers, answersWith, isCall, renderFailure } from './failure.ts'
export { type Form, foreignResource, isForm, MAY_REPEAT, notAForm, queryOf, readForm, readParameters } from './form.ts'
export { emailFault, type Fault, faultSummary, field, PASSWORD_SCRIPT, readEmail, titled } from './form-fields.ts'
export { credentialError, granteeOf, notAdministrator, refuseLimited } from './grantee.ts'
export { createKeptAnswers, type KeptAnswers } from './kept.ts'
export { OAuthError, type OAuthErrorCode } from './oauth-error.ts'
export { otherMethod, otherMethodText, otherMethodTopic } from './other-method.ts'
export {
  allOk,
  badRequest,
  conflict,
  explained,
  forbidden,
  issuesRefused,
  notFound,
  OutcomeError,
  type OutcomeIssue,
  outcomeBody,
  tooManyRequests,
  unauthorized,
  unavailable,
} from './outcome.ts'
export { type Brand, type Html, html, type Page, PageError, sendPage, type Topic, topicPage } from './page.ts'
export { placeOf } from './place.ts'
export { describable } from './plain.ts'
export { type About, type ScopeInWords, scopesInWords } from './scope-words.ts'
export { PAGE_SECONDS, readCredentials, type SignInStep, signInFields } from './sign-in-fields.ts'
export { TIME_FORM, TIME_SCRIPT, timeNotice } from './time-left.ts'
export { jsonRefused, refuseManyConditions, tooManyParameters } from './too-much.ts'
export { noteTrace, TRACE_HEADER, type TraceNotes, traceUrl } from './traced.ts'
export { inSameLanguage, roleName, strong, uiLocalesOf, type Value, type Words, wordsOf } from './words.ts'
export { writeRefused } from './write-refusal.ts'
