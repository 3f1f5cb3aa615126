/** The lines that the console shows for programs of others, as they stand: each signs a person in. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportLine, type Program, SECRET_VARIABLE, snippetOf } from '../../packages/console/src/views/apps/snippets.ts'
import { type Client, type Clinic, startClinic } from '../src/clinic.ts'
import { type Daemon, makeFolder, startDaemon } from '../src/daemon.ts'
import { type Debian, unpack } from '../src/debian.ts'
import { createPlainBrowser, signInAt } from '../src/plain-browser.ts'

const flask = await unpack('Authlib', ['python3-authlib', 'python3-requests', 'python3-flask'])
const apache = await unpack('mod_auth_openidc', ['apache2-bin', 'libapache2-mod-auth-openidc'])

/** A site of the clinic, made as the console makes it, and the lines for it. */
interface Site {
  readonly address: string
  readonly client: Client
  readonly lines: string
}

async function makeSite(clinic: Clinic, program: Program): Promise<Site> {
  const address = `http://localhost:${await freePort()}`
  const redirectUri = `${address}/callback`
  const client = await clinic.client({
    name: 'Ward list',
    kind: 'server',
    tokenEndpointAuthMethod: 'client_secret_basic',
    redirectUris: [redirectUri],
    firstParty: true,
  })
  const subject = {
    pattern: 'site',
    baseUrl: clinic.baseUrl,
    clientId: client.id,
    redirectUri,
    signsByKey: false,
  } as const
  expect(exportLine(client.secret)).toBe(`export ${SECRET_VARIABLE}='${client.secret}'`)
  return { address, client, lines: snippetOf(program, subject) }
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
