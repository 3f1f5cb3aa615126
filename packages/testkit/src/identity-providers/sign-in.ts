import { createHash, randomBytes } from 'node:crypto'
import { importJWK, type JWK, SignJWT } from 'jose'
import { type Browser, createBrowser, type Visit } from './browser.ts'
import type { ProviderEndpoints, ProviderTokens, RelyingParty, TokenRequest } from './identity-provider.ts'

const MOST_STEPS = 15

/** Goes through the provider's pages until it redirects the browser to the application, and stops there. */
export async function signInThroughPages(
  authorizeUrl: string,
  person: string,
  browser: Browser = createBrowser(),
): Promise<string> {
  const { origin } = new URL(authorizeUrl)
  let visit: Visit = await browser.open(authorizeUrl)
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (visit.location !== '') {
      if (new URL(visit.location).origin !== origin) return visit.location
      visit = await browser.open(visit.location)
    } else if (visit.status === 200 && visit.text.includes('name="person"')) {
      visit = await browser.post(visit.url, { person })
    } else throw new Error(`the provider answers ${visit.status} at ${visit.url}: ${textOf(visit.text)}`)
  }
  throw new Error(`the provider redirects the browser in circles: ${visit.url}`)
}

function textOf(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300)
}

export interface CodeFlow {
  readonly endpoints: ProviderEndpoints
  readonly client: RelyingParty
  readonly clientKey?: JWK
  readonly redirectUri: string
  readonly issuer: string
  readonly person: string
}

/** A whole code flow, as the client itself would run it. */
export async function runCodeFlow(flow: CodeFlow, request: TokenRequest): Promise<ProviderTokens> {
  const verifier = randomBytes(32).toString('base64url')
  const authorizeUrl = new URL(flow.endpoints.authorize)
  authorizeUrl.search = new URLSearchParams({
    response_type: 'code',
    client_id: flow.client.clientId,
    redirect_uri: flow.redirectUri,
    scope: request.scope ?? 'openid profile email phone',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(request.audience !== undefined && { audience: request.audience }),
    ...(request.nonce !== undefined && { nonce: request.nonce }),
  }).toString()
  const callback = new URL(await signInThroughPages(authorizeUrl.href, flow.person))
  const code = callback.searchParams.get('code')
  if (code === null) throw new Error(`the provider sent no code: ${callback.search}`)
  const { headers, form } = await authenticate(flow)
  const answer = await fetch(flow.endpoints.token, {
    method: 'POST',
    headers,
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: flow.redirectUri,
      code_verifier: verifier,
      ...form,
    }),
  })
  if (!answer.ok) throw new Error(`the provider’s token endpoint answers ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as ProviderTokens
}

type Proof = { readonly headers: Record<string, string>; readonly form: Record<string, string> }

async function authenticate({ client, clientKey, issuer }: CodeFlow): Promise<Proof> {
  const { clientId, clientSecret, tokenAuthMethod } = client
  switch (tokenAuthMethod) {
    case 'client_secret_basic': {
      const pair = [clientId, clientSecret].map(encodeURIComponent).join(':')
      return { headers: { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` }, form: {} }
    }
    case 'client_secret_post':
      return { headers: {}, form: { client_id: clientId, client_secret: clientSecret } }
    case 'none':
      return { headers: {}, form: { client_id: clientId } }
    case 'private_key_jwt': {
      if (clientKey === undefined) throw new Error('private_key_jwt needs the option clientKey')
      const assertion = await new SignJWT({ jti: randomBytes(16).toString('hex') })
        .setProtectedHeader({
          alg: clientKey.alg ?? 'RS256',
          ...(clientKey.kid !== undefined && { kid: clientKey.kid }),
        })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(issuer)
        .setIssuedAt()
        .setExpirationTime('60s')
        .sign(await importJWK(clientKey))
      const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
      return { headers: {}, form: { client_id: clientId, client_assertion_type: type, client_assertion: assertion } }
    }
  }
}
