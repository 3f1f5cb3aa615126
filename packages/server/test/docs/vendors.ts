/** The vendors that the guides are about, each played by a provider of its own, and the person who reads at a browser. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startBetterAuth } from '@damson/testkit/better-auth'
import { type IdentityProvider, type PersonaName, startIdentityProvider } from '@damson/testkit/identity-providers'
import { createCookieBrowser } from '../signin/cookie-browser.ts'

/** Who plays the provider of a guide. */
const PLAYED: Readonly<Record<string, PersonaName | 'better-auth'>> = {
  'identity-providers/auth0.md': 'auth0',
  'identity-providers/okta.md': 'okta',
  'identity-providers/aws-cognito.md': 'cognito',
  'identity-providers/google.md': 'google',
  'identity-providers/microsoft-entra.md': 'entra',
  'identity-providers/any-openid-connect.md': 'better-auth',
  'identity-providers/external-ids.md': 'cognito',
  'identity-providers/passwordless.md': 'phone',
}

export interface Vendor {
  /** Lines of a shell before the guide's: where the vendor is, and what a reader does outside of the shell. */
  readonly prelude: string
  stop(): Promise<void>
}

/** The vendor of a guide that has one. */
export async function startVendor(guide: string, baseUrl: string): Promise<Vendor | undefined> {
  const like = PLAYED[guide]
  if (like === undefined) return undefined
  const redirectUris = ['https://nobody.example/']
  const provider = await (like === 'better-auth'
    ? startBetterAuth({ redirectUris })
    : startIdentityProvider(like, { redirectUris }))
  const reader = await startReader(provider, baseUrl)
  return {
    prelude: preludeOf(provider, reader.url),
    async stop() {
      await reader.stop()
      await provider.stop()
    },
  }
}

/**
 * What a reader does by hand, for the comments `test: …` before a block: enters the address of `$CALLBACK` at the vendor,
 * opens `$TRIAL`, and signs in to the app `$APP`, which is sent `$CODE`.
 */
function preludeOf({ issuer, clientId, clientSecret, people }: IdentityProvider, reader: string): string {
  const ids = people.map(({ key, subject }) => `${key.toUpperCase()}_SUB='${subject}'`)
  const begins =
    '"$D/auth/external/start?client_id=$APP&redirect_uri=https://ward.example.org/callback&scope=openid&state=s' +
    '&code_challenge=$CHALLENGE&code_challenge_method=S256"'
  const steps = people.flatMap(({ key }) => [
    `${key}_tries() { does open "$TRIAL" ${key}; }`,
    `${key}_signs_in() { does open ${begins} ${key} >came; CODE=$(sed -n 's/.*[?&]code=\\([^&]*\\).*/\\1/p' came); ` +
      'cat came; }',
  ])
  return [
    `IDP='${issuer}' IDP_CLIENT='${clientId}' IDP_SECRET='${clientSecret}'`,
    ...ids,
    `does() { curl -sS -f -G '${reader}'$1 --data-urlencode "url=$2" --data-urlencode "person=\${3:-}"; echo; }`,
    'enters_callback() { does register "$CALLBACK"; }',
    ...steps,
  ].join('\n')
}

interface Reader {
  readonly url: string
  stop(): Promise<void>
}

async function startReader(provider: IdentityProvider, baseUrl: string): Promise<Reader> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://reader')
    const [url, person] = [searchParams.get('url') ?? '', searchParams.get('person') ?? '']
    if (pathname === '/register') {
      provider.allowRedirectUri(url)
      response.end(`registered ${url}`)
    } else void answer(response, goThrough(provider, baseUrl, url, person))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(response: ServerResponse, words: Promise<string>): Promise<void> {
  response.end(await words.catch((error: unknown) => `the browser stops: ${String(error)}`))
}

/** In one browser, from an address of ours over the provider and back: what the person reads, or where the app gets them. */
async function goThrough(provider: IdentityProvider, baseUrl: string, url: string, person: string): Promise<string> {
  const browser = createCookieBrowser(baseUrl, baseUrl)
  const sent = await browser.open(url)
  if (sent.status !== 302) return wordsOf(sent.text)
  const back = await browser.follow(await browser.open(await provider.signIn(sent.location, person)))
  return back.location === '' ? wordsOf(back.text) : back.location
}

function wordsOf(page: string): string {
  const [, main = page] = /<main[^>]*>([\s\S]*)<\/main>/.exec(page) ?? []
  return main
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
