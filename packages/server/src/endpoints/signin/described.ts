import { z } from 'zod'
import { bytes, type Described, fhir, form, type Operation, page, pageWithForm, said } from '#base/openapi'
import { ASSETS } from './assets.ts'

const fields = z.looseObject({})
const text = (description: string) => z.string().optional().meta({ description })

const AuthorizeRequest = z.object({
  client_id: z.string().meta({ description: 'The id of the client.' }),
  response_type: z.literal('code'),
  redirect_uri: text('One of the registered addresses. Needed where there are several.'),
  scope: text('The scopes, separated by spaces.'),
  state: text('What the app gets back unchanged.'),
  nonce: text('What the id token repeats.'),
  code_challenge: z.string().meta({ description: 'The SHA-256 of the code_verifier, as base64url (RFC 7636).' }),
  code_challenge_method: z.literal('S256'),
  aud: text('The base of the FHIR API (SMART App Launch).'),
  resource: text('The same as aud (RFC 8707).'),
  launch: text('What the EHR gave the app.'),
  prompt: text('none, login, consent, select_account or create.'),
  max_age: text('The seconds since the person proved who they are.'),
  acr_values: text('How strong the proof must be.'),
  claims: text('The claims, as OpenID Connect has it.'),
  login_hint: text('The e-mail address of the person.'),
  id_token_hint: text('The id token of the person who is expected.'),
  ui_locales: text('The languages of the person.'),
  response_mode: text('query or form_post.'),
  provider: text('The identity provider to sign in with.'),
})

const authorize: Operation = {
  ...page('Send a person here to sign in'),
  description:
    'RFC 6749 §4.1 with PKCE, OpenID Connect and SMART App Launch. The browser ends at the redirect_uri, with a code or an error.',
}

const EndSession = z.object({
  id_token_hint: text('The id token of the sign-in to end.'),
  client_id: text('The id of the client.'),
  post_logout_redirect_uri: text('Where the browser goes afterwards: one of the registered addresses.'),
  state: text('What the app gets back unchanged.'),
  logout_hint: text('Who is to be signed out.'),
  ui_locales: text('The languages of the person.'),
})

const logout: Operation = {
  ...page('Sign out'),
  description:
    'OpenID Connect RP-Initiated Logout, for browsers. With an access token: ends its sign-in, and answers with an OperationOutcome.',
}
const signedOut = { ...fhir('The sign-in has ended.', 'outcome'), orBytes: true } as const

const picture = (summary: string): Operation => ({ summary, answers: { 200: bytes('The picture.', 'image/*') } })

const OF_BROWSERS: Described['operations'] = {
  'GET /oauth2/authorize': { ...authorize, query: AuthorizeRequest },
  'POST /oauth2/authorize': { ...authorize, body: form(AuthorizeRequest) },
  'GET /oauth2/logout': { ...logout, query: EndSession, answers: { ...logout.answers, 200: signedOut } },
  'POST /oauth2/logout': {
    ...logout,
    body: { ...form(EndSession), isOptional: true },
    answers: { ...logout.answers, 200: signedOut },
  },
  'GET /auth/external/start': page('Go to an identity provider'),
  'GET /auth/external': page('Come back from an identity provider'),
  'GET /auth/external/:kind/:id': page('Come back from an identity provider, at the address that is its own'),
  'GET /auth/external/:kind/:id/jwks': {
    summary: 'Read the keys with which this server proves itself to a provider',
    answers: { 200: said('The keys.', z.object({ keys: z.array(z.looseObject({ kty: z.string() })) })) },
  },
}

function sent(path: string, what: string): Described['operations'] {
  return { [`GET ${path}`]: page(`See ${what}`), [`POST ${path}`]: pageWithForm(`Send ${what}`, fields) }
}

const PAGES: Described['operations'] = {
  ...sent('/signin', 'the sign-in'),
  ...sent('/signin/:flow', 'a step of the sign-in'),
  'POST /signin/register': pageWithForm('Register', fields),
  ...sent('/signin/mail/:id', 'the code of an e-mail'),
  ...sent('/signin/mail/:id/:secret', 'the sign-in by a mailed link'),
  ...sent('/signin/forgot', 'the form for a forgotten password'),
  'GET /signin/forgot/sent': page('See that an e-mail was sent'),
  ...sent('/signin/recover', 'the form for lost second factors'),
  'GET /signin/recover/sent': page('See that an e-mail was sent'),
  ...sent('/signin/recovery', 'a recovery'),
  ...sent('/signin/recovery/start/:id/:secret', 'the beginning of a recovery, by a mailed link'),
  ...sent('/signin/recovery/stop/:id/:secret', 'the end of a recovery, by a mailed link'),
  'GET /signin/recovery/stopped': page('See that a recovery was stopped'),
  'POST /signin/language': pageWithForm('Choose a language', fields),
  'GET /signed-out': page('See that one is signed out'),
  ...sent('/code', 'the code of another screen'),
  'POST /auth/external/link': pageWithForm('Link an account of a provider', fields),
  'GET /auth/external/account': page('Go to a provider to link an account'),
  'GET /auth/external/try': page('Try an identity provider'),
  ...sent('/auth/setpassword/:id/:secret', 'a new password, by a mailed link'),
  'GET /auth/setpassword/:end': page('See that the password is set'),
  ...sent('/auth/verifyemail/:id/:secret', 'the proof of an address, by a mailed link'),
  'GET /auth/verifyemail/:end': page('See that the address is proven'),
  ...sent('/auth/undoemail/:id/:secret', 'that an address is not to change, by a mailed link'),
  'GET /auth/undoemail/undone': page('See that the address stays'),
  ...sent('/auth/notme/:id/:secret', 'that it was not oneself who signed in, by a mailed link'),
  'GET /auth/notme/ended': page('See that the sign-ins have ended'),
}

const FILES: Described['operations'] = {
  ...Object.fromEntries(
    ASSETS.map(({ name, type }): [string, Operation] => [
      `GET /assets/${name}`,
      {
        summary: `Load ${name}`,
        answers: {
          200: bytes('The file.', type.split(';')[0] ?? type),
          304: { says: 'The version of If-None-Match is the current one.' },
        },
      },
    ]),
  ),
  'GET /assets/projects/:project/:version/accent.css': {
    summary: 'Load the colour of a project',
    answers: { 200: bytes('A style sheet.', 'text/css') },
  },
  'GET /assets/projects/:project/:version/logo': picture('Load the logo of a project'),
  'GET /assets/clients/:client/:version/logo': picture('Load the logo of a client'),
  'GET /assets/providers/:id/:version/mark': picture('Load the mark of an identity provider'),
}

const parameters = {
  flow: 'The step.',
  kind: 'What has the provider.',
  id: 'The id of the link, or of what has the provider.',
  secret: 'The secret of the link.',
  end: 'How it ended.',
  project: 'The id of the project.',
  client: 'The id of the client.',
  version: 'The version of the looks.',
}

export const describedSignin: readonly Described[] = [
  {
    tag: 'Sign-in in the browser',
    about: 'Where an app sends a person to sign in and out, with the pages of this server.',
    auth: 'anyone',
    parameters,
    operations: OF_BROWSERS,
  },
  {
    tag: 'Pages',
    about:
      'The pages that people see in a browser. Programs have no use for them: their markup and fields change at any time.',
    auth: 'anyone',
    parameters,
    operations: { ...PAGES, ...FILES },
  },
]
