/** Where a Bot's client may go: below `fhir/R4` of its own server, and nowhere else. */

const BELOW = 'fhir/R4'

/** The path below `fhir/R4`. @throws When the address is another. */
export function pathBelow(url: URL | string, baseUrl: string): string {
  const text = String(url)
  const own = text.startsWith(baseUrl) ? text.slice(baseUrl.length) : text.replace(/^\//, '')
  if (/(^|\/)\.\.?(\/|\?|$)/.test(own)) throw elsewhere(text)
  if (own === BELOW || own.startsWith(`${BELOW}?`)) return own.slice(BELOW.length)
  if (own.startsWith(`${BELOW}/`)) return own.slice(BELOW.length + 1)
  // The address of an attachment.
  if (own.startsWith('Binary/')) return own
  throw elsewhere(text)
}

function elsewhere(address: string): Error {
  return new Error(
    /^[a-z][a-z0-9+.-]*:/i.test(address)
      ? `A Bot's client reaches its own server alone, not ${address}: use fetch, and name the host in Bot.allowedHost.`
      : `A Bot's client reaches ${BELOW}/… alone, not ${address}.`,
  )
}

/** What a client in a browser or on a server has besides. */
export const REFUSED = [
  'bulkExport',
  'callCdsService',
  'createPdf',
  'exchangeExternalAccessToken',
  'fhircastConnect',
  'fhircastGetContext',
  'fhircastPublish',
  'fhircastSubscribe',
  'fhircastUnsubscribe',
  'getAccessToken',
  'getActiveLogin',
  'getCdsServices',
  'getLogins',
  'getMasterSubscriptionEmitter',
  'getSubscriptionManager',
  'graphql',
  'invite',
  'processCode',
  'pushToAgent',
  'readResourceGraph',
  'refreshIfExpired',
  'requestProfileSchema',
  'requestSchema',
  'sendEmail',
  'setAccessToken',
  'setActiveLogin',
  'setBasicAuth',
  'signInWithExternalAuth',
  'signInWithRedirect',
  'signOut',
  'signOutWithRedirect',
  'startAsyncRequest',
  'startClientLogin',
  'startGoogleLogin',
  'startJwtAssertionLogin',
  'startJwtBearerLogin',
  'startLogin',
  'startNewPatient',
  'startNewProject',
  'startNewUser',
  'startPkce',
  'subscribeToCriteria',
  'unsubscribeFromCriteria',
  'uploadMedia',
  'uploadwithProgress',
  'wrappedFetch',
] as const
