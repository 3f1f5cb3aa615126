import { randomUUID } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer, Owner, World } from '@damson/testkit'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** A key pair of a client. */
export interface Pair {
  readonly alg: string
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

export async function makePair(alg = 'ES384', kid: string = randomUUID()): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { alg, kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

/** Signs what is usually claimed; changes replace or, when undefined, leave out. */
export function sign(
  pair: Pair,
  client: { readonly id: string },
  audience: string,
  changes: { readonly claims?: object; readonly header?: object; readonly now?: number } = {},
): Promise<string> {
  const now = Math.floor((changes.now ?? Date.now()) / 1000)
  const claims = { iss: client.id, sub: client.id, aud: audience, exp: now + 60, iat: now, jti: randomUUID() }
  const header = { alg: pair.alg, kid: pair.kid, typ: 'JWT', ...changes.header }
  return new SignJWT(without({ ...claims, ...changes.claims }))
    .setProtectedHeader(without(header) as typeof header)
    .sign(pair.privateKey)
}

function without(members: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** Presents an assertion for a token. */
export function present(
  call: World['call'],
  assertion: string,
  form: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return call('oauth2/token', {
    form: {
      grant_type: 'client_credentials',
      client_assertion_type: JWT_BEARER,
      client_assertion: assertion,
      ...form,
    },
  })
}

/** A client that signs with these keys. */
export async function signingClient(
  { actors }: World,
  owner: Pick<Owner, 'project' | 'token'>,
  keys: { readonly jwks: { readonly keys: readonly JWK[] } } | { readonly jwksUri: string },
  extra: object = {},
): Promise<{ readonly id: string; readonly secret?: string | undefined }> {
  return actors.machine(owner as Owner, { extra: { tokenEndpointAuthMethod: 'private_key_jwt', ...keys, ...extra } })
}

/** A host that publishes what a test lets it. */
export interface KeyHost {
  readonly url: string
  answer: RequestListener
  /** How often it was asked. */
  readonly asked: () => number
  close(): void
}

export async function startKeyHost(): Promise<KeyHost> {
  let asked = 0
  const server: Server = createServer((request, response) => {
    asked += 1
    host.answer(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const host: KeyHost = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    answer: (_request, response) => void response.writeHead(404).end(),
    asked: () => asked,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return host
}

/** Publishes keys. */
export function publish(
  host: KeyHost,
  keys: readonly JWK[],
  headers: Readonly<Record<string, string>> = { 'Cache-Control': 'max-age=600' },
): void {
  host.answer = (_request, response) => void response.writeHead(200, headers).end(JSON.stringify({ keys }))
}
