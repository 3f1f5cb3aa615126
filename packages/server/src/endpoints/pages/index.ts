/**
 * Owns: the shared parts of hosted pages: markup, layout, words in the person's language, a project's looks, fields and
 * notices; the cookies that identify browsers, and the checks for forms and visits; failures in the shape of their route.
 * Does not own: other answers (`#answers`), texts (`#base/language`), the pages of single endpoints. Used by: all
 * endpoints with pages, and the HTTP server for failures.
 */

export { activationFault, activationFields, typedActivation } from './activation-field.ts'
export { brandOf, createProjectLooks, type ProjectLooks } from './brand.ts'
export {
  type Browser,
  type BrowserCookies,
  createBrowserCookies,
  isActivationCode,
  refuseForeignForm,
  refuseUnlessVisit,
} from './browser.ts'
export { carryQuery, formQuery, hintQuery, openQuery, openSealed } from './carried-query.ts'
export { IN_CONSOLE_WINDOW } from './console-window.ts'
export { type Device, deviceOf, isProgram } from './device.ts'
export { CODES_SCRIPT, codeField, numberField, qrFigure, recoveryCodeList } from './factor-fields.ts'
export { renderFailure } from './failure.ts'
export {
  emailFault,
  type Fault,
  faultAt,
  field,
  PASSWORD_SCRIPT,
  readEmail,
  textField,
  titled,
  withFault,
} from './form-fields.ts'
export { numberText } from './number-text.ts'
export { otherMethodText, otherMethodTopic } from './other-method.ts'
export {
  type Brand,
  type Html,
  html,
  numberToTell,
  type Page,
  PageError,
  pageMarkup,
  sendPage,
  type Topic,
  topicPage,
} from './page.ts'
export {
  newPasskeyButton,
  PASSKEY_SCRIPTS,
  passkeyButton,
  passkeySignal,
  RENEW_ADDRESS,
  type UseButton,
  usePasskeyButton,
} from './passkey-button.ts'
export { newPasskeyText, passkeyName, passkeyText } from './passkey-text.ts'
export { POW_SCRIPT, powAttributes, powFields } from './pow-fields.ts'
export { providerButtons } from './provider-buttons.ts'
export { type About, actInWords, scopesInWords, thingsInWords } from './scope-words.ts'
export { PAGE_SECONDS, readCredentials, type SignInStep, signInFields } from './sign-in-fields.ts'
export { TIME_FORM, TIME_SCRIPT, timeNotice } from './time-left.ts'
export {
  inSameLanguage,
  membershipRole,
  roleName,
  strong,
  uiLocalesOf,
  type Value,
  type Words,
  wordsIn,
  wordsOf,
} from './words.ts'
