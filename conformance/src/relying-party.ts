/**
 * An identity provider on this machine that does what a row needs, and an app of Damson's whose users it authenticates.
 */
import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { seconds } from './assertion-flow.ts'
import { type Browser, createBrowser, type Visit } from './browser.ts'
import { requestOf } from './flow.ts'
import { NotHere } from './requirement.ts'
import { CALLBACK, type Damson } from './server/server.ts'

export type Claims = Readonly<Record<string, unknown>>

/** How a sign-in differs from an honest one; `undefined` leaves out a claim or a parameter. */
export interface Says {
  readonly claims?: Claims
  readonly header?: object
  readonly key?: CryptoKey | Uint8Array
  /** Another id token, made from the honest one's claims. */
  readonly idToken?: (honest: Claims) => string | Promise<string>
  readonly userinfo?: Claims
  /** Parameters of the redirect back. */
  readonly answer?: Readonly<Record<string, string | undefined>>
}

export interface Key {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly jwk: JWK
}

/** The address that the browser was sent to, and the one it would be sent back to. */
export interface RoundTrip {
  readonly visit: Visit
  readonly asked: URLSearchParams
}

export interface RelyingParty {
  readonly issuer: string
  readonly clientSecret: string
  /** The address to which only this provider sends browsers back. */
  readonly callback: string
  /** Its signing keys; it publishes the first by default. */
  readonly keys: readonly [Key, Key]
  publish(...keys: readonly Key[]): void
  /** How often an address was requested, and the last request to it. */
  readonly asked: { readonly count: (path: string) => number; readonly last: (path: string) => URLSearchParams }
  begin(browser: Browser, changes?: Readonly<Record<string, string>>): Promise<RoundTrip>
  /** The address of a redirect back with an answer. */
  answerTo(roundTrip: RoundTrip, says?: Says): string
  /** A whole round trip in one browser. */
  signIn(says?: Says, browser?: Browser, changes?: Readonly<Record<string, string>>): Promise<Visit>
}

const CLIENT = 'damson-at-idp'
export const AT_PROVIDER = CLIENT

interface Options {
  /** The issuer that it claims to be everywhere: another one's, whose user it would impersonate. */
  readonly claimedIssuer?: string
  /** Its `sub` for the person; the default is a new one. */
  readonly subject?: string
  /** The project knows no user of this provider. */
  readonly strangers?: boolean
}

/** Runs a provider and configures an app with it for the duration of the check. */
export async function asRelyingParty(
  at: Damson,
  check: (party: RelyingParty) => Promise<void>,
  options: Options = {},
): Promise<void> {
  if (!['localhost', '127.0.0.1'].includes(new URL(at.issuer).hostname))
    throw new NotHere('this server cannot ask a provider where the rows are run')
  const keys = await at.once(
    'keys of the relying party',
    async () => [await newKey('one'), await newKey('two')] as const,
  )
  const subject = options.subject ?? randomUUID()
  const provider = await startProvider(keys, subject, options.claimedIssuer)
  try {
    const { address, issuer, clientSecret } = provider
    if (options.strangers !== true) await invite(at, issuer, subject)
    const { id } = await at.newClient({
      kind: 'app',
      tokenEndpointAuthMethod: 'none',
      redirectUris: [CALLBACK],
      identityProvider: {
        discoveryUrl: `${address}/.well-known/openid-configuration`,
        userInfoUrl: `${address}/userinfo`,
        clientId: CLIENT,
        clientSecret,
        tokenAuthMethod: 'client_secret_post',
        identitySource: 'subject',
      },
    })
    const callback = at.url(`auth/external/client/${id}`)
    const party: RelyingParty = {
      ...provider,
      keys,
      callback,
      async begin(browser, changes = {}) {
        const { parameters } = requestOf({ id, secret: undefined, redirectUri: CALLBACK }, changes)
        const visit = await browser.open(`${at.url('auth/external/start')}?${parameters.toString()}`)
        return { visit, asked: new URL(visit.location || at.issuer).searchParams }
      },
      answerTo({ asked }, says = {}) {
        const usual = { code: provider.codeFor(asked, says), state: asked.get('state') ?? undefined, iss: issuer }
        return `${callback}?${new URLSearchParams(present({ ...usual, ...says.answer })).toString()}`
      },
      async signIn(says = {}, browser = createBrowser(), changes = {}) {
        const roundTrip = await party.begin(browser, changes)
        return roundTrip.visit.status === 302 ? browser.open(party.answerTo(roundTrip, says)) : roundTrip.visit
      },
    }
    await check(party)
  } finally {
    await provider.stop()
  }
}

async function invite(at: Damson, issuer: string, subject: string): Promise<void> {
  const { project, token: bearer } = await at.owner()
  const names = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B' }
  const json = { ...names, externalId: subject, externalIdIssuer: issuer }
  const invited = await at.api(`admin/projects/${project}/invite`, { json, bearer })
  if (invited.status !== 200) throw new Error(`nobody could be invited: ${invited.text}`)
}

/** The app got a code. */
export function isSignedIn(visit: Visit): void {
  const code = visit.location.startsWith(CALLBACK) ? new URL(visit.location).searchParams.get('code') : null
  assert.ok(code, `expected a sign-in, got ${visit.status} ${visit.location || visit.heading}`)
}

/** A page that reports the refusal and offers no way on, neither to the app nor to a half-finished sign-in. */
export function provesNobody(visit: Visit): void {
  const seen = `${visit.status} ${visit.location || visit.heading}`
  assert.ok(visit.status >= 400 && visit.status !== 500 && visit.status < 504, `expected a refusal, got ${seen}`)
  assert.equal(visit.location, '')
  assert.ok(visit.heading.length > 10, 'the person is told nothing')
  assert.ok(!visit.setCookies.some((cookie) => /root/.test(cookie)), 'somebody was signed in')
}

async function newKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}

interface Provider {
  readonly address: string
  readonly issuer: string
  readonly clientSecret: string
  readonly publish: RelyingParty['publish']
  readonly asked: RelyingParty['asked']
  codeFor(asked: URLSearchParams, says: Says): string
  stop(): Promise<void>
}

async function startProvider(
  keys: readonly [Key, Key],
  subject: string,
  claimedIssuer: string | undefined,
): Promise<Provider> {
  let published: readonly Key[] = [keys[0]]
  const codes = new Map<string, { readonly nonce: string | null; readonly says: Says }>()
  const requests: { readonly path: string; readonly form: URLSearchParams }[] = []
  // Userinfo describes the sign-in whose code was redeemed last.
  let userinfo: Claims = {}

  const answer = async (path: string, form: URLSearchParams): Promise<object> => {
    if (path === '/keys') return { keys: published.map(({ jwk }) => jwk) }
    if (path === '/userinfo') return { sub: subject, ...userinfo }
    if (path !== '/token') return { ...metadataOf(address), issuer }
    const { nonce, says } = codes.get(form.get('code') ?? '') ?? { nonce: null, says: {} }
    userinfo = says.userinfo ?? {}
    const access = randomBytes(16).toString('hex')
    const usual = { iss: issuer, sub: subject, aud: CLIENT, iat: seconds(), exp: seconds() + 300, auth_time: seconds() }
    const honest = { ...usual, nonce: nonce ?? undefined, at_hash: hashOf(access) }
    const id_token = await (says.idToken?.(honest) ?? signed(keys[0], { ...honest, ...says.claims }, says))
    return { access_token: access, token_type: 'Bearer', expires_in: 300, id_token }
  }
  const server = createServer((request, response) => {
    void respond(request, response, (path, form) => {
      requests.push({ path, form })
      return answer(path, form)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer = claimedIssuer ?? address
  const to = (path: string) => requests.filter((request) => request.path === path)
  return {
    address,
    issuer,
    clientSecret: randomBytes(32).toString('hex'),
    publish(...some) {
      published = some
    },
    asked: {
      count: (path) => to(path).length,
      last: (path) => to(path).at(-1)?.form ?? new URLSearchParams(),
    },
    codeFor(asked, says) {
      const code = randomUUID()
      codes.set(code, { nonce: asked.get('nonce'), says })
      return code
    },
    stop: () => stopped(server),
  }
}

function metadataOf(address: string): object {
  return {
    authorization_endpoint: `${address}/authorize`,
    token_endpoint: `${address}/token`,
    userinfo_endpoint: `${address}/userinfo`,
    jwks_uri: `${address}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    authorization_response_iss_parameter_supported: true,
  }
}

export function signed(
  { kid, privateKey }: Key,
  claims: Claims,
  { header, key = privateKey }: Says = {},
): Promise<string> {
  return new SignJWT(Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)))
    .setProtectedHeader({ alg: 'RS256', kid, ...header })
    .sign(key)
}

function hashOf(access: string): string {
  return createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url')
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (path: string, form: URLSearchParams) => Promise<object>,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const json = await answer(request.url ?? '', new URLSearchParams(Buffer.concat(chunks).toString()))
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'max-age=600' })
  response.end(JSON.stringify(json))
}

async function stopped(server: HttpServer): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

function present(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
