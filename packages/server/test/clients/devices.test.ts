/** Devices that an administrator connects by the code that they show: RFC 8628, with a key instead of a shared secret. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser } from '../signin/cookie-browser.ts'
import { ADMINISTRATOR, type Hosted, startHosted } from '../signin/hosted.ts'
import { answer, DEVICE_GRANT, type Device, makeDevice, ON, openWindow, PATH, typeCode } from './device.ts'

const MINUTE = 60_000

describe.each(storesForWalks())('a device on %s', (store) => {
  let hosted: Hosted
  let client: string
  let policy: string
  let travelled = 0
  const now = (): number => Date.now() + travelled
  async function travel(ms: number): Promise<void> {
    travelled += ms
    await hosted.travel(ms)
  }
  beforeAll(async () => {
    const env = {
      DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '100000',
      DAMSON_THROTTLE_DEVICE_REQUESTS_PER_CLIENT: '1000',
      DAMSON_THROTTLE_WRONG_CODES_PER_SIGN_IN: '5',
    }
    hosted = await startHosted({ store, env })
    await hosted.set(ON)
    client = await enrolmentClient()
    policy = `AccessPolicy/${await makePolicy()}`
  })
  afterAll(() => hosted.world.close())

  async function enrolmentClient(): Promise<string> {
    const { status, body, text } = await hosted.world.call(`admin/projects/${hosted.clinic.project}/client`, {
      token: hosted.clinic.token,
      json: { name: 'Devices', kind: 'app', tokenEndpointAuthMethod: 'none', grantType: [DEVICE_GRANT] },
    })
    if (status !== 201) throw new Error(text)
    return body.id
  }
  async function makePolicy(resourceType = 'Observation'): Promise<string> {
    const json = {
      resourceType: 'AccessPolicy',
      name: `May create ${resourceType}`,
      resource: [{ resourceType, interaction: ['create', 'read', 'search'] }],
    }
    return (await hosted.world.call('fhir/R4/AccessPolicy', { json, token: hosted.clinic.token })).body.id
  }
  const device = (): Promise<Device> => makeDevice(hosted.world, client, hosted.issuer, now)
  async function signIn(person = ADMINISTRATOR): Promise<CookieBrowser> {
    const browser = hosted.browser()
    const form = (await browser.open('/account')).hidden('form')
    await browser.post('/account/sign-in', { form, ...person })
    return browser
  }
  async function asked(one: Device): Promise<{ readonly device: string; readonly user: string }> {
    const { status, body, text } = await one.ask()
    if (status !== 200) throw new Error(text)
    return { device: body.device_code, user: body.user_code }
  }
  /** Both have found the window open and the code unused before the store lets either of them use them. */
  async function atOnce<T>(press: () => readonly Promise<T>[]): Promise<readonly T[]> {
    const { db, kind } = hosted.world.store
    // The embedded store has one connection: there, one comes after the other in any case.
    if (kind === 'pglite') return Promise.all(press())
    let pressed: readonly Promise<T>[] = []
    await db.tx(async (tx) => {
      await tx.query({ sql: 'select 1 from device_windows where closed_at is null for update', params: [] })
      pressed = press()
      const waiting = {
        sql: `select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`,
        params: [],
      }
      await expect.poll(async () => (await tx.query(waiting)).rows[0]?.['n'], { timeout: 20_000 }).toBe(pressed.length)
    })
    return Promise.all(pressed)
  }
  const kinds = async (): Promise<readonly string[]> => {
    const { rows } = await hosted.world.store.db.query({
      sql: `select kind from audit_events where kind like 'device%' order by id desc limit 10`,
      params: [],
    })
    return rows.map((row) => String(row['kind']))
  }

  test('is connected by its code and fingerprint, and gets its own token, without a secret', async () => {
    const one = await device()
    const { status, body, headers } = await one.ask()
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${hosted.issuer}device`,
      verification_uri_complete: `${hosted.issuer}device?user_code=${body.user_code}`,
      expires_in: 600,
      interval: 5,
    })
    expect((await one.poll(body.device_code)).body).toMatchObject({ error: 'authorization_pending' })

    const browser = await signIn()
    expect((await openWindow(browser, { name: 'Analyzer, room 12', policy })).text).toContain('Analyzer, room 12')
    const page = await typeCode(browser, body.user_code.toLowerCase().replace('-', ' '))
    expect(page.heading).toBe('Is this your device?')
    for (const shown of [body.user_code, '127.0.0.1', 'May create Observation', 'Riverside Clinic'])
      expect(page.text).toContain(shown)
    expect(page.text).not.toContain(one.fingerprint)
    expect((await answer(browser, page, one.fingerprint)).text).toContain('The device is connected.')

    await travel(5_000)
    const given = await one.poll(body.device_code)
    expect(given.status, given.text).toBe(200)
    const { client_id: id } = given.body
    expect(given.body).toMatchObject({ token_type: 'Bearer', profile: { reference: `ClientApplication/${id}` } })
    expect(given.body).not.toHaveProperty('refresh_token')
    expect(given.body).not.toHaveProperty('id_token')
    expect(given.text).not.toContain('secret')
    const made = (await hosted.world.call(`fhir/R4/ClientApplication/${id}`, { token: hosted.clinic.token })).body
    expect(made).toMatchObject({
      name: 'Analyzer, room 12',
      kind: 'device',
      tokenEndpointAuthMethod: 'private_key_jwt',
      grantType: ['client_credentials'],
      jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: one.pair.publicJwk.x }] },
    })
    const json = { resourceType: 'Observation', status: 'final', code: { text: 'Sodium' } }
    const own = await hosted.world.call('fhir/R4/Observation', { json, token: given.body.access_token })
    expect(own.status).toBe(201)
    const others = await hosted.world.call('fhir/R4/Patient', { token: given.body.access_token })
    expect(others.status).toBe(403)
    expect((await one.token(id)).status).toBe(200)
    expect((await one.poll(body.device_code)).body).toMatchObject({ error: 'invalid_grant' })
    expect(await kinds()).toContain('device.connected')
  })

  test('is asked for by a code once: of two who press at once, one connects it', async () => {
    const [one, browser] = [await device(), await signIn()]
    const { user } = await asked(one)
    await openWindow(browser, { policy })
    const page = await typeCode(browser, user)
    const pages = await atOnce(() => [answer(browser, page, one.fingerprint), answer(browser, page, one.fingerprint)])
    expect(pages.filter(({ text }) => text.includes('The device is connected.'))).toHaveLength(1)
    const { rows } = await hosted.world.store.db.query({
      sql: 'select id from devices where thumbprint = (select thumbprint from device_codes where key like $1)',
      params: [`%${one.pair.publicJwk.x}%`],
    })
    expect(rows).toHaveLength(1)
  })

  test('of two polls at once gets one token', async () => {
    const [one, browser] = [await device(), await signIn()]
    const { user, device: code } = await asked(one)
    await openWindow(browser, { policy })
    await answer(browser, await typeCode(browser, user), one.fingerprint)
    const polls = await Promise.all([one.poll(code), one.poll(code)])
    expect(polls.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('that asks too often waits longer and longer', async () => {
    const one = await device()
    const { device: code } = await asked(one)
    const error = async (): Promise<string> => (await one.poll(code)).body.error
    expect(await error()).toBe('authorization_pending')
    expect(await error()).toBe('slow_down')
    await travel(5_000)
    expect(await error()).toBe('slow_down')
    await travel(14_000)
    expect(await error()).toBe('authorization_pending')
  })

  test('is not connected with another fingerprint, and may be refused', async () => {
    const [one, other, browser] = [await device(), await device(), await signIn()]
    const { user, device: code } = await asked(one)
    await openWindow(browser, { policy })
    const page = await typeCode(browser, user)
    const wrong = await answer(browser, page, other.fingerprint)
    expect(wrong).toMatchObject({ status: 400, heading: 'Is this your device?' })
    expect(wrong.text).toContain('This is not the fingerprint of the device that asks.')
    expect((await one.poll(code)).body.error).toBe('authorization_pending')
    expect((await answer(browser, page, '', 'deny')).text).toContain('The device was not connected.')
    await travel(6_000)
    expect((await one.poll(code)).body.error).toBe('access_denied')
    expect(await kinds()).toEqual(expect.arrayContaining(['device.failed', 'device.denied']))
  })

  test('has ten minutes, as its administrator has', async () => {
    const [one, late, browser] = [await device(), await device(), await signIn()]
    const { user, device: code } = await asked(one)
    await openWindow(browser, { policy })
    await travel(10 * MINUTE)
    expect((await one.poll(code)).body.error).toBe('expired_token')
    const again = await signIn()
    expect((await again.open(PATH)).text).not.toContain('Code on the screen')
    await openWindow(again, { policy })
    expect((await typeCode(again, user)).text).toContain('This code is wrong or has expired.')
    const { user: fresh } = await asked(late)
    const page = await typeCode(again, fresh)
    await hosted.world.store.db.query({ sql: `update device_windows set expires_at = $1`, params: [new Date(now())] })
    expect((await answer(again, page, late.fingerprint)).text).toContain('run out')
  })

  test.each([
    ['another client', async () => ({ client_id: await enrolmentClient() })],
    ['no signature', async () => ({ client_assertion: undefined, client_assertion_type: undefined })],
    ['an assertion that is no text of ours', async () => ({ client_assertion: 'a.b.c' })],
  ])('gets nothing by %s', async (_, changes) => {
    const one = await device()
    const { device: code } = await asked(one)
    const { status, body } = await one.poll(code, await changes())
    expect([status, body.error]).toEqual(
      expect.arrayContaining([expect.any(Number), expect.stringMatching(/^invalid_(client|grant)$/)]),
    )
    // Whoever has the code alone slows nobody down.
    expect((await one.poll(code)).body.error).toBe('authorization_pending')
  })

  test('signs with the key that it sent, each time anew', async () => {
    const [one, other] = [await device(), await device()]
    const { device: code } = await asked(one)
    expect((await other.poll(code)).body).toMatchObject({ error: 'invalid_client' })
    const { client_assertion } = await signedBy(one)
    expect((await one.poll(code, { client_assertion })).body.error).toBe('authorization_pending')
    expect((await one.poll(code, { client_assertion })).body.error).toBe('invalid_client')
    expect((await one.ask({ device_key: JSON.stringify(other.pair.publicJwk) })).body.error).toBe('invalid_client')
  })
  async function signedBy(one: Device): Promise<{ readonly client_assertion: string }> {
    const { sign } = await import('./signing.ts')
    return { client_assertion: await sign(one.pair, { id: client }, hosted.issuer, { now: now() }) }
  }

  test.each([
    ['is missing', undefined],
    ['is no JSON', 'key'],
    ['is private', '{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}'],
    ['is of another curve', JSON.stringify({ kty: 'EC', crv: 'P-384', x: 'a', y: 'b' })],
    ['is very long', `{"kty":"${'E'.repeat(2_000)}"}`],
  ])('is refused when its key %s', async (_, device_key) => {
    const { status, body } = await (await device()).ask({ device_key })
    expect([status, body.error]).toEqual([400, 'invalid_request'])
    expect(body.error_description).toContain('device_key must be the public key of the device')
  })

  test('is connected only where the project and the client are for it', async () => {
    const one = await device()
    const { device: code } = await asked(one)
    const app = await hosted.app()
    expect((await one.ask({ client_id: app.id })).body.error).toBe('unauthorized_client')
    expect((await one.poll(code, { client_id: app.id })).body.error).toBe('unauthorized_client')
    await hosted.set()
    try {
      expect((await one.ask()).body.error).toBe('unauthorized_client')
      expect((await one.poll(code)).body.error).toBe('unauthorized_client')
      expect((await (await signIn()).open(PATH)).text).toContain('Your account cannot connect devices.')
    } finally {
      await hosted.set(ON)
    }
  })

  test.each([
    ['with a secret', { tokenEndpointAuthMethod: 'client_secret_basic', grantType: [DEVICE_GRANT] }],
    ['with another grant', { tokenEndpointAuthMethod: 'none', grantType: [DEVICE_GRANT, 'authorization_code'] }],
  ])('asks by no client %s', async (_, fields) => {
    const { status, text } = await hosted.world.call(`admin/projects/${hosted.clinic.project}/client`, {
      token: hosted.clinic.token,
      json: { name: 'Devices', ...fields },
    })
    expect(status, text).toBe(400)
    expect(text).toContain('A client by which devices are connected does nothing else')
  })

  test('is not found by guessing: five wrong codes of a sign-in are all', async () => {
    const [one, browser] = [await device(), await signIn()]
    const { user } = await asked(one)
    await openWindow(browser, { policy })
    for (let n = 0; n < 5; n += 1) expect((await typeCode(browser, 'BBBB-BBBB')).status).toBe(400)
    expect((await typeCode(browser, user)).status).toBe(429)
  })

  test('gets no more than its administrator may give, and no policy with *', async () => {
    const browser = await signIn()
    const json = { resourceType: 'AccessPolicy', name: 'Everything', resource: [{ resourceType: '*' }] }
    await hosted.world.call('fhir/R4/AccessPolicy', { json, token: hosted.clinic.token })
    expect((await browser.open(PATH)).text).not.toContain('Everything')
  })

  const admin = (path: string, method = 'POST') =>
    hosted.world.call(`admin/projects/${hosted.clinic.project}/devices${path}`, {
      method,
      ...(method === 'POST' && { json: {} }),
      token: hosted.clinic.token,
    })
  /** A device that is connected, with its id and its token. */
  async function connected(): Promise<{ readonly one: Device; readonly id: string; readonly token: string }> {
    const [one, browser] = [await device(), await signIn()]
    const { user, device: code } = await asked(one)
    await openWindow(browser, { policy })
    await answer(browser, await typeCode(browser, user), one.fingerprint)
    const { body } = await one.poll(code)
    return { one, id: body.client_id, token: body.access_token }
  }
  const reads = async (token: string): Promise<number> =>
    (await hosted.world.call('fhir/R4/Observation', { token })).status

  test('is seen with its last use, address, program and the age of its key', async () => {
    const { one, id } = await connected()
    const listed = async () => (await admin('', 'GET')).body.devices.find((each: { id: string }) => each.id === id)
    // Its first token, which it got with its code, is a use. Written after the answer.
    await expect.poll(async () => (await listed()).lastUsedAt).toEqual(expect.any(String))
    expect(await listed()).toMatchObject({ name: 'Analyzer', active: true, signs: true, lastAddress: '127.0.0.1' })
    const { keySince, lastUsedAt: first } = await listed()
    expect(Date.parse(first)).toBeGreaterThanOrEqual(Date.parse(keySince))
    await travel(2 * MINUTE)
    expect((await one.token(id)).status).toBe(200)
    await expect.poll(async () => Date.parse((await listed()).lastUsedAt) > Date.parse(first) + MINUTE).toBe(true)
  })

  test('gets a new key with the same ceremony, and its earlier key and tokens end at once', async () => {
    const { one, id, token } = await connected()
    const [next, browser] = [await device(), await signIn()]
    const opened = await admin(`/${id}/replace`)
    expect(opened.status, opened.text).toBe(200)
    const { user, device: code } = await asked(next)
    const page = await typeCode(browser, user)
    expect(page.text).toContain('Its old key or secret stops working at once.')
    await answer(browser, page, next.fingerprint)
    expect((await next.poll(code)).body.client_id).toBe(id)
    expect((await next.token(id)).status).toBe(200)
    expect((await one.token(id)).status).toBe(401)
    expect(await reads(token)).toBe(401)
    expect(await kinds()).toContain('device.rekeyed')
  })

  const window = (path = '', json?: object, method = 'POST', token = hosted.clinic.token) =>
    hosted.world.call(`admin/projects/${hosted.clinic.project}/device-window${path}`, {
      method,
      ...(json !== undefined && { json }),
      token,
    })
  const wanted = () => ({ name: 'Analyzer, room 7', accessPolicy: { reference: policy } })

  test('is connected by the API with the same ceremony', async () => {
    const one = await device()
    const { user: code, device: deviceCode } = await asked(one)
    await window('', undefined, 'DELETE')
    const before = (await window('', undefined, 'GET')).body
    expect(before).toMatchObject({ enabled: true, policies: expect.arrayContaining([expect.anything()]) })
    expect(before.policies.map(({ reference }: { reference: string }) => reference)).toContain(policy)
    expect(before).not.toHaveProperty('window')
    // Without a window, a code that somebody sent opens nothing: it is not even looked up.
    expect((await window('/find', { code })).status).toBe(409)
    const opened = await window('', wanted())
    expect(opened.status, opened.text).toBe(201)
    expect((await window('', undefined, 'GET')).body.window).toEqual(opened.body)
    const found = await window('/find', { code: code.toLowerCase() })
    expect(found.status, found.text).toBe(200)
    expect(found.body).toMatchObject({ address: '127.0.0.1', askedAt: expect.any(String) })
    expect(found.text).not.toContain(one.fingerprint)
    const told = { window: opened.body.id, code, fingerprint: one.fingerprint }
    const other = (await device()).fingerprint
    for (const [changes, status] of [
      [{ fingerprint: other }, 400],
      [{ fingerprint: '' }, 400],
      [{ code: 'BBBB-BBBB' }, 400],
      [{ window: crypto.randomUUID() }, 409],
    ] as const)
      expect((await window('/connect', { ...told, ...changes })).status, JSON.stringify(changes)).toBe(status)
    expect((await one.poll(deviceCode)).body.error).toBe('authorization_pending')
    const done = await window('/connect', told)
    expect(done.status, done.text).toBe(200)
    expect((await window('/connect', told)).status).toBe(409)
    await travel(6_000)
    const { body } = await one.poll(deviceCode)
    expect(body).toMatchObject({ token_type: 'Bearer', client_id: expect.any(String) })
    expect(await kinds()).toContain('device.connected')
  })

  test('is refused by the API, and found by no machine and no other administrator', async () => {
    const one = await device()
    const { user: code, device: deviceCode } = await asked(one)
    const opened = await window('', wanted())
    expect(opened.status, opened.text).toBe(201)
    expect((await window('', { ...wanted(), name: '' })).status).toBe(400)
    const { body: machine } = await hosted.world.call(`admin/projects/${hosted.clinic.project}/client`, {
      token: hosted.clinic.token,
      json: { name: 'A program', kind: 'server', accessPolicy: { reference: policy } },
    })
    const token = await hosted.world.actors.machineToken({ ...machine, basic: [machine.id, machine.secret] })
    for (const path of ['', '/find', '/connect', '/deny'])
      expect((await window(path, { code }, 'POST', token)).status, path).toBe(403)
    expect((await window('/deny', { code })).status).toBe(200)
    await travel(6_000)
    expect((await one.poll(deviceCode)).body.error).toBe('access_denied')
    expect((await window('', undefined, 'DELETE')).status).toBe(200)
    expect((await window('', undefined, 'GET')).body).not.toHaveProperty('window')
  })

  test('is not connected by a page that was shown for another window', async () => {
    const { one, id } = await connected()
    const [next, browser] = [await device(), await signIn()]
    const { user, device: code } = await asked(next)
    await openWindow(browser, { policy })
    const page = await typeCode(browser, user)
    expect((await admin(`/${id}/replace`)).status).toBe(200)
    await answer(browser, page, next.fingerprint)
    expect((await next.poll(code)).body.error).toBe('authorization_pending')
    expect((await one.token(id)).status).toBe(200)
  })

  test.each(['lost', 'replace'])('that was approved gets no token once %s was pressed', async (act) => {
    const [one, next, browser] = [await device(), await device(), await signIn()]
    const { user, device: code } = await asked(one)
    await openWindow(browser, { policy })
    await answer(browser, await typeCode(browser, user), one.fingerprint)
    const { rows } = await hosted.world.store.db.query({
      sql: `select device_id::text as id from device_codes where state = 'approved' order by asked_at desc limit 1`,
      params: [],
    })
    expect((await admin(`/${String(rows[0]?.['id'])}/${act}`)).status).toBe(200)
    if (act === 'replace') await answer(browser, await typeCode(browser, (await asked(next)).user), next.fingerprint)
    expect((await one.poll(code)).body.error).toBe('access_denied')
  })

  test('is connected by nobody whom the domain of their address would not sign in', async () => {
    const browser = await signIn()
    expect((await browser.open(PATH)).text).toContain(policy)
    const [, domain = ''] = ADMINISTRATOR.email.split('@')
    const run = (sql: string, ...params: string[]) => hosted.world.store.db.query({ sql, params })
    await run(
      `insert into domains (id, project, domain, token, status, enforced, provider_key)
        values (gen_random_uuid(), $1, $2, 'x', 'proven', true, 'client:${crypto.randomUUID()}')`,
      hosted.clinic.project,
      domain,
    )
    try {
      expect((await browser.open(PATH)).text).toContain('Your account cannot connect devices.')
    } finally {
      await run('delete from domains where domain = $1', domain)
    }
  })

  test('gets no window for a new key from an administrator who was not just proven', async () => {
    const { id } = await connected()
    const { project } = hosted.clinic
    await hosted.world.travel(11 * MINUTE)
    travelled += 11 * MINUTE
    const old = await admin(`/${id}/replace`)
    expect(old.status, old.text).toBe(401)
    expect(old.headers.get('www-authenticate')).toContain('insufficient_user_authentication')
    const told = { window: crypto.randomUUID(), code: 'BBBB-BBBB', fingerprint: '' }
    for (const [path, body] of [
      ['', wanted()],
      ['/find', { code: 'BBBB-BBBB' }],
      ['/connect', told],
      ['/deny', { code: 'BBBB-BBBB' }],
    ] as const)
      expect((await window(path, body)).status, path).toBe(401)
    await hosted.travel(0)
    expect(hosted.clinic.project).toBe(project)
  })

  test.each([
    ['revoked', 'revoke', 200],
    ['lost', 'lost', 400],
  ] as const)('that is %s is refused at once, with its tokens and its key', async (as, path, asksAgain) => {
    const { one, id, token } = await connected()
    expect(await reads(token)).toBe(200)
    expect((await admin(`/${id}/${path}`)).status).toBe(200)
    expect(await reads(token)).toBe(401)
    expect((await one.token(id)).status).toBe(401)
    expect((await one.ask()).status).toBe(asksAgain)
    const listed = (await admin('', 'GET')).body.devices.find((each: { id: string }) => each.id === id)
    expect(listed).toMatchObject({ active: false, ended: { as } })
    expect(await kinds()).toContain(`device.${as}`)
    // Who only switched it off may switch it on again. What was lost proves nothing, however it is switched on.
    const { body: client } = await hosted.world.call(`fhir/R4/ClientApplication/${id}`, { token: hosted.clinic.token })
    const on = { method: 'PUT', json: { ...client, status: 'active' }, token: hosted.clinic.token }
    expect((await hosted.world.call(`fhir/R4/ClientApplication/${id}`, on)).status).toBe(200)
    expect((await one.token(id)).status).toBe(asksAgain === 200 ? 200 : 401)
  })

  test('whose key was lost is no client by it, whoever writes the key back by FHIR', async () => {
    const { one, id } = await connected()
    const at = `fhir/R4/ClientApplication/${id}`
    const { body: earlier } = await hosted.world.call(at, { token: hosted.clinic.token })
    expect((await admin(`/${id}/lost`)).status).toBe(200)
    const json = { ...earlier, status: 'active' }
    const back = await hosted.world.call(at, { method: 'PUT', json, token: hosted.clinic.token })
    expect(back.status, back.text).toBe(400)
    expect(back.text).toContain('lost_key')
    const { id: _id, meta: _meta, ...fields } = json
    const anew = await hosted.world.call('fhir/R4/ClientApplication', {
      json: { ...fields, kind: 'server' },
      token: hosted.clinic.token,
    })
    expect(anew.text).toContain('lost_key')
    expect((await one.token(id)).status).toBe(401)
  })

  test.each(['before', 'after'] as const)(
    'that asks for a token by its old key just %s it gets a new one has none',
    async (when) => {
      const { one, id } = await connected()
      const [next, browser] = [await device(), await signIn()]
      expect((await admin(`/${id}/replace`)).status).toBe(200)
      const page = await typeCode(browser, (await asked(next)).user)
      const token = (): Promise<string | undefined> => one.token(id).then(({ body }) => body.access_token)
      const rekey = (): Promise<undefined> => answer(browser, page, next.fingerprint).then(() => undefined)
      const steps = when === 'before' ? [token, rekey] : [rekey, token]
      const { db, kind } = hosted.world.store
      let results: readonly (string | undefined)[]
      if (kind === 'pglite') {
        // One connection: there, one comes after the other in any case.
        results = [await steps[0]?.(), await steps[1]?.()]
      } else {
        const waiting = {
          sql: `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          params: [],
        }
        const begun: Promise<string | undefined>[] = []
        await db.tx(async (tx) => {
          await tx.query({ sql: 'select 1 from clients where id = $1 for update', params: [id] })
          for (const step of steps) {
            begun.push(step())
            await expect
              .poll(async () => (await tx.query(waiting)).rows[0]?.['n'], { timeout: 20_000 })
              .toBe(begun.length)
          }
        })
        results = await Promise.all(begun)
      }
      for (const given of results) if (given !== undefined) expect(await reads(given)).toBe(401)
      if (when === 'after') expect(results).toEqual([undefined, undefined])
      expect((await next.token(id)).status).toBe(200)
    },
  )

  test('whose key was lost is not connected by it: written otherwise, asked before, or written by an administrator', async () => {
    const { one, id } = await connected()
    const { x, y, kty, crv } = one.pair.publicJwk as Record<string, string>
    // The last character of 32 bytes has two bits that mean nothing.
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = letters.indexOf((x ?? '').slice(-1))
    const device_key = JSON.stringify({ kty, crv, x: `${(x ?? '').slice(0, -1)}${letters[last ^ 1]}`, y })
    expect((await one.ask({ device_key })).status).toBe(200)
    const before = await asked(one)
    const browser = await signIn()
    await openWindow(browser, { policy })
    const page = await typeCode(browser, before.user)
    expect((await admin(`/${id}/lost`)).status).toBe(200)
    await answer(browser, page, one.fingerprint)
    expect((await one.poll(before.device)).body.error).toBe('authorization_pending')
    expect((await one.ask({ device_key })).status).toBe(400)
    // A device that an administrator made, with the key of one that was not connected by a code.
    const by = await device()
    const made = await hosted.world.call(`admin/projects/${hosted.clinic.project}/client`, {
      token: hosted.clinic.token,
      json: {
        name: 'By hand',
        kind: 'device',
        accessPolicy: { reference: policy },
        tokenEndpointAuthMethod: 'private_key_jwt',
        jwks: { keys: [by.pair.publicJwk] },
      },
    })
    expect(made.status, made.text).toBe(201)
    expect((await admin(`/${made.body.id}/lost`)).status).toBe(200)
    expect((await by.ask()).status).toBe(400)
  })

  test('is lost also while its policy does not suit a device', async () => {
    const own = `AccessPolicy/${await makePolicy('Patient')}`
    const [one, browser] = [await device(), await signIn()]
    const { user, device: code } = await asked(one)
    await openWindow(browser, { policy: own })
    await answer(browser, await typeCode(browser, user), one.fingerprint)
    const id = (await one.poll(code)).body.client_id
    const { body } = await hosted.world.call(`fhir/R4/${own}`, { token: hosted.clinic.token })
    const json = { ...body, resource: [{ resourceType: '*' }] }
    const written = await hosted.world.call(`fhir/R4/${own}`, { method: 'PUT', json, token: hosted.clinic.token })
    expect(written.status, written.text).toBe(200)
    expect((await admin(`/${id}/lost`)).status).toBe(200)
    expect((await one.token(id)).status).toBe(401)
    expect((await one.ask()).status).toBe(400)
  })

  test('that gets a new key is no workload of others any more', async () => {
    const { id } = await connected()
    const path = `fhir/R4/ClientApplication/${id}`
    const { body } = await hosted.world.call(path, { token: hosted.clinic.token })
    const workloadIdentity = [{ issuer: 'https://issuer.example.org', audience: 'damson', subject: 'lab' }]
    const written = await hosted.world.call(path, {
      method: 'PUT',
      json: { ...body, workloadIdentity },
      token: hosted.clinic.token,
    })
    expect(written.status, written.text).toBe(200)
    const [next, browser] = [await device(), await signIn()]
    expect((await admin(`/${id}/replace`)).status).toBe(200)
    await answer(browser, await typeCode(browser, (await asked(next)).user), next.fingerprint)
    const after = await hosted.world.call(path, { token: hosted.clinic.token })
    expect(after.body.jwks.keys[0].x).toBe((next.pair.publicJwk as { x: string }).x)
    expect(after.body.workloadIdentity).toBeUndefined()
  })

  test('is another project’s to nobody: unknown ids are not found', async () => {
    for (const path of ['replace', 'revoke', 'lost'])
      expect((await admin(`/00000000-0000-4000-8000-000000000000/${path}`)).status).toBe(404)
    expect((await admin('?after=x', 'GET')).status).toBe(400)
  })

  test('with Basic is told that this is deprecated, is counted, and can go on with a key', async () => {
    const { body } = await hosted.world.call(`admin/projects/${hosted.clinic.project}/client`, {
      token: hosted.clinic.token,
      json: { name: 'Old host', kind: 'device', basicAllowed: true, accessPolicy: { reference: policy } },
    })
    const basic = [String(body.id), String(body.secret)] as const
    const used = await hosted.world.call('fhir/R4/Observation', { basic })
    expect(used.status, used.text).toBe(200)
    expect(used.headers.get('deprecation')).toBe('@1795910400')
    const link = `<${hosted.issuer}leaving-basic>; rel="deprecation"; type="text/plain"`
    expect(used.headers.get('link')).toBe(link)
    expect((await hosted.world.call('leaving-basic')).text).toContain('grant_type=client_credentials')
    const { text } = await hosted.world.call('metrics')
    expect(text).toMatch(/^damson_basic_clients [1-9]/m)
    expect(text).toMatch(/^damson_basic_requests_total [1-9]/m)
    const bearer = await hosted.world.call('fhir/R4/Observation', { token: hosted.clinic.token })
    expect(bearer.headers.has('deprecation')).toBe(false)

    const [next, browser] = [await device(), await signIn()]
    await admin(`/${body.id}/replace`)
    const { user, device: code } = await asked(next)
    await answer(browser, await typeCode(browser, user), next.fingerprint)
    expect((await next.poll(code)).body.client_id).toBe(body.id)
    expect((await hosted.world.call('fhir/R4/Observation', { basic })).status).toBe(401)
  })
})
