import type { FastifyInstance, FastifyReply } from 'fastify'
import { answersWith, createCachedAnswers } from '#answers'
import { languages } from '#base/language'
import { ASSERTION_ALGORITHMS, DEVICE_GRANT } from '#domain/clients'
import type { Algorithm } from '#domain/keys'
import { ACR_VALUES } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import { supportedScopes } from '#domain/signin'
import { brandMetadata } from './brands.ts'
import type { OAuthDeps } from './dependencies.ts'
import { registerStyles } from './styles.ts'

const CONFIDENTIAL = ['client_secret_basic', 'client_secret_post', 'private_key_jwt']
const ID_TOKEN_ALGORITHMS: readonly Algorithm[] = ['RS256', 'ES256']
const KEPT_BYTES = 4_194_304
const CACHE = { 'Cache-Control': 'public, max-age=300' }

/** The metadata of RFC 8414, OpenID Connect Discovery and SMART App Launch, and the JWKS. */
export function registerDiscovery(app: FastifyInstance, deps: OAuthDeps): void {
  const { signingKeys, clock } = deps
  const kept = createCachedAnswers(KEPT_BYTES)
  /** The metadata is the same for every request to an address until its version changes. */
  const send = (
    reply: FastifyReply,
    issuer: Issuer,
    [name, version]: readonly [name: string, version?: string],
    make: () => object,
  ): FastifyReply =>
    reply
      .headers(CACHE)
      .type('application/json; charset=utf-8')
      .send(kept.at(issuer, name, version ?? '', () => JSON.stringify(make())))
  for (const url of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
    app.get(url, answersWith('oauth'), async ({ issuer }, reply) =>
      send(reply, issuer, ['metadata'], () => metadataOf(issuer.url)),
    )
  }
  for (const [base, shape] of [
    ['', 'oauth'],
    ['/fhir/R4', 'outcome'],
  ] as const) {
    const url = `${base}/.well-known/smart-configuration`
    app.get(url, answersWith(shape), async ({ issuer }, reply) => {
      const brand = await brandMetadata(deps, issuer)
      const make = (): object => ({ ...smartConfiguration(issuer.url), ...brand })
      return send(reply, issuer, ['smart', JSON.stringify(brand)], make)
    })
  }
  registerStyles(app, deps)
  // A trailing slash is part of the identifier: the metadata must repeat the requested identifier exactly (RFC 9728 §3.3).
  for (const [path, end] of [
    ['', undefined],
    ['/fhir/R4', -1],
    ['/fhir/R4/', undefined],
  ] as const) {
    app.get(`/.well-known/oauth-protected-resource${path}`, answersWith('oauth'), async ({ issuer }, reply) =>
      send(reply, issuer, [`resource${path}`], () => resourceMetadata(issuer, end)),
    )
  }
  app.get('/.well-known/jwks.json', answersWith('oauth'), async ({ issuer }, reply) => {
    const jwks = signingKeys.jwks(clock.now())
    return send(reply, issuer, ['jwks', jwks.keys.map(({ kid }) => kid).join(' ')], () => jwks)
  })
}

/** The metadata of the FHIR API as a protected resource (RFC 9728 §2). */
function resourceMetadata({ url, fhirUrl }: Issuer, end: -1 | undefined): Metadata {
  return {
    resource: fhirUrl.slice(0, end),
    authorization_servers: [url],
    scopes_supported: supportedScopes,
    bearer_methods_supported: ['header'],
    resource_name: 'Damson FHIR R4 API',
  }
}

interface Metadata {
  readonly [name: string]: unknown
}

/** The SMART capabilities of this server (SMART App Launch 2.2, conformance). A test proves each one. */
const CAPABILITIES = [
  'launch-standalone',
  'launch-ehr',
  'authorize-post',
  'client-public',
  'client-confidential-symmetric',
  'client-confidential-asymmetric',
  'sso-openid-connect',
  'context-standalone-patient',
  'context-ehr-patient',
  'context-ehr-encounter',
  'context-banner',
  'context-style',
  'permission-offline',
  'permission-online',
  'permission-patient',
  'permission-user',
  'permission-v1',
  'permission-v2',
]

function smartConfiguration(baseUrl: string): Metadata {
  const metadata = metadataOf(baseUrl)
  const shared = [
    'issuer',
    'jwks_uri',
    'authorization_endpoint',
    'token_endpoint',
    'token_endpoint_auth_methods_supported',
    'token_endpoint_auth_signing_alg_values_supported',
    'grant_types_supported',
    'introspection_endpoint',
    'revocation_endpoint',
    'scopes_supported',
    'response_types_supported',
    'code_challenge_methods_supported',
  ].map((name) => [name, metadata[name]])
  return { ...Object.fromEntries(shared), capabilities: CAPABILITIES }
}

const GRANT_TYPES = [
  'authorization_code',
  'client_credentials',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  DEVICE_GRANT,
]

function metadataOf(baseUrl: string): Metadata {
  return {
    issuer: baseUrl,
    authorization_endpoint: `${baseUrl}oauth2/authorize`,
    token_endpoint: `${baseUrl}oauth2/token`,
    device_authorization_endpoint: `${baseUrl}oauth2/device_authorization`,
    userinfo_endpoint: `${baseUrl}oauth2/userinfo`,
    jwks_uri: `${baseUrl}.well-known/jwks.json`,
    protected_resources: [`${baseUrl}fhir/R4/`],
    introspection_endpoint: `${baseUrl}oauth2/introspect`,
    revocation_endpoint: `${baseUrl}oauth2/revoke`,
    end_session_endpoint: `${baseUrl}oauth2/logout`,
    scopes_supported: supportedScopes,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account', 'create'],
    acr_values_supported: ACR_VALUES,
    ui_locales_supported: languages.map(({ tag }) => tag),
    grant_types_supported: GRANT_TYPES,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ID_TOKEN_ALGORITHMS,
    token_endpoint_auth_methods_supported: ['none', ...CONFIDENTIAL],
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    introspection_endpoint_auth_methods_supported: CONFIDENTIAL,
    introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    revocation_endpoint_auth_methods_supported: ['none', ...CONFIDENTIAL],
    revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    code_challenge_methods_supported: ['S256'],
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'acr',
      'amr',
      'sid',
      'nonce',
      'name',
      'given_name',
      'middle_name',
      'family_name',
      'profile',
      'birthdate',
      'updated_at',
      'email',
      'email_verified',
      'fhirUser',
    ],
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    authorization_response_iss_parameter_supported: true,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    claims_parameter_supported: true,
  }
}
