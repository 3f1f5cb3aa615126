/**
 * `oidc-provider` with settings that match Damson's: PKCE for every client, rotation, no implicit grant. It signs
 * everybody in to the same account and grants everything that an app asks for, because its pages are not compared.
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { type ClientMetadata, type Configuration, Provider } from 'oidc-provider'
import { CALLBACK, CALLBACKS, type Client, SIGNED_OUT } from '../server/server.ts'
import { type OraclePlan, RESOURCE } from './plan.ts'

const plan = JSON.parse(process.env.ORACLE_PLAN ?? '{}') as OraclePlan
const issuer = `http://127.0.0.1:${plan.port}`
const ACCOUNT = 'ada'

async function keyOf(alg: 'ES256' | 'RS256'): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  return { ...(await exportJWK(privateKey)), use: 'sig', alg, kid: alg }
}

const person = ({ id, secret }: Client, redirectUris: readonly string[]): ClientMetadata => ({
  client_id: id,
  ...(secret !== undefined && { client_secret: secret }),
  token_endpoint_auth_method: secret === undefined ? 'none' : 'client_secret_basic',
  // Its term for apps on devices, whose loopback port may differ; they get nothing without a page.
  application_type: redirectUris.some((uri) => uri.startsWith('http:')) ? 'native' : 'web',
  redirect_uris: [...redirectUris],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
})
const machine = (
  { id, secret }: Client,
  method: 'client_secret_basic' | 'client_secret_post' = 'client_secret_basic',
): ClientMetadata => ({
  client_id: id,
  ...(secret !== undefined && { client_secret: secret }),
  token_endpoint_auth_method: method,
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
})

const { app, otherApp, web, service, otherService, poster } = plan.clients
const configuration: Configuration = {
  clients: [
    { ...person(app, CALLBACKS), post_logout_redirect_uris: [SIGNED_OUT] },
    person(otherApp, [CALLBACK]),
    person(web, [CALLBACK]),
    machine(service),
    machine(otherService),
    machine(poster, 'client_secret_post'),
  ],
  jwks: { keys: [await keyOf('RS256'), await keyOf('ES256')] },
  // It requires `none` if apps may send authorization requests by POST.
  cookies: { keys: [randomBytes(32).toString('hex')], long: { sameSite: 'none', signed: true } },
  claims: { openid: ['sub'], profile: ['name', 'given_name', 'family_name'], email: ['email', 'email_verified'] },
  // By default it puts the claims of all scopes into the id token only if it issues no access token.
  conformIdTokenClaims: true,
  clientBasedCORS: () => true,
  enableHttpPostMethods: true,
  pkce: { required: () => true },
  responseTypes: ['code'],
  rotateRefreshToken: true,
  ttl: { AuthorizationCode: plan.codeSeconds, AccessToken: 3_600, ClientCredentials: 3_600, IdToken: 3_600 },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: (_context, client) => client.clientAuthMethod !== 'none' },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({ scope: '', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
    },
  },
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: 'Ada Lovelace',
      given_name: 'Ada',
      family_name: 'Lovelace',
      email: 'ada@example.org',
      email_verified: true,
    }),
  }),
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ accountId: ACCOUNT, clientId: oidc.client?.clientId ?? '' })
    grant.addOIDCScope('openid profile email offline_access')
    grant.addResourceScope(RESOURCE, '')
    await grant.save()
    return grant
  },
}
const provider = new Provider(issuer, configuration)
const answer = provider.callback()

async function signEverybodyIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  await provider.interactionFinished(request, response, { login: { accountId: ACCOUNT }, consent: {} })
}

const server = createServer((request, response) => {
  const done =
    request.url?.startsWith('/interaction/') === true ? signEverybodyIn(request, response) : answer(request, response)
  done.catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    response.writeHead(500).end()
  })
})
server.listen(plan.port, '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
