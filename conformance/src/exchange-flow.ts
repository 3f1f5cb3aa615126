/** A provider of which the rows need only the keys, and a client that its tokens are for. */
import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { seconds } from './assertion-flow.ts'
import { type Answer, basic, call } from './http.ts'
import { publishing } from './key-place.ts'
import type { Damson } from './server/server.ts'

export const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:'
const ISSUER = 'https://idp.example'
const CLIENT = 'damson-at-idp'

export interface Provider {
  /** A token for a person whom the project knows, signed by the provider. */
  token(claims?: object, header?: object, key?: CryptoKey): Promise<string>
  exchange(token: string, fields?: Readonly<Record<string, string>>): Promise<Answer>
  /** The client's fields with its authentication, to send by hand. */
  readonly headers: Readonly<Record<string, string>>
}

/** A confidential client whose users another issuer authenticates, for as long as that issuer publishes its keys. */
export async function withProvider(at: Damson, check: (provider: Provider) => Promise<void>): Promise<void> {
  const { privateKey, publicKey } = await at.once('key of the provider', () => generateKeyPair('RS256'))
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'idp', alg: 'RS256', use: 'sig' }]
  await publishing(at, keys, 'max-age=600', async ({ url: jwksUrl }) => {
    const subject = randomUUID()
    const { project, token: bearer } = await at.owner()
    const json = {
      resourceType: 'Practitioner',
      firstName: 'A',
      lastName: 'B',
      externalId: subject,
      externalIdIssuer: ISSUER,
    }
    const invited = await at.api(`admin/projects/${project}/invite`, { json, bearer })
    if (invited.status !== 200) throw new Error(`nobody could be invited: ${invited.text}`)
    const endpoints = {
      authorizeUrl: `${ISSUER}/authorize`,
      tokenUrl: `${ISSUER}/token`,
      tokenAuthMethod: 'none',
    }
    const identityProvider = { issuer: ISSUER, jwksUrl, clientId: CLIENT, identitySource: 'subject', ...endpoints }
    const redirectUris = ['https://app.example/callback']
    const { id, secret = '' } = await at.newClient({ kind: 'server', redirectUris, identityProvider })
    const headers = basic(id, secret)
    await check({
      headers,
      token(claims = {}, header = {}, key = privateKey) {
        const usual = { iss: ISSUER, sub: subject, aud: CLIENT, iat: seconds(), exp: seconds() + 300 }
        const said = Object.fromEntries(
          Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined),
        )
        return new SignJWT(said).setProtectedHeader({ alg: 'RS256', kid: 'idp', ...header }).sign(key)
      },
      exchange: (subject_token, fields = {}) =>
        call(at.endpoint('token'), {
          headers,
          form: { grant_type: EXCHANGE_GRANT, subject_token, subject_token_type: `${TOKEN_TYPE}id_token`, ...fields },
        }),
    })
  })
}
