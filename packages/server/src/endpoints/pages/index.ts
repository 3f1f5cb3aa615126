/**
 * Owns: what a person is shown: markup, the page around it, words in their language, the looks of a project, fields and
 * notices; the cookies by which browsers are told apart, and which forms and visits are their own; any failure in the shape
 * of its route, a page among them. Does not own: the other shapes of answers (`#answers`); the texts (`#base/language`); the
 * pages of one endpoint, which lie beside it. Asked by: all endpoints with pages, and the HTTP server for failures.
 */

export { brandOf } from './brand.ts'
export {
  type Browser,
  type BrowserCookies,
  createBrowserCookies,
  refuseForeignForm,
  refuseUnlessVisit,
} from './browser.ts'
export { carryQuery, formQuery, hintQuery, openQuery } from './carried-query.ts'
export { renderFailure } from './failure.ts'
export { emailFault, type Fault, faultSummary, field, PASSWORD_SCRIPT, readEmail, titled } from './form-fields.ts'
export { otherMethodText, otherMethodTopic } from './other-method.ts'
export { type Brand, type Html, html, type Page, PageError, sendPage, type Topic, topicPage } from './page.ts'
export { type About, type ScopeInWords, scopesInWords } from './scope-words.ts'
export { PAGE_SECONDS, readCredentials, type SignInStep, signInFields } from './sign-in-fields.ts'
export { TIME_FORM, TIME_SCRIPT, timeNotice } from './time-left.ts'
export { inSameLanguage, roleName, strong, uiLocalesOf, type Value, type Words, wordsOf } from './words.ts'
