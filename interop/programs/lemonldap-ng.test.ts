import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, startClinic } from '../src/clinic.ts'
import { type Daemon, makeFolder, startDaemon } from '../src/daemon.ts'
import { type Debian, unpack } from '../src/debian.ts'
import { createPlainBrowser } from '../src/plain-browser.ts'
import { type ProvidedApp, provideApp } from '../src/provided.ts'

// With those of the recommended ones without which the portal does not start.
const debian = await unpack('LemonLDAP::NG', [
  'liblemonldap-ng-portal-perl',
  'libcrypt-jwt-perl',
  'libemail-address-xs-perl',
  'libemail-sender-perl',
  'libio-string-perl',
  'libmime-tools-perl',
  'libstring-random-perl',
  'libwww-perl',
])

interface Registered {
  readonly clientId: string
  readonly clientSecret: string
  readonly app: ProvidedApp
}

describe.skipIf(debian === undefined)('LemonLDAP::NG', () => {
  let clinic: Clinic
  let portal: Daemon
  let site = ''
  /** By the characters of its secret. */
  const clients: Registered[] = []
  beforeAll(async () => {
    clinic = await startClinic()
    const port = await freePort()
    site = `http://localhost:${port}`
    const discoveryUrl = `${site}/.well-known/openid-configuration`
    for (const clientSecret of ['a-secret_of.letters', 's+cr/t=with%41~more and:more']) {
      const clientId = randomUUID()
      const app = await provideApp(clinic, { name: 'LemonLDAP', discoveryUrl, clientId, clientSecret })
      clients.push({ clientId, clientSecret, app })
    }
    portal = await startPortal(debian, port, clients)
  })
  afterAll(async () => {
    await portal?.stop()
    await clinic?.close()
  })

  test.each([0, 1])('proves a person to an app of Damson, with one secret or another: %i', async (which) => {
    const { app } = clients[which] as Registered
    const browser = createPlainBrowser()
    const { page, verifier } = await app.start(browser)
    expect(page.url.origin, `${page.text}\n${portal.output()}`).toBe(site)
    // One of the people of its demonstration.
    const next = await page.submit({ user: 'dwho', password: 'dwho' })
    const back = next.url.origin === site ? await next.submit({ confirm: '1' }) : next
    expect(back.url.host, `${back.url.href} ${back.text}\n${portal.output()}`).toBe('ward.example.org')
    expect(await app.userinfo(back, verifier)).toMatchObject({ name: 'Doctor Who' })

    // The way out of the provider is offered, and not forced.
    const left = await (await browser.open(`${clinic.baseUrl}oauth2/logout`)).submit({ decision: 'sign_out' })
    const [, out = ''] = new RegExp(`href="(${site}/oauth2/logout[^"]*)"`).exec(left.text) ?? []
    expect((await browser.open(out)).status, left.text).toBe(200)
  })
})

/** As it is packed, with its demonstration accounts, and OpenID Connect switched on as its manual says. */
function startPortal(debian: Debian | undefined, port: number, clients: readonly Registered[]): Promise<Daemon> {
  if (debian === undefined) throw new Error('there is no LemonLDAP::NG')
  const folder = makeFolder()
  const usual = '/var/lib/lemonldap-ng'
  cpSync(debian.at(usual), join(folder, 'lib'), { recursive: true })
  const moved = (text: string): string =>
    text
      .replaceAll(usual, join(folder, 'lib'))
      .replaceAll('/var/cache/lemonldap-ng', join(folder, 'cache'))
      .replaceAll('/usr/share/lemonldap-ng', debian.at('/usr/share/lemonldap-ng'))
  const ini = join(folder, 'lemonldap-ng.ini')
  writeFileSync(ini, moved(readFileSync(debian.at('/etc/lemonldap-ng/lemonldap-ng.ini'), 'utf8')))
  const file = join(folder, 'lib/conf/lmConf-1.json')
  const configuration: object = JSON.parse(moved(readFileSync(file, 'utf8')))
  const site = `http://localhost:${port}/`
  writeFileSync(file, JSON.stringify({ ...configuration, ...openIdConnect(site, clients) }))
  return startDaemon({
    folder,
    command: debian.program('/usr/bin/plackup'),
    args: [
      '-E',
      'deployment',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      debian.at('/usr/share/lemonldap-ng/portal/htdocs/index.psgi'),
    ],
    env: { ...debian.env, LLNG_DEFAULTCONFFILE: ini },
    answersAt: `${site}.well-known/openid-configuration`,
  })
}

function openIdConnect(portal: string, clients: readonly Registered[]): object {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const byName = (value: (client: Registered) => object): object =>
    Object.fromEntries(clients.map((client, at) => [`damson-${at}`, value(client)]))
  return {
    portal,
    domain: 'localhost',
    // Drawing letters would take a library that nothing here needs.
    captcha_mail_enabled: 0,
    captcha_register_enabled: 0,
    issuerDBOpenIDConnectActivation: 1,
    oidcServiceAllowAuthorizationCodeFlow: 1,
    oidcServicePrivateKeySig: privateKey.export({ format: 'pem', type: 'pkcs1' }),
    oidcServicePublicKeySig: publicKey.export({ format: 'pem', type: 'spki' }),
    oidcServiceKeyIdSig: 'the-key',
    oidcServiceKeyTypeSig: 'RSA',
    oidcRPMetaDataOptions: byName(({ clientId, clientSecret, app }) => ({
      oidcRPMetaDataOptionsClientID: clientId,
      oidcRPMetaDataOptionsClientSecret: clientSecret,
      oidcRPMetaDataOptionsRedirectUris: app.callback,
      oidcRPMetaDataOptionsDisplayName: 'Damson',
      oidcRPMetaDataOptionsIDTokenSignAlg: 'RS256',
      oidcRPMetaDataOptionsIDTokenExpiration: 3600,
    })),
    oidcRPMetaDataExportedVars: byName(() => ({ name: 'cn', email: 'mail', preferred_username: 'uid' })),
  }
}
