import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, startClinic } from '../src/clinic.ts'
import { type Daemon, makeFolder, startDaemon } from '../src/daemon.ts'
import { type Debian, unpack } from '../src/debian.ts'
import { createPlainBrowser, type PlainPage, signInAt } from '../src/plain-browser.ts'

const debian = await unpack('mod_auth_openidc', ['apache2-bin', 'libapache2-mod-auth-openidc'])

describe.skipIf(debian === undefined)('mod_auth_openidc', () => {
  let clinic: Clinic
  let apache: Daemon
  let site = ''
  beforeAll(async () => {
    clinic = await startClinic()
    site = `http://localhost:${await freePort()}`
    const client = await clinic.client({
      name: 'Intranet',
      kind: 'server',
      redirectUris: [`${site}/oidc/callback`],
      postLogoutRedirectUris: [`${site}/bye.html`],
    })
    apache = await startApache(debian, site, { issuer: clinic.baseUrl, ...client })
  })
  afterAll(async () => {
    await apache?.stop()
    await clinic?.close()
  })

  const said = ({ text }: PlainPage): Record<string, string> =>
    Object.fromEntries([...text.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]))
  const callback = (parameters: Record<string, string>): string =>
    `${site}/oidc/callback?${new URLSearchParams(parameters)}`

  const signIn = async (browser = createPlainBrowser()): Promise<PlainPage> =>
    signInAt(clinic.baseUrl, await browser.open(`${site}/oidc/`), clinic.grace)
  const userinfo = async (token = ''): Promise<number> => (await clinic.world.call('oauth2/userinfo', { token })).status

  test('shows who signed in', async () => {
    const page = await signIn()
    expect([page.status, page.url.href], apache.output()).toEqual([200, `${site}/oidc/`])
    expect(said(page)).toMatchObject({ name: 'Grace Hopper', given: 'Grace', email: clinic.grace.email })
    expect(said(page)['user']).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('gets new tokens, and signs out at the server too', async () => {
    const browser = createPlainBrowser()
    const first = said(await signIn(browser))
    const home = `${site}/oidc/`
    const refreshed = await browser.open(callback({ refresh: home, access_token: first['token'] ?? '' }))
    const second = said(refreshed)
    expect([refreshed.url.href, second['user']], apache.output()).toEqual([home, first['user']])
    expect(second['token']).not.toBe(first['token'])
    expect(await userinfo(second['token'])).toBe(200)

    const left = await browser.open(callback({ logout: `${site}/bye.html` }))
    const there = left.url.pathname === '/bye.html' ? left : await left.submit({ decision: 'sign_out' })
    expect([there.url.href.split('?')[0], there.status]).toEqual([`${site}/bye.html`, 200])
    expect(await userinfo(second['token'])).toBe(401)
    expect((await browser.open(home)).url.origin).toBe(new URL(clinic.baseUrl).origin)
  })
})

interface Registered {
  readonly issuer: string
  readonly id: string
  readonly secret: string
}

const MODULES = [
  'mpm_event',
  'authn_core',
  'authz_core',
  'authz_user',
  'dir',
  'mime',
  'filter',
  'include',
  'auth_openidc',
]
/** What a page of the site may know of who reads it. */
const SHOWN = {
  user: 'REMOTE_USER',
  name: 'OIDC_CLAIM_name',
  given: 'OIDC_CLAIM_given_name',
  email: 'OIDC_CLAIM_email',
  token: 'OIDC_access_token',
}

/** Apache, as the manual of mod_auth_openidc has it set up for a provider with metadata. */
async function startApache(
  debian: Debian | undefined,
  site: string,
  { issuer, id, secret }: Registered,
): Promise<Daemon> {
  if (debian === undefined) throw new Error('there is no Apache')
  const folder = makeFolder()
  const [root, port] = [join(folder, 'site'), new URL(site).port]
  mkdirSync(join(root, 'oidc'), { recursive: true })
  chmodSync(folder, 0o755)
  const lines = Object.entries(SHOWN).map(
    ([name, variable]) => `${name}=<!--#echo encoding="none" var="${variable}" -->`,
  )
  writeFileSync(join(root, 'oidc', 'index.shtml'), `${lines.join('\n')}\n`)
  writeFileSync(join(root, 'bye.html'), '<p>Goodbye.</p>')
  const modules = MODULES.map(
    (name) => `LoadModule ${name}_module ${debian.at(`/usr/lib/apache2/modules/mod_${name}.so`)}`,
  )
  const configuration = `
${modules.join('\n')}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${join(folder, 'pid')}
DefaultRuntimeDir ${folder}
ErrorLog /dev/stderr
LogLevel warn auth_openidc:info
User www-data
Group www-data
TypesConfig /dev/null
AddType text/html .html .shtml
AddOutputFilter INCLUDES .shtml
DocumentRoot ${root}
DirectoryIndex index.shtml

<Directory ${root}>
  Options +Includes
</Directory>
Include ${fileURLToPath(new URL('../apps/apache/damson.conf', import.meta.url))}
`
  writeFileSync(join(folder, 'apache.conf'), configuration)
  return startDaemon({
    folder,
    command: debian.at('/usr/sbin/apache2'),
    args: ['-d', folder, '-f', join(folder, 'apache.conf'), '-D', 'FOREGROUND'],
    env: {
      ...debian.env,
      ISSUER: issuer,
      SITE: site,
      CLIENT_ID: id,
      CLIENT_SECRET: secret,
      PASSPHRASE: 'a-passphrase-of-the-site',
    },
    answersAt: `${site}/bye.html`,
  })
}
