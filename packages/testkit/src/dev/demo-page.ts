import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import escapeHtml from 'escape-html'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { sendPage, startLoopbackServer } from '../identity-providers/server.ts'
import { pkce } from '../world/actors.ts'
import { createCaller } from '../world/caller.ts'
import type { DemoApp } from './demo.ts'

/** The demo's apps, all on one small server. Each sends the user to sign in, and shows the result. */
export interface DemoPage {
  readonly origin: string
  readonly redirectUri: string
  /** Replaces the apps. */
  show(apps: readonly DemoApp[]): void
  stop(): Promise<void>
}

/** A sign-in under way, by its `state`. */
interface PendingSignIn {
  readonly app: DemoApp
  readonly verifier: string
  readonly nonce: string
}

/** @throws {Error} When the port is taken (`EADDRINUSE`). */
export async function startDemoPage(baseUrl: string, port: number): Promise<DemoPage> {
  const server = await startLoopbackServer(port)
  const redirectUri = `${server.origin}/callback`
  const under = new Map<string, PendingSignIn>()
  let apps: readonly DemoApp[] = []
  server.answerBy(async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', server.origin)
    const app = apps.find(({ key }) => pathname === `/${key}`)
    if (pathname === '/') return sendPage(response, 200, listPage(apps))
    if (app !== undefined) {
      const Location = ask(under, baseUrl, redirectUri, app)
      return void response.writeHead(302, { Location, 'Cache-Control': 'no-store' }).end()
    }
    if (pathname !== '/callback') return sendPage(response, 404, page('Page not found', ''))
    const pending = under.get(searchParams.get('state') ?? '')
    under.delete(searchParams.get('state') ?? '')
    if (pending === undefined) return sendPage(response, 400, page('No sign-in of this app has this state', ''))
    return sendPage(response, 200, await resultPage(baseUrl, redirectUri, pending, searchParams))
  })
  return {
    origin: server.origin,
    redirectUri,
    show(next) {
      apps = next
    },
    stop: () => server.stop(),
  }
}

/** Begins a sign-in. Returns the address to send the browser to. */
function ask(under: Map<string, PendingSignIn>, baseUrl: string, redirectUri: string, app: DemoApp): string {
  const { verifier, challenge } = pkce()
  const [state, nonce] = [randomBytes(24).toString('base64url'), randomBytes(24).toString('base64url')]
  under.set(state, { app, verifier, nonce })
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: redirectUri,
    scope: 'openid profile email fhirUser',
    state,
    nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  return `${baseUrl}oauth2/authorize?${query.toString()}`
}

/** Exchanges the code, checks the id token and shows its claims. The tokens stay on the server. */
async function resultPage(
  baseUrl: string,
  redirectUri: string,
  { app, verifier, nonce }: PendingSignIn,
  callback: URLSearchParams,
): Promise<string> {
  const again = `<p><a href="/${escapeHtml(app.key)}">Again</a> · <a href="/">All apps</a></p>`
  const code = callback.get('code')
  if (code === null) return page(`Not signed in with ${app.name}`, `${block(Object.fromEntries(callback))}${again}`)
  const form = {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    client_id: app.clientId,
    redirect_uri: redirectUri,
  }
  const { status, body, text } = await createCaller(baseUrl, baseUrl)('oauth2/token', { form })
  if (status !== 200) return page(`The code was refused with ${status}`, `${block(body ?? text)}${again}`)
  const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', baseUrl))
  const { payload } = await jwtVerify(String(body.id_token), keys, { issuer: baseUrl, audience: app.clientId })
  if (payload['nonce'] !== nonce) return page('The id token belongs to another sign-in', again)
  const { scope, profile, expires_in: seconds } = body
  return page(
    `Signed in with ${app.name}`,
    `<p>The app exchanged its code, and got an access token for ${Number(seconds)} seconds.</p>
${block({ profile, scope })}<h2>Claims of the id token</h2>${block(payload)}${again}`,
  )
}

function listPage(apps: readonly DemoApp[]): string {
  const items = apps.map(
    ({ key, name }) => `<li><a href="/${escapeHtml(key)}">Sign in with ${escapeHtml(name)}</a></li>`,
  )
  return page('Demo apps', `<p>One for each way to sign in, on this machine.</p><ul>${items.join('\n')}</ul>`)
}

const block = (value: unknown): string => `<pre>${escapeHtml(JSON.stringify(value, undefined, 2))}</pre>`

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} – Demo App</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
pre { overflow-x: auto; padding: 1rem; border: 1px solid #8888; border-radius: .5rem }
li { margin: .5rem 0 }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`
}
