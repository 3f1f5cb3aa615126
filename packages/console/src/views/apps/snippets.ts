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

/** A text in single quotes, for JavaScript and Python. */
function quoted(text: string): string {
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
  authjs: ({ baseUrl, clientId }) => `
import NextAuth from 'next-auth'

const handler = NextAuth({
  providers: [
    {
      id: 'damson',
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

export { handler as GET, handler as POST }`,
  oidc: ({ baseUrl, clientId, redirectUri = '' }) => `
import { UserManager } from 'oidc-client-ts'

const manager = new UserManager({
  authority: ${quoted(baseUrl)},
  client_id: ${quoted(clientId)},
  redirect_uri: ${quoted(redirectUri)},
  scope: 'openid profile',
})

if (new URLSearchParams(location.search).has('code')) {
  const user = await manager.signinCallback()
  console.log(user?.profile)
} else {
  await manager.signinRedirect()
}`,
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
console.log(profile)`
}

function nativeLines({ baseUrl, clientId, redirectUri = '' }: Subject): string {
  const isLoopback = redirectUri.startsWith('http:')
  const port = isLoopback && URL.canParse(redirectUri) ? new URL(redirectUri).port : ''
  const begin = `
import { DamsonClient } from '@damson/sdk'

const redirectUri = ${quoted(redirectUri)}
const client = new DamsonClient({ baseUrl: ${quoted(baseUrl)}, clientId: ${quoted(clientId)} })
const url = await client.getAuthorizationUrl({ redirectUri })`
  if (!isLoopback)
    return `${begin}
// Open url in the system's browser. When the system calls your app with an address, hand it over:
export const finish = (address) => client.processRedirect(address)
console.log(url)`
  return `
import { createServer } from 'node:http'
${begin.trim()}
const server = createServer(async (request, response) => {
  await client.processRedirect(new URL(request.url, redirectUri).href)
  response.end('You are signed in. Close this window.')
  server.close()
  console.log(client.getProfile())
}).listen(${port === '' ? '80' : port})
console.log('Open in a browser:', url)`
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
