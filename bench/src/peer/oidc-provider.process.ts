/**
 * `oidc-provider` as an operator would run it, with its records in PostgreSQL and its clients in memory. It keeps no
 * record of a signed access token, which could not be revoked then: the bench adds one to each token of a machine, with
 * an audit row. It has no limits.
 */
import { exportJWK, generateKeyPair } from 'jose'
import { type ClientMetadata, type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { openPool } from '../floor/store.ts'
import { type PeerPlan, RESOURCE, TEMPLATE } from './plan.ts'
import { postgresAdapter, record, TABLES } from './records.ts'

const plan = JSON.parse(process.env['PEER_PLAN'] ?? '{}') as PeerPlan
const { app } = plan
const HOUR_S = 3_600
const MONTH_S = 30 * 24 * HOUR_S

const pool = openPool(plan)
await pool.query(TABLES)

const common = { token_endpoint_auth_method: 'client_secret_basic', id_token_signed_response_alg: 'ES256' } as const
const clients: ClientMetadata[] = [
  ...plan.machines.map(({ id, secret }) => ({
    ...common,
    client_id: id,
    client_secret: secret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  })),
  {
    ...common,
    client_id: app.id,
    client_secret: app.secret,
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [app.redirectUri],
    response_types: ['code'],
  },
]
const { privateKey } = await generateKeyPair('ES256', { extractable: true })
const configuration: Configuration = {
  adapter: postgresAdapter(pool),
  jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'ES256' }] },
  clients,
  pkce: { required: () => true },
  ttl: {
    AccessToken: HOUR_S,
    AuthorizationCode: HOUR_S,
    ClientCredentials: HOUR_S,
    Grant: MONTH_S,
    IdToken: HOUR_S,
    RefreshToken: MONTH_S,
  },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'records',
        accessTokenTTL: HOUR_S,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
}
const provider = new Provider(`http://127.0.0.1:${plan.port}`, configuration)
provider.use(recordSigned)
await makeTemplate()
provider.listen(plan.port, '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))

/** After the token was made, and before it is sent. */
async function recordSigned(context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next()
  // Only the library's own routes have it.
  const token = (context as Partial<KoaContextWithOIDC>).oidc?.entities.ClientCredentials
  if (token?.aud === undefined) return
  const { jti, clientId = '', expiration } = token
  const exp = Math.floor(Date.now() / 1_000) + expiration
  await record(pool, { jti, clientId, exp, payload: JSON.stringify(token), address: context.ip })
}

/** What a sign-in on the library's pages leaves: a grant and a code. */
async function makeTemplate(): Promise<void> {
  const client = await provider.Client.find(app.id)
  if (client === undefined) throw new Error('The app is not registered.')
  const accountId = 'ada'
  const grant = new provider.Grant({ accountId, clientId: app.id })
  grant.jti = TEMPLATE
  grant.addOIDCScope(app.scope)
  grant.addResourceScope(RESOURCE, 'records')
  await grant.save()
  const code = new provider.AuthorizationCode({
    jti: TEMPLATE,
    client,
    accountId,
    grantId: TEMPLATE,
    gty: 'authorization_code',
    scope: `${app.scope} records`,
    nonce: app.nonce,
    resource: RESOURCE,
    redirectUri: app.redirectUri,
    codeChallenge: app.challenge,
    codeChallengeMethod: 'S256',
    authTime: Math.floor(Date.now() / 1_000),
  })
  await code.save()
}
