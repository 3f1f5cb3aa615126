import { SIGNED_IN_ROUTES } from '../federation/provider-routes.ts'

const METADATA = 'says what this server is, to anybody'
const SHOWN = 'shows a page or a file, and takes nothing'
const SIGNED_IN =
  'is for whoever is signed in already, or brings a provider’s token as Bearer: ' +
  'that signs in, and is driven on one below, and on each in federation/provider-ways.full.test.ts'
const ENDS = 'ends logins, and makes none'
/** Routes that cannot end in a person's login, and why. */
export const NEVER: Readonly<Record<string, readonly string[]>> = {
  [METADATA]: [
    'GET /.well-known/openid-configuration',
    'GET /.well-known/oauth-authorization-server',
    'GET /.well-known/smart-configuration',
    'GET /fhir/R4/.well-known/smart-configuration',
    'GET /.well-known/smart-styles.json',
    'GET /.well-known/oauth-protected-resource',
    'GET /.well-known/oauth-protected-resource/fhir/R4',
    'GET /.well-known/oauth-protected-resource/fhir/R4/',
    'GET /.well-known/jwks.json',
    'GET /auth/external/:kind/:id/jwks',
    'GET /.well-known/user-access-brands',
    'GET /.well-known/webauthn',
    'GET /fhir/R4/metadata',
    'GET /auth/clientinfo/:clientId',
    'GET /healthcheck',
    'GET /metrics',
  ],
  [SHOWN]: [
    'GET /assets/page.css',
    'GET /assets/password.js',
    'GET /assets/webauthn.js',
    'GET /assets/passkey.js',
    'GET /assets/proof-of-work.js',
    'GET /assets/form-post.js',
    'GET /assets/time-left.js',
    'GET /assets/mark.svg',
    'GET /assets/projects/:project/:version/accent.css',
    'GET /assets/projects/:project/:version/logo',
    'GET /signin',
    'GET /signin/mail/:id',
    'GET /signin/mail/:id/:secret',
    'GET /signin/forgot',
    'GET /signin/forgot/sent',
    'GET /auth/setpassword/:id/:secret',
    'GET /auth/setpassword/:end',
    'GET /auth/verifyemail/:id/:secret',
    'GET /auth/verifyemail/:end',
    'GET /auth/undoemail/:id/:secret',
    'GET /auth/undoemail/undone',
    'GET /signed-out',
    'GET /account/sign-in',
    'GET /account/code',
    'GET /account/activation/:code',
    'GET /set-up/:id/:secret',
    'POST /signin/language',
    'POST /signin/passkey-challenge',
    'POST /auth/challenge',
    'GET /signin/recover',
    'GET /signin/recover/sent',
  ],
  'replaces lost factors after a day, and ends sign-ins rather than open one': [
    'POST /signin/recover',
    'GET /signin/recovery',
    'POST /signin/recovery',
    'GET /signin/recovery/start/:id/:secret',
    'POST /signin/recovery/start/:id/:secret',
    'GET /signin/recovery/stop/:id/:secret',
    'POST /signin/recovery/stop/:id/:secret',
    'GET /signin/recovery/stopped',
  ],
  'signs in the one person who has the link of an empty store, whose address no rule knows yet': [
    'POST /set-up/:id/:secret',
  ],
  'says where an address signs in, and signs nobody in': ['POST /auth/method'],
  'mails a code, which proves nothing before it is sent back': ['POST /auth/mfa/send-email'],
  'is no provider’s way back': ['GET /auth/external'],
  'is for whoever tries a configuration: it ends in a page': [
    'GET /auth/external/try',
    'POST /admin/projects/:projectId/provider-test',
  ],
  'proves an address; the sign-in that waits for it is driven': [
    'POST /auth/verifyemail',
    'POST /auth/verifyemail/:id/:secret',
  ],
  [ENDS]: [
    'POST /auth/undoemail/:id/:secret',
    'POST /oauth2/revoke',
    'POST /auth/revoke',
    'GET /oauth2/logout',
    'POST /oauth2/logout',
  ],
  [SIGNED_IN]: SIGNED_IN_ROUTES,
}
