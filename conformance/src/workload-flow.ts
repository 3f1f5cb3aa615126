/** Pipelines and clusters: their own issuer, and a client that they represent. */
import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { seconds } from './assertion-flow.ts'
import { type Answer, call } from './http.ts'
import { publishing } from './key-place.ts'
import type { Damson } from './server/server.ts'

export const JWT_BEARER_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
export const SUBJECT = 'repo:acme/lab:ref:refs/heads/main'
const ISSUER = 'https://forge.example'
export const AUDIENCE = 'https://damson.example'

export interface Forge {
  /** The client whose workload it is. */
  readonly id: string
  token(claims?: object, header?: object, key?: CryptoKey): Promise<string>
  /** Presents a token as a grant. */
  grant(token: string, fields?: Readonly<Record<string, string>>): Promise<Answer>
}

/** A client of a workload, for as long as its issuer publishes its keys. */
export async function withForge(
  at: Damson,
  check: (forge: Forge) => Promise<void>,
  subject: string = SUBJECT,
): Promise<void> {
  const { privateKey, publicKey } = await at.once('key of the forge', () => generateKeyPair('RS256'))
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'forge', alg: 'RS256', use: 'sig' }]
  await publishing(at, keys, 'max-age=600', async ({ url }) => {
    const workloadIdentity = [{ issuer: ISSUER, audience: AUDIENCE, subject, jwksUrl: url }]
    const { id } = await at.newClient({ kind: 'server', workloadIdentity })
    await check({
      id,
      token(claims = {}, header = {}, key = privateKey) {
        const usual = {
          iss: ISSUER,
          sub: SUBJECT,
          aud: AUDIENCE,
          iat: seconds(),
          exp: seconds() + 300,
          jti: randomUUID(),
        }
        const said = Object.fromEntries(
          Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined),
        )
        return new SignJWT(said).setProtectedHeader({ alg: 'RS256', kid: 'forge', typ: 'JWT', ...header }).sign(key)
      },
      grant: (assertion, fields = {}) =>
        call(at.endpoint('token'), { form: { grant_type: JWT_BEARER_GRANT, client_id: id, assertion, ...fields } }),
    })
  })
}
