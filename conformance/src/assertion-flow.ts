/** Clients that sign assertions, and the assertions. */
import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type Answer, call } from './http.ts'
import { CALLBACK, type Client, type Damson } from './server/server.ts'

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

export interface Signer {
  readonly id: string
  readonly alg: string
  readonly privateKey: CryptoKey
}

/** A client with a key, another one for each row: wrong assertions count against their client. */
export async function signer(at: Damson, alg = 'ES384', fields: object = {}): Promise<Signer> {
  const { privateKey, publicKey } = await at.once(`key ${alg}`, () => generateKeyPair(alg))
  const jwk = { ...(await exportJWK(publicKey)), kid: 'own', alg, use: 'sig' }
  const { id } = await at.newClient({ kind: 'server', jwks: { keys: [jwk] }, ...fields })
  return { id, alg, privateKey }
}

export interface Changes {
  readonly claims?: object
  readonly header?: object
}

export function sign(at: Damson, { id, alg, privateKey }: Signer, { claims, header }: Changes = {}): Promise<string> {
  const now = seconds()
  const usual = { iss: id, sub: id, aud: at.endpoint('token'), exp: now + 60, iat: now, jti: randomUUID() }
  const set = Object.fromEntries(Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined))
  return new SignJWT(set).setProtectedHeader({ alg, kid: 'own', typ: 'JWT', ...header }).sign(privateKey)
}

export const seconds = (): number => Math.floor(Date.now() / 1000)

export function present(at: Damson, assertion: string, fields: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const form = {
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: assertion,
    ...fields,
  }
  return call(at.endpoint('token'), { form })
}

/** A client that signs people in and authenticates by assertion, and the fields of the assertion. */
export async function asSigned(
  at: Damson,
  fields: object,
): Promise<{ readonly client: Client; readonly fields: () => Promise<Readonly<Record<string, string>>> }> {
  const by = await signer(at, 'ES384', fields)
  return {
    client: { id: by.id, secret: undefined, redirectUri: CALLBACK },
    fields: async () => ({ client_assertion_type: ASSERTION_TYPE, client_assertion: await sign(at, by) }),
  }
}
