import { z } from 'zod'
import { type Described, fhir, form, json, REFERENCE, said } from '#base/openapi'

const text = (description: string) => z.string().optional().meta({ description })

/** What a client proves itself with, in the form. */
const credential = {
  client_id: text('The id of the client. Left out with Basic, or where an assertion or token names it.'),
  client_secret: text('The secret of a client that authenticates by client_secret_post.'),
  client_assertion_type: text('urn:ietf:params:oauth:client-assertion-type:jwt-bearer, with client_assertion.'),
  client_assertion: text('A JWT that the client signs with its key (RFC 7523), or a token of its workload.'),
}

const TokenRequest = z.object({
  grant_type: z
    .enum([
      'authorization_code',
      'client_credentials',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:token-exchange',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
      'urn:ietf:params:oauth:grant-type:device_code',
    ])
    .meta({ description: 'What the tokens are asked for with.' }),
  ...credential,
  code: text('The code that /oauth2/authorize or /auth/login gave. It works once, for a minute.'),
  code_verifier: text('The secret of PKCE, whose SHA-256 was the code_challenge.'),
  redirect_uri: text('As it was sent to /oauth2/authorize, if it was.'),
  refresh_token: text('The refresh token. The answer has the next one.'),
  scope: text('The scopes, separated by spaces; with a refresh token, fewer than before.'),
  resource: text('The base of the FHIR API, if anything (RFC 8707).'),
  device_code: text('The code of /oauth2/device_authorization.'),
  assertion: text('With jwt-bearer: the signed token.'),
  subject_token: text(
    'With token-exchange: the token of an identity provider, or of the person to act for (RFC 8693).',
  ),
  subject_token_type: text('With token-exchange: what the subject_token is.'),
  actor_token: text('With token-exchange: the token of the client that acts for the person.'),
  actor_token_type: text('With token-exchange: what the actor_token is.'),
  requested_token_type: text('With token-exchange: urn:ietf:params:oauth:token-type:access_token, or nothing.'),
  audience: text('With token-exchange: the base of the FHIR API, if anything.'),
  membership_id: text('With token-exchange: the ProjectMembership to sign in to, where there are several.'),
  nonce: text('With token-exchange: the nonce for the id token.'),
})

const Tokens = z
  .object({
    token_type: z.literal('Bearer'),
    expires_in: z.int(),
    scope: z.string(),
    access_token: z.string(),
    id_token: z.string().optional(),
    refresh_token: z.string().optional(),
    issued_token_type: z.string().optional(),
    client_id: z.string().optional().meta({ description: 'For a device that has just been connected: its own id.' }),
    project: REFERENCE,
    profile: REFERENCE,
    patient: z.string().optional().meta({ description: 'The id of the Patient in context.' }),
    encounter: z.string().optional(),
    fhirContext: z.array(z.looseObject({})).optional(),
    intent: z.string().optional(),
    tenant: z.string().optional(),
    need_patient_banner: z.boolean().optional(),
    smart_style_url: z.string().optional(),
    noPersist: z.boolean().optional().meta({ description: 'The app must keep the tokens in memory alone.' }),
  })
  .meta({ id: 'Tokens', title: 'Tokens, and the context of the launch' })

const DeviceRequest = z.object({
  ...credential,
  scope: text('The scopes, separated by spaces.'),
  device_key: text('To connect a device: its public key, as a JWK. The request is signed with that key.'),
})

const DeviceCode = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  expires_in: z.int(),
  interval: z.int(),
})

const Introspection = z.union([
  z.object({ active: z.literal(false) }),
  z.looseObject({
    active: z.literal(true),
    token_type: z.string(),
    scope: z.string(),
    client_id: z.string(),
    sub: z.string().optional(),
    iss: z.string(),
    aud: z.string(),
    exp: z.int(),
    iat: z.int().optional(),
    fhirUser: z.string().optional(),
    acr: z.string().optional(),
    amr: z.array(z.string()).optional(),
    auth_time: z.int().optional(),
    act: z.object({ sub: z.string().optional() }).optional(),
    patient: z.string().optional(),
  }),
])

const Claims = z
  .object({
    sub: z.string(),
    fhirUser: z.string().optional(),
    profile: z.string().optional(),
    name: z.string().optional(),
    given_name: z.string().optional(),
    middle_name: z.string().optional(),
    family_name: z.string().optional(),
    birthdate: z.string().optional(),
    updated_at: z.int().optional(),
    email: z.string().optional(),
    email_verified: z.boolean().optional(),
  })
  .meta({ id: 'Claims', title: 'The claims of OpenID Connect' })

const userinfo = (summary: string) =>
  ({
    summary,
    description: 'Needs the scope openid; profile and email add their claims.',
    auth: 'token',
    answers: { 200: said('Who the person is.', Claims) },
  }) as const

const TOKENS: Described['operations'] = {
  'POST /oauth2/token': {
    summary: 'Get tokens',
    description: 'RFC 6749, with PKCE always; RFC 7523, RFC 8628 and RFC 8693. Each parameter at most once.',
    auth: 'client',
    body: form(TokenRequest, {
      grant_type: 'authorization_code',
      client_id: '5f0c7d0e-2f0f-4c07-8a52-0a4c0d0f3c11',
      code: 'b25lLXRpbWUtY29kZQ',
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      redirect_uri: 'https://portal.example.org/callback',
    }),
    answers: { 200: said('The tokens.', Tokens) },
  },
  'POST /auth/exchange': {
    summary: 'Exchange a provider’s token, as Medplum’s API does',
    body: json(
      z.object({
        clientId: z.string(),
        externalAccessToken: z.string(),
        membershipId: z.string().optional(),
        scope: z.string().optional(),
        nonce: z.string().optional(),
      }),
    ),
    answers: { 200: said('The tokens.', Tokens) },
  },
  'POST /oauth2/device_authorization': {
    summary: 'Ask for the code that a device or a screen shows',
    description: 'RFC 8628. Then ask /oauth2/token, as often as interval says.',
    auth: 'client',
    body: form(DeviceRequest),
    answers: { 200: said('The codes.', DeviceCode) },
  },
  'POST /oauth2/introspect': {
    summary: 'Ask what a token is',
    description: 'RFC 7662. For confidential clients, about the tokens of their project.',
    auth: 'client',
    body: form(z.object({ ...credential, token: z.string(), token_type_hint: text('Ignored.') })),
    answers: { 200: said('What it is, or that it is not active.', Introspection) },
  },
  'POST /oauth2/revoke': {
    summary: 'Revoke a token',
    description: 'RFC 7009. Ends the login of the token. The answer is the same for an unknown token.',
    auth: 'client',
    body: form(z.object({ ...credential, token: z.string(), token_type_hint: text('Ignored.') })),
    answers: { 200: said('It works no more.', z.object({})) },
  },
  'GET /oauth2/userinfo': userinfo('Ask who the person of a token is'),
  'POST /oauth2/userinfo': userinfo('Ask who the person of a token is, by POST'),
}

const names = z.array(z.string())
const Metadata = z
  .looseObject({
    issuer: z.string(),
    authorization_endpoint: z.string(),
    token_endpoint: z.string(),
    jwks_uri: z.string(),
  })
  .meta({ id: 'ServerMetadata', title: 'The metadata of the authorization server' })
const SmartConfiguration = Metadata.extend({ capabilities: names }).meta({
  id: 'SmartConfiguration',
  title: 'The SMART configuration',
})
const ResourceMetadata = z
  .object({
    resource: z.string(),
    authorization_servers: names,
    scopes_supported: names,
    bearer_methods_supported: names,
    resource_name: z.string(),
  })
  .meta({ id: 'ResourceMetadata', title: 'The metadata of the FHIR API' })

const metadata = (summary: string, schema: z.ZodType) => ({
  summary,
  answers: { 200: said('The metadata. It may be cached.', schema) },
})

const DISCOVERY: Described['operations'] = {
  'GET /.well-known/openid-configuration': metadata('Read the metadata of OpenID Connect', Metadata),
  'GET /.well-known/oauth-authorization-server': metadata('Read the metadata of RFC 8414', Metadata),
  'GET /.well-known/smart-configuration': metadata('Read the SMART configuration', SmartConfiguration),
  'GET /fhir/R4/.well-known/smart-configuration': metadata(
    'Read the SMART configuration of the FHIR API',
    SmartConfiguration,
  ),
  'GET /.well-known/oauth-protected-resource': metadata('Read the metadata of RFC 9728', ResourceMetadata),
  'GET /.well-known/oauth-protected-resource/fhir/R4': metadata(
    'Read the metadata of the FHIR API, named without a slash at its end',
    ResourceMetadata,
  ),
  'GET /.well-known/oauth-protected-resource/fhir/R4/': metadata(
    'Read the metadata of the FHIR API, named with a slash at its end',
    ResourceMetadata,
  ),
  'GET /.well-known/jwks.json': metadata(
    'Read the public keys',
    z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) }),
  ),
  'GET /.well-known/smart-styles.json': metadata(
    'Read the colours and sizes for launched apps',
    z.record(z.string(), z.string()),
  ),
  'GET /.well-known/user-access-brands': {
    summary: 'Read the user-access brands of a project',
    description: 'At a project’s address, where it has published them.',
    answers: {
      200: fhir('The Bundle of the brands.', 'bundle', { ETag: 'The version.' }),
      304: { says: 'The version of If-None-Match is the current one.' },
    },
  },
}

export const describedOAuth: readonly Described[] = [
  {
    tag: 'Tokens',
    about: 'OAuth 2.1, OpenID Connect and SMART App Launch: tokens, and what they say.',
    auth: 'anyone',
    parameters: {},
    operations: TOKENS,
  },
  {
    tag: 'Discovery',
    about: 'What the server can do, for programs that ask before they begin. Any web page may read it.',
    auth: 'anyone',
    parameters: {},
    operations: DISCOVERY,
  },
]
