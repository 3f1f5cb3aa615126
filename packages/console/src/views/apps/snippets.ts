import type { Pattern } from './patterns.ts'

/** The programs for which lines are shown, by their own names, which no language translates. */
const PROGRAMS = {
  sdk: 'Damson SDK',
  curl: 'curl',
  python: 'Python',
  flask: 'Python (Flask, Authlib)',
  authjs: 'Auth.js',
  oidc: 'oidc-client-ts',
  apache: 'Apache (mod_auth_openidc)',
} as const

export type Program = keyof typeof PROGRAMS
export const nameOf = (program: Program): string => PROGRAMS[program]

const OF_PATTERN: Readonly<Record<Pattern, readonly Program[]>> = {
  browser: ['sdk', 'oidc'],
  native: ['sdk'],
  site: ['authjs', 'flask', 'apache'],
  server: ['sdk', 'curl', 'python'],
}

export function programsFor(pattern: Pattern, signsByKey: boolean): readonly Program[] {
  return signsByKey ? ['sdk'] : OF_PATTERN[pattern]
}

/** What is installed before lines run, where a registry has it. */
const INSTALLED: Readonly<Partial<Record<Program, string>>> = {
  flask: 'pip install flask authlib requests',
  authjs: 'npm install next-auth',
  oidc: 'npm install oidc-client-ts',
}

export function installLine(program: Program, signsByKey: boolean): string | undefined {
  return program === 'sdk' && signsByKey ? 'npm install jose' : INSTALLED[program]
}

/** The client that the lines are for. */
export interface Subject {
  readonly pattern: Pattern
  /** The issuer, with a slash at its end. */
  readonly baseUrl: string
  readonly clientId: string
  readonly redirectUri: string | undefined
  readonly signsByKey: boolean
}

/** The variable of the environment in which the lines find the secret, and the private key as a JWK. */
export const SECRET_VARIABLE = 'DAMSON_SECRET'
export const KEY_VARIABLE = 'DAMSON_KEY_JWK'

/** Lines that run as they stand. The secret comes from the environment: it never stands in code. */
export function snippetOf(program: Program, subject: Subject): string {
  return LINES[program](subject).trim()
}

/** Puts a secret into the environment of a shell. */
export const exportLine = (secret: string): string => `export ${SECRET_VARIABLE}=${shell(secret)}`

/** The same with the private key of a server that signs, as a JSON Web Key. */
export const exportKeyLine = (jwk: string): string => `export ${KEY_VARIABLE}=${shell(jwk)}`

/** A text in single quotes, for JavaScript and Python. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped}'`
}

const shell = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
/** Apache replaces `${…}` in its settings, and knows only these two escapes. */
const apache = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('${', '$%7B')}"`

const LINES: Readonly<Record<Program, (subject: Subject) => string>> = {
  sdk(subject) {
    if (subject.pattern === 'browser') return browserLines(subject)
    if (subject.pattern === 'native') return nativeLines(subject)
    return subject.signsByKey ? keyLines(subject) : serverLines(subject)
  },
  curl: ({ baseUrl, clientId }) => `
TOKEN=$(curl -sS ${shell(`${baseUrl}oauth2/token`)} -u ${shell(`${clientId}:`)}"$${SECRET_VARIABLE}" \\
  -d grant_type=client_credentials | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl -sS ${shell(`${baseUrl}auth/me`)} -H "Authorization: Bearer $TOKEN"`,
  python: ({ baseUrl, clientId }) => `
import json
import os
from urllib.parse import urlencode
from urllib.request import Request, urlopen

ISSUER = ${quoted(baseUrl)}
form = {
    'grant_type': 'client_credentials',
    'client_id': ${quoted(clientId)},
    'client_secret': os.environ[${quoted(SECRET_VARIABLE)}],
}
with urlopen(ISSUER + 'oauth2/token', urlencode(form).encode()) as answer:
    token = json.load(answer)['access_token']
with urlopen(Request(ISSUER + 'auth/me', headers={'Authorization': 'Bearer ' + token})) as answer:
    print(json.load(answer)['profile'])`,
  flask: flaskLines,
  authjs: authjsLines,
  oidc: ({ baseUrl, clientId, redirectUri = '' }) => `
import { UserManager } from 'oidc-client-ts'

const manager = new UserManager({
  authority: ${quoted(baseUrl)},
  client_id: ${quoted(clientId)},
  redirect_uri: ${quoted(redirectUri)},
  scope: 'openid profile',
})

// The page to which people come back, with a code or with why there is none.
if (new URLSearchParams(location.search).has('state')) {
  await manager.signinCallback().catch((error) => {
    // The answer was taken before, as when one goes back to its page: then the sign-in begins anew.
    if (!error.message.startsWith('No matching state')) throw error
  })
  history.replaceState(null, '', location.pathname)
}
const user = await manager.getUser()
if (user === null || user.expired) await manager.signinRedirect()
else console.log(user.profile)`,
  apache: ({ baseUrl, clientId, redirectUri = '' }) => `
OIDCProviderMetadataURL ${apache(`${baseUrl}.well-known/openid-configuration`)}
OIDCClientID ${apache(clientId)}
OIDCClientSecret "\${${SECRET_VARIABLE}}"
OIDCRedirectURI ${apache(redirectUri)}
OIDCCryptoPassphrase "exec:/usr/bin/openssl rand -hex 32"
OIDCScope "openid profile email"
OIDCRemoteUserClaim sub

<Location />
  AuthType openid-connect
  Require valid-user
</Location>`,
}

function browserLines({ baseUrl, clientId, redirectUri = '' }: Subject): string {
  return `
import { DamsonClient } from '@damson/sdk'

const client = new DamsonClient({
  baseUrl: ${quoted(baseUrl)},
  clientId: ${quoted(clientId)},
  scope: 'openid profile online_access',
})
// Each time the page loads: sends the person to the sign-in page if needed, and completes the sign-in after it.
const redirectUri = ${quoted(redirectUri)}
const profile = (await client.getProfileAsync()) ?? (await client.signInWithRedirect({ redirectUri }))
if (profile !== undefined) console.log(profile)`
}

function nativeLines(subject: Subject): string {
  const { baseUrl, clientId, redirectUri = '' } = subject
  const client = `new DamsonClient({ baseUrl: ${quoted(baseUrl)}, clientId: ${quoted(clientId)} })`
  if (redirectUri.startsWith('http:') && URL.canParse(redirectUri)) return loopbackLines(client, redirectUri)
  return `
import { DamsonClient } from '@damson/sdk'

const client = ${client}
// Open this address in the system's browser. When the system calls your app with an address, hand it over:
export const url = await client.getAuthorizationUrl({ redirectUri: ${quoted(redirectUri)} })
export const finish = (address) => client.processRedirect(address)`
}

/** A program that listens on this machine alone, until the person comes back. */
function loopbackLines(client: string, redirectUri: string): string {
  const { port, hostname, pathname } = new URL(redirectUri)
  const host = hostname.replaceAll(/[[\]]/g, '')
  // Any port will do where none is registered (RFC 8252 §7.3): port 80 is for administrators of a machine.
  const fixed = port !== '' || /:80(?=[/?]|$)/.test(redirectUri) || hostname === 'localhost'
  const address = quoted(redirectUri)
  const listening = fixed
    ? address
    : `${address}.replace(${quoted(hostname)}, (host) => host + ':' + server.address().port)`
  return `
import { createServer } from 'node:http'
import { DamsonClient } from '@damson/sdk'

const client = ${client}
const server = createServer(async (request, response) => {
  const address = new URL(request.url, redirectUri)
  if (address.pathname !== ${quoted(pathname)}) return response.writeHead(404).end()
  try {
    await client.processRedirect(address.href)
    response.end('You are signed in. Close this window.')
    console.log(client.getProfile())
  } catch (error) {
    response.end('You are not signed in. Close this window.')
    console.error(error)
  }
  server.close()
})
await new Promise((listening) => server.listen(${fixed ? (port === '' ? '80' : port) : '0'}, ${quoted(host)}, listening))
const redirectUri = ${listening}
console.log('Open in a browser:', await client.getAuthorizationUrl({ redirectUri }))`
}

/** Where next-auth answers: the folder of its route, and the id of the provider there. */
interface Route {
  readonly base: string
  readonly id: string
}

const USUAL: Route = { base: '/api/auth', id: 'damson' }

/** The route by which next-auth has people come back to an address; undefined where it has none. */
function routeOf(redirectUri: string): Route | undefined {
  const [, base, id] = /^https?:\/\/[^/]+((?:\/[\w-]+)+)\/callback\/([\w-]+)$/.exec(redirectUri) ?? []
  return base === undefined || id === undefined ? undefined : { base, id }
}

const suits = (program: Program, uri: string): boolean => program !== 'authjs' || routeOf(uri) !== undefined

/** Of the addresses that are registered, those to which a program can have people come back. */
export const addressesFor = (program: Program, uris: readonly string[]): readonly string[] =>
  uris.filter((uri) => suits(program, uri))

/** The first of them; else the first of all. */
export const addressOf = (program: Program, uris: readonly string[]): string | undefined =>
  addressesFor(program, uris)[0] ?? uris[0]

/** The address to which a program has people come back, where none that is registered will do. */
export function addressNeeded(program: Program, uris: readonly string[]): string | undefined {
  const [first] = uris
  if (first === undefined || !URL.canParse(first) || uris.some((uri) => suits(program, uri))) return undefined
  return `${new URL(first).origin}${USUAL.base}/callback/${USUAL.id}`
}

function authjsLines({ baseUrl, clientId, redirectUri = '' }: Subject): string {
  const { base, id } = routeOf(redirectUri) ?? USUAL
  const origin = URL.canParse(redirectUri) ? new URL(redirectUri).origin : 'http://localhost:3000'
  return `
// app${base}/[...nextauth]/route.js
import { randomBytes } from 'node:crypto'
import NextAuth from 'next-auth'

process.env.NEXTAUTH_URL ??= ${quoted(`${origin}${base}`)}
const handler = NextAuth({
  // Without one of your own, everybody signs in anew when the site starts anew.
  secret: process.env.NEXTAUTH_SECRET ?? randomBytes(32).toString('hex'),
  providers: [
    {
      id: ${quoted(id)},
      name: 'Damson',
      type: 'oauth',
      wellKnown: ${quoted(`${baseUrl}.well-known/openid-configuration`)},
      authorization: { params: { scope: 'openid profile email' } },
      idToken: true,
      checks: ['pkce', 'state'],
      clientId: ${quoted(clientId)},
      clientSecret: process.env.${SECRET_VARIABLE},
      profile: ({ sub, name, email }) => ({ id: sub, name, email }),
    },
  ],
})

export { handler as GET, handler as POST }`
}

function serverLines({ baseUrl, clientId }: Subject): string {
  return `
import { DamsonClient } from '@damson/sdk'

const client = new DamsonClient({ baseUrl: ${quoted(baseUrl)} })
await client.startClientLogin(${quoted(clientId)}, process.env.${SECRET_VARIABLE})
console.log(client.getProfile())`
}

function keyLines({ baseUrl, clientId }: Subject): string {
  return `
import { DamsonClient } from '@damson/sdk'
import { importJWK, SignJWT } from 'jose'

const jwk = JSON.parse(process.env.${KEY_VARIABLE})
const key = await importJWK(jwk)
const client = new DamsonClient({ baseUrl: ${quoted(baseUrl)} })
await client.startJwtAssertionLogin(() =>
  new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: jwk.alg, kid: jwk.kid, typ: 'JWT' })
    .setIssuer(${quoted(clientId)})
    .setSubject(${quoted(clientId)})
    .setAudience(${quoted(`${baseUrl}oauth2/token`)})
    .setIssuedAt()
    .setExpirationTime('1 minute')
    .sign(key),
)
console.log(client.getProfile())`
}

function flaskLines({ baseUrl, clientId, redirectUri = '' }: Subject): string {
  const path = URL.canParse(redirectUri) ? new URL(redirectUri).pathname : '/callback'
  return `
import os
import secrets

from authlib.integrations.flask_client import OAuth
from flask import Flask

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
damson = OAuth(app).register(
    'damson',
    client_id=${quoted(clientId)},
    client_secret=os.environ[${quoted(SECRET_VARIABLE)}],
    server_metadata_url=${quoted(`${baseUrl}.well-known/openid-configuration`)},
    client_kwargs={'scope': 'openid profile email', 'code_challenge_method': 'S256'},
)


@app.get('/sign-in')
def sign_in():
    return damson.authorize_redirect(${quoted(redirectUri)})


@app.get(${quoted(path)})
def callback():
    return damson.authorize_access_token()['userinfo']


if __name__ == '__main__':
    app.run(port=${URL.canParse(redirectUri) && new URL(redirectUri).port !== '' ? new URL(redirectUri).port : '5000'})`
}
