import { fileURLToPath } from 'node:url'
import { freePort } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, startClinic } from '../src/clinic.ts'
import { type Daemon, makeFolder, startDaemon } from '../src/daemon.ts'
import { unpack } from '../src/debian.ts'
import { createPlainBrowser, type PlainPage, signInAt } from '../src/plain-browser.ts'

const debian = await unpack('Authlib', ['python3-authlib', 'python3-requests', 'python3-flask'])

describe.skipIf(debian === undefined)('Authlib, in Flask', () => {
  let clinic: Clinic
  let flask: Daemon
  let site = ''
  beforeAll(async () => {
    clinic = await startClinic()
    const port = await freePort()
    site = `http://localhost:${port}`
    const client = await clinic.client({
      name: 'Ward list',
      kind: 'server',
      redirectUris: [`${site}/callback`],
      postLogoutRedirectUris: [`${site}/bye`],
    })
    flask = await startDaemon({
      folder: makeFolder(),
      command: debian?.program('/usr/bin/python3') ?? '',
      args: [fileURLToPath(new URL('../apps/authlib/app.py', import.meta.url))],
      env: {
        ...debian?.env,
        ISSUER: clinic.baseUrl,
        SITE: site,
        PORT: String(port),
        CLIENT_ID: client.id,
        CLIENT_SECRET: client.secret,
        SESSION_SECRET: 'of this run alone',
      },
      answersAt: `${site}/bye`,
    })
  })
  afterAll(async () => {
    await flask?.stop()
    await clinic?.close()
  })

  interface Shown {
    readonly user: Readonly<Record<string, unknown>>
    readonly userinfo: Readonly<Record<string, unknown>>
    readonly token: string
  }
  const shown = ({ url, status, text }: PlainPage): Shown => {
    expect([url.href, status], `${text}\n${flask.output()}`).toEqual([`${site}/`, 200])
    return JSON.parse(text) as Shown
  }
  const isAlive = async (token: string): Promise<boolean> =>
    (await clinic.world.call('oauth2/userinfo', { token })).status === 200

  test('shows who signed in, refreshes by itself, and signs out', async () => {
    const browser = createPlainBrowser()
    const first = shown(await signInAt(clinic.baseUrl, await browser.open(site), clinic.grace))
    expect(first.user).toMatchObject({ iss: clinic.baseUrl, fhirUser: expect.stringContaining(clinic.grace.profile) })
    expect(first.userinfo).toMatchObject({ sub: first.user['sub'], name: 'Grace Hopper', email: clinic.grace.email })

    const second = shown(await browser.open(`${site}/later`))
    expect(second.token).not.toBe(first.token)
    expect(second.userinfo).toEqual(first.userinfo)

    const left = await browser.open(`${site}/logout`)
    const there = left.url.pathname === '/bye' ? left : await left.submit({ decision: 'sign_out' })
    expect([there.url.pathname, there.text]).toEqual(['/bye', 'Goodbye.'])
    expect(await isAlive(second.token)).toBe(false)
    expect((await browser.open(site)).url.origin).toBe(new URL(clinic.baseUrl).origin)
  })
})
