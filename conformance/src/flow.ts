/** The flows that rows consist of. */
import { createHash, randomBytes } from 'node:crypto'
import { type Browser, createBrowser, type Visit } from './browser.ts'
import { type Answer, basic, call } from './http.ts'
import type { Client, Server } from './server/server.ts'

type Changes = Readonly<Record<string, string | undefined>>

export const OFFLINE = { scope: 'openid offline_access', prompt: 'consent' } as const

export function pkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(48).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** What an app sends with the browser, and what it keeps to redeem the code. */
export interface Request {
  readonly client: Client
  readonly redirectUri: string
  readonly verifier: string
  readonly state: string
  readonly parameters: URLSearchParams
}

export function requestOf(client: Client, changes: Changes = {}): Request {
  const { verifier, challenge } = pkce()
  const all: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: client.id,
    redirect_uri: client.redirectUri,
    scope: 'openid',
    state: randomBytes(8).toString('hex'),
    nonce: randomBytes(8).toString('hex'),
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  }
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const parameters = new URLSearchParams(sent)
  return { client, redirectUri: all.redirect_uri ?? '', verifier, state: all.state ?? '', parameters }
}

/** Sends one authorization request, and returns any answer. */
export function ask(at: Server, request: Request, browser: Browser = createBrowser()): Promise<Visit> {
  return browser.open(`${at.endpoint('authorization')}?${request.parameters.toString()}`)
}

/** What an app gets back at its redirect URI. */
export interface Callback extends Request {
  readonly visit: Visit
  readonly answer: URLSearchParams
  readonly code: string
}

/** Gives consent if the server asks for it: with `prompt=consent` it asks for every app. */
async function allowed(at: Server, browser: Browser, shown: Visit): Promise<Visit> {
  if (!shown.text.includes('name="decision"')) return shown
  let visit = await browser.post(shown.url, { decision: 'allow' })
  while (visit.location.startsWith(at.issuer)) visit = await browser.open(visit.location)
  return visit
}

/** Sends an authorization request, and signs a person in. */
export async function callbackOf(at: Server, request: Request, browser = createBrowser()): Promise<Callback> {
  const visit = await allowed(at, browser, await at.signIn(browser, await ask(at, request, browser)))
  if (!visit.location.startsWith(request.redirectUri))
    throw new Error(`nobody was sent back to the app, but: ${visit.status} ${visit.location || visit.heading}`)
  const answer = new URL(visit.location).searchParams
  return { ...request, visit, answer, code: answer.get('code') ?? '' }
}

export async function signIn(at: Server, client: Client, changes: Changes = {}): Promise<Callback> {
  return callbackOf(at, requestOf(client, changes))
}

/** A request to the token endpoint, authenticated as the client is registered; an undefined value leaves a field out. */
export function askToken(at: Server, client: Client, fields: Changes): Promise<Answer> {
  return askAs(client, at.endpoint('token'), fields)
}

/** Posts a form to any endpoint that authenticates clients. */
export function askAs(client: Client, url: string, fields: Changes): Promise<Answer> {
  const { id, secret } = client
  const own = secret === undefined ? { client_id: id } : {}
  const form = Object.entries({ ...own, ...fields }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return call(url, {
    form: new URLSearchParams(form).toString(),
    headers: secret === undefined ? {} : basic(id, secret),
  })
}

export function redeem(at: Server, { client, code, redirectUri, verifier }: Callback, changes: Changes = {}) {
  return askToken(at, client, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...changes,
  })
}

export interface Tokens {
  readonly access: string
  readonly refresh: string
  readonly id: string
  readonly scope: string
  readonly client: Client
  readonly answer: Answer
  readonly callback: Callback
}

/** A sign-in, including its tokens. */
export async function tokens(at: Server, client: Client, changes: Changes = {}): Promise<Tokens> {
  const callback = await signIn(at, client, changes)
  const answer = await redeem(at, callback)
  return { ...granted(answer), client, answer, callback }
}

/** The tokens of an answer; fails with the answer if it has none. */
export function granted(answer: Answer): Pick<Tokens, 'access' | 'refresh' | 'id' | 'scope'> {
  if (answer.status !== 200) throw new Error(`no tokens were given: ${answer.status} ${answer.text}`)
  const { access_token, refresh_token = '', id_token = '', scope = '' } = answer.json
  return { access: String(access_token), refresh: String(refresh_token), id: String(id_token), scope: String(scope) }
}

export function refresh(at: Server, client: Client, token: string, changes: Changes = {}): Promise<Answer> {
  return askToken(at, client, { grant_type: 'refresh_token', refresh_token: token, ...changes })
}

/** A person's tokens with `openid`, for rows that only inspect them. */
export async function someTokens(at: Server): Promise<Tokens> {
  return at.once('some tokens', async () => tokens(at, await at.client('app')))
}

export async function serviceAnswer(at: Server, changes: Changes = {}): Promise<Answer> {
  return askToken(at, await at.client('service'), { grant_type: 'client_credentials', ...changes })
}

/** A machine's access token, for rows that only inspect it. */
export async function someServiceAnswer(at: Server): Promise<Answer> {
  return at.once('some service answer', () => serviceAnswer(at))
}

/** A machine's access token as a JWT. */
export async function someJwt(at: Server): Promise<string> {
  return at.once('some jwt', async () => granted(await serviceAnswer(at, at.jwtParameters)).access)
}

export async function introspect(at: Server, token: string, changes: Changes = {}): Promise<Answer> {
  return askAs(await at.client('service'), at.endpoint('introspection'), { token, ...changes })
}

export async function isActive(at: Server, token: string): Promise<boolean> {
  const { json, status, text } = await introspect(at, token)
  if (status !== 200) throw new Error(`introspection did not answer: ${status} ${text}`)
  return json.active === true
}

export function revoke(at: Server, client: Client, token: string, changes: Changes = {}): Promise<Answer> {
  return askAs(client, at.endpoint('revocation'), { token, ...changes })
}

export function userinfo(at: Server, bearer: string | undefined): Promise<Answer> {
  return call(at.endpoint('userinfo'), { bearer })
}
