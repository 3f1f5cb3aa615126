import { fileURLToPath } from 'node:url'
import { freePort } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type Clinic, startClinic } from '../src/clinic.ts'
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

describe.skipIf(debian === undefined)('an API in Flask, with Authlib', () => {
  let clinic: Clinic
  let flask: Daemon
  let site = ''
  let app: Client
  let other: Client
  beforeAll(async () => {
    clinic = await startClinic()
    const port = await freePort()
    site = `http://localhost:${port}`
    const api = await clinic.client({ name: 'Appointments', kind: 'server' })
    app = await clinic.client({ name: 'Nightly export', kind: 'server' })
    other = await clinic.client({ name: 'Not ours', kind: 'server' })
    flask = await startDaemon({
      folder: makeFolder(),
      command: debian?.program('/usr/bin/python3') ?? '',
      args: [fileURLToPath(new URL('../apps/authlib/api.py', import.meta.url))],
      env: {
        ...debian?.env,
        ISSUER: clinic.baseUrl,
        PORT: String(port),
        CLIENT_ID: api.id,
        CLIENT_SECRET: api.secret,
        APP_IDS: `an-app-of-ours ${app.id}`,
      },
      answersAt: `${site}/appointments`,
    })
  })
  afterAll(async () => {
    await flask?.stop()
    await clinic?.close()
  })

  test('answers who has a token of our apps, until it is revoked, and nobody else', async () => {
    const ask = async (token?: string): Promise<{ status: number; body: unknown }> => {
      const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` }
      const answer = await fetch(`${site}/appointments`, { headers })
      return { status: answer.status, body: await answer.json() }
    }
    const tokenOf = ({ id, secret }: Client): Promise<string> =>
      clinic.world.actors.machineToken({ id, secret, basic: [id, secret] })
    const token = await tokenOf(app)
    expect(await ask(token), flask.output()).toEqual({ status: 200, body: { app: app.id, person: app.id } })
    for (const wrong of [undefined, 'x', await tokenOf(other)]) expect((await ask(wrong)).status).toBe(401)
    await clinic.world.call('oauth2/revoke', { form: { token }, basic: [app.id, app.secret] })
    expect((await ask(token)).status).toBe(401)
  })
})
