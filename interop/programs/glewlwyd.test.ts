import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'
import { freePort } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, startClinic } from '../src/clinic.ts'
import { type Daemon, makeFolder, startDaemon } from '../src/daemon.ts'
import { type Debian, unpack } from '../src/debian.ts'
import { createPlainBrowser, type PlainBrowser, type PlainPage } from '../src/plain-browser.ts'
import { type ProvidedApp, provideApp } from '../src/provided.ts'

const debian = await unpack('glewlwyd', ['glewlwyd'])
const PASSWORD = 'a password of the provider'

describe.skipIf(debian === undefined)('glewlwyd', () => {
  let clinic: Clinic
  let glewlwyd: Daemon
  let site = ''
  const admin = createPlainBrowser()
  beforeAll(async () => {
    clinic = await startClinic()
    const port = await freePort()
    site = `http://localhost:${port}`
    glewlwyd = await startGlewlwyd(debian, port)
    await ask('POST', 'auth', { username: 'admin', password: 'password' })
    await ask('POST', 'mod/plugin/', plugin(makeKey()))
    for (const name of ['profile', 'email'])
      await ask('POST', 'scope/', { name, display_name: name, password_required: false, scheme: {} })
    const scope = ['openid', 'profile', 'email']
    const person = { username: 'ada', password: PASSWORD, name: 'Ada Lovelace', email: 'ada@clinic.example' }
    await ask('POST', 'user/', { ...person, scope, enabled: true })
  })
  afterAll(async () => {
    await glewlwyd?.stop()
    await clinic?.close()
  })

  /** As its pages do, by its own interface. */
  async function ask(method: 'POST' | 'PUT', path: string, json: object, browser = admin): Promise<void> {
    const { status, text } = await browser.call(`${site}/api/${path}`, { method, from: site, json })
    if (status !== 200) throw new Error(`${path}: ${status} ${text}\n${glewlwyd.output()}`)
  }

  const plugin = (key: object): object => ({
    module: 'oidc',
    name: 'oidc',
    display_name: 'OpenID Connect',
    parameters: {
      iss: `${site}/api/oidc`,
      'jwks-private': JSON.stringify({ keys: [key] }),
      'jwks-show': true,
      'access-token-duration': 3600,
      'refresh-token-duration': 1_209_600,
      'code-duration': 600,
      'refresh-token-rolling': true,
      'allow-non-oidc': true,
      'auth-type-code-enabled': true,
      'auth-type-id-token-enabled': true,
      'auth-type-refresh-enabled': true,
      'subject-type': 'public',
      'pkce-allowed': true,
      'allowed-scope': ['openid'],
      'name-claim': 'mandatory',
      'email-claim': 'mandatory',
    },
  })

  /** Damson as a client of its, with the secret that its administrator chose. */
  async function register(clientSecret: string): Promise<ProvidedApp & { readonly clientId: string }> {
    const clientId = randomUUID()
    const discoveryUrl = `${site}/api/oidc/.well-known/openid-configuration`
    const app = await provideApp(clinic, { name: 'Glewlwyd', discoveryUrl, clientId, clientSecret })
    await ask('POST', 'client/', {
      client_id: clientId,
      client_secret: clientSecret,
      confidential: true,
      name: 'Damson',
      scope: [],
      redirect_uri: [app.callback],
      authorization_type: ['code'],
      token_endpoint_auth_method: ['client_secret_basic'],
      enabled: true,
    })
    return { ...app, clientId }
  }

  /** What the script of its sign-in page does. */
  async function signInThere(browser: PlainBrowser, page: PlainPage, clientId: string): Promise<PlainPage> {
    const continueUrl = `${page.url.searchParams.get('callback_url') ?? ''}&g_continue`
    await ask('POST', 'auth', { username: 'ada', password: PASSWORD }, browser)
    await ask('PUT', `auth/grant/${clientId}`, { scope: 'openid profile email' }, browser)
    return browser.open(continueUrl)
  }

  async function signIn(app: Awaited<ReturnType<typeof register>>): Promise<Readonly<Record<string, unknown>>> {
    const browser = createPlainBrowser()
    const { page, verifier } = await app.start(browser)
    expect(page.url.origin, page.text).toBe(site)
    const back = await signInThere(browser, page, app.clientId)
    expect(back.url.host, `${back.text}\n${glewlwyd.output()}`).toBe('ward.example.org')
    return app.userinfo(back, verifier)
  }

  test('proves a person to an app of Damson', async () => {
    const app = await register('a-secret_of.letters')
    expect(await signIn(app)).toMatchObject({ name: 'Ada Lovelace' })
  })

  test('takes a secret with characters that form encoding changes', async () => {
    const app = await register('s+cr/t=with%41~more and:more')
    expect(await signIn(app)).toMatchObject({ name: 'Ada Lovelace' })
    expect(await signIn(app)).toMatchObject({ name: 'Ada Lovelace' })
  })

  test('goes on after it replaced its key under the same kid', async () => {
    const app = await register('another-secret')
    const { sub } = await signIn(app)
    await ask('PUT', 'mod/plugin/oidc', plugin(makeKey()))
    await ask('PUT', 'mod/plugin/oidc/reset', {})
    await clinic.world.travel(30_000)
    expect((await signIn(app))['sub']).toBe(sub)
  })
})

function makeKey(): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kid: 'the-key', alg: 'RS256' }
}

/** As it is packed: its sample configuration, with other paths and port, and its own script for the database. */
function startGlewlwyd(debian: Debian | undefined, port: number): Promise<Daemon> {
  if (debian === undefined) throw new Error('there is no glewlwyd')
  const folder = makeFolder()
  const docs = '/usr/share/doc/glewlwyd'
  const unzipped = (path: string): string => gunzipSync(readFileSync(debian.at(path))).toString()
  const database = new DatabaseSync(join(folder, 'glewlwyd.db'))
  database.exec(unzipped(`${docs}/database/init.sqlite3.sql.gz`))
  database.close()
  const configuration = unzipped(`${docs}/glewlwyd.conf.sample.gz`)
    .replaceAll('4593', String(port))
    .replaceAll('"/usr/', `"${debian.at('/usr/')}`)
    .replaceAll('/var/cache/glewlwyd/', `${folder}/`)
    .replace(/^cookie_secure=1/m, 'cookie_secure=0')
  writeFileSync(join(folder, 'glewlwyd.conf'), `bind_address="127.0.0.1"\n${configuration}`)
  return startDaemon({
    folder,
    command: debian.at('/usr/bin/glewlwyd'),
    args: [`--config-file=${join(folder, 'glewlwyd.conf')}`],
    env: debian.env,
    answersAt: `http://localhost:${port}/config`,
  })
}
