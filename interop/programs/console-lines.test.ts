/** The lines that the console shows for programs of others, as they stand: each signs a person in. */
import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEY_VARIABLE, SECRET_VARIABLE, snippetOf } from '../../packages/console/src/views/apps/snippets.ts'
import { type Clinic, startClinic } from '../src/clinic.ts'
import { type Daemon, makeFolder, startDaemon } from '../src/daemon.ts'
import { type Debian, unpack } from '../src/debian.ts'
import { type Lined, makeLines, placeFiles } from '../src/lines.ts'
import { createPlainBrowser, signInAt } from '../src/plain-browser.ts'
import { run, start } from '../src/program.ts'

const flask = await unpack('Authlib', ['python3-authlib', 'python3-requests', 'python3-flask'])
const apache = await unpack('mod_auth_openidc', ['apache2-bin', 'libapache2-mod-auth-openidc'])

interface Site extends Lined {
  readonly address: string
}

async function makeSite(clinic: Clinic, program: 'flask' | 'apache'): Promise<Site> {
  const address = `http://localhost:${await freePort()}`
  return { address, ...(await makeLines(clinic, program, 'site', `${address}/callback`)) }
}

describe.skipIf(flask === undefined)('the lines for Flask', () => {
  let clinic: Clinic
  let daemon: Daemon
  let site: Site
  beforeAll(async () => {
    clinic = await startClinic()
    site = await makeSite(clinic, 'flask')
    const folder = makeFolder()
    writeFileSync(join(folder, 'app.py'), site.lines)
    daemon = await startDaemon({
      folder,
      command: flask?.program('/usr/bin/python3') ?? '',
      args: [join(folder, 'app.py')],
      env: { ...flask?.env, [SECRET_VARIABLE]: site.client.secret },
      answersAt: `${site.address}/`,
    })
  })
  afterAll(async () => {
    await daemon?.stop()
    await clinic?.close()
  })

  test('sign a person in', async () => {
    const browser = createPlainBrowser()
    const page = await signInAt(clinic.baseUrl, await browser.open(`${site.address}/sign-in`), clinic.grace)
    expect(page.status, `${page.text}\n${daemon.output()}`).toBe(200)
    expect(JSON.parse(page.text)).toMatchObject({ name: 'Grace Hopper', email: clinic.grace.email })
  })
})

const MODULES = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'mime', 'auth_openidc']

describe.skipIf(apache === undefined)('the lines for Apache', () => {
  let clinic: Clinic
  let daemon: Daemon
  let site: Site
  beforeAll(async () => {
    clinic = await startClinic()
    site = await makeSite(clinic, 'apache')
    if (apache !== undefined) daemon = await startApache(apache, site)
  })
  afterAll(async () => {
    await daemon?.stop()
    await clinic?.close()
  })

  test('sign a person in', async () => {
    const browser = createPlainBrowser()
    const page = await signInAt(clinic.baseUrl, await browser.open(`${site.address}/ward.html`), clinic.grace)
    expect([page.url.href, page.text], daemon.output()).toEqual([`${site.address}/ward.html`, 'The ward'])
  })
})

/** Apache with what it needs to run at all, and the lines. */
async function startApache(debian: Debian, { address, client, lines }: Site): Promise<Daemon> {
  const folder = makeFolder()
  const root = join(folder, 'site')
  mkdirSync(root)
  chmodSync(folder, 0o755)
  writeFileSync(join(root, 'ward.html'), 'The ward')
  const modules = MODULES.map(
    (name) => `LoadModule ${name}_module ${debian.at(`/usr/lib/apache2/modules/mod_${name}.so`)}`,
  )
  const configuration = `
${modules.join('\n')}
ServerName localhost
Listen 127.0.0.1:${new URL(address).port}
PidFile ${join(folder, 'pid')}
DefaultRuntimeDir ${folder}
ErrorLog /dev/stderr
LogLevel warn auth_openidc:info
User www-data
Group www-data
TypesConfig /dev/null
AddType text/html .html
DocumentRoot ${root}
${lines}
`
  writeFileSync(join(folder, 'apache.conf'), configuration)
  return startDaemon({
    folder,
    command: debian.at('/usr/sbin/apache2'),
    args: ['-d', folder, '-f', join(folder, 'apache.conf'), '-D', 'FOREGROUND'],
    env: { ...debian.env, [SECRET_VARIABLE]: client.secret },
    answersAt: `${address}/ward.html`,
  })
}

describe('the lines for the SDK', () => {
  let clinic: Clinic
  beforeAll(async () => {
    clinic = await startClinic()
  })
  afterAll(() => clinic?.close())

  /** A native app, as the console makes it, that runs in Node. */
  const startNative = async (redirectUri: string): Promise<Daemon> => {
    const { lines } = await makeLines(clinic, 'sdk', 'native', redirectUri)
    const folder = placeFiles('native', 'hosts', { 'app.mjs': lines })
    const app = { folder, command: process.execPath, args: ['app.mjs'], env: {}, answersAt: clinic.baseUrl }
    const daemon = await startDaemon(app)
    await expect.poll(daemon.output, { timeout: 60_000 }).toContain('Open in a browser: ')
    return daemon
  }
  const toOpen = (daemon: Daemon): string => /Open in a browser: (\S+)/.exec(daemon.output())?.[1] ?? ''

  test.each([
    ['at any port', async () => 'http://127.0.0.1/callback'],
    ['at its own port', async () => `http://localhost:${await freePort()}/callback`],
  ])('sign a person in from a program on their machine, %s', async (_where, choose) => {
    const daemon = await startNative(await choose())
    try {
      const page = await signInAt(clinic.baseUrl, await createPlainBrowser().open(toOpen(daemon)), clinic.grace)
      // The plain browser leaves alone what is not named localhost.
      const text = page.status === 0 ? await (await fetch(page.url)).text() : page.text
      expect(text, daemon.output()).toBe('You are signed in. Close this window.')
      await expect.poll(daemon.output).toContain(clinic.grace.profile.split('/')[1])
    } finally {
      await daemon.stop()
    }
  })

  test('wait on when something else is asked for, and say it when nobody signed in', async () => {
    const daemon = await startNative('http://127.0.0.1/callback')
    try {
      const back = new URL(new URL(toOpen(daemon)).searchParams.get('redirect_uri') ?? '')
      expect((await fetch(new URL('/favicon.ico', back))).status).toBe(404)
      const refused = await fetch(`${back.href}?error=access_denied&state=of-nobody`)
      expect(await refused.text()).toBe('You are not signed in. Close this window.')
      expect(daemon.output()).not.toContain('Practitioner')
    } finally {
      await daemon.stop()
    }
  })

  test('sign a person in where the system calls the app by a scheme of its own', async () => {
    const { lines } = await makeLines(clinic, 'sdk', 'native', 'org.example.app:/callback')
    const cwd = placeFiles('scheme', 'hosts', { 'app.mjs': lines, 'system.mjs': SYSTEM })
    const system = await start(process.execPath, ['system.mjs'], { cwd, port: await freePort() })
    try {
      const url = await (await fetch(system.address)).text()
      const { url: back } = await signInAt(clinic.baseUrl, await createPlainBrowser().open(url), clinic.grace)
      expect(back.protocol).toBe('org.example.app:')
      const profile = await fetch(`${system.address}/?${new URLSearchParams({ address: back.href })}`)
      expect(await profile.json(), system.output()).toMatchObject({ resourceType: 'Practitioner' })
    } finally {
      await system.stop()
    }
  })

  test('sign a server in by its key', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    const named = { alg: 'ES384', kid: 'first' }
    const keys = [{ ...publicKey.export({ format: 'jwk' }), ...named, use: 'sig' }]
    const registered = { kind: 'server', tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys } }
    const { id } = await clinic.client({ name: 'Nightly export', ...registered })
    const subject = { pattern: 'server', baseUrl: clinic.baseUrl, clientId: id, redirectUri: undefined } as const
    const lines = snippetOf('sdk', { ...subject, signsByKey: true })
    const cwd = placeFiles('key', 'web-apps', { 'app.mjs': lines })
    const env = { [KEY_VARIABLE]: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...named }) }
    expect(await run(process.execPath, ['app.mjs'], { cwd, env })).toContain("resourceType: 'ClientApplication'")
  })
})

/** Calls the app as a system does that knows its scheme. */
const SYSTEM = `
import { createServer } from 'node:http'
import { finish, url } from './app.mjs'

createServer(async (request, response) => {
  const address = new URL(request.url, 'http://localhost').searchParams.get('address')
  response.end(address === null ? url : JSON.stringify(await finish(address)))
}).listen(process.env.PORT, 'localhost')
`
