import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startWorld, type World } from '@damson/testkit'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle } from '../scripts/bundle.ts'
import {
  Batch,
  type BatchResult,
  DamsonClient,
  type DamsonClientOptions,
  MemoryStorage,
  OperationOutcomeError,
  type Patient,
  shareTokens,
  type WithId,
} from '../src/index.ts'
import { expectedResources, makeMachine, register, useResources } from './flows.ts'

const password = 'a long enough password'

describe('against a server, in Node', () => {
  let world: World
  let travelled = 0
  const urls: string[] = []
  const bodies: string[] = []
  const travel = async (ms: number): Promise<void> => {
    travelled += ms
    await world.travel(ms)
  }
  const make = (options: Partial<DamsonClientOptions> = {}): DamsonClient =>
    new DamsonClient({
      baseUrl: world.baseUrl,
      clock: {
        now: () => Date.now() + travelled,
        sleep: (ms, signal) =>
          new Promise((resolve) => {
            const timer = setTimeout(resolve, ms)
            signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()))
          }),
      },
      fetch: (url, init) => {
        urls.push(url)
        bodies.push(typeof init.body === 'string' ? init.body : '')
        return fetch(url, init)
      },
      ...options,
    })
  const flows = { baseUrl: '', make }
  const address = (): string => `sdk-${randomUUID()}@example.org`
  const tokenRequests = (): number => urls.filter((url) => url.endsWith('oauth2/token')).length

  beforeAll(async () => {
    world = await startWorld()
  })
  afterAll(() => world.close())

  test('a person registers, uses every verb, signs out and in again', async () => {
    const email = address()
    const client = await register(flows, email, password)
    expect([client.isAuthenticated(), client.isProjectAdmin(), client.isSuperAdmin(), client.isLoading()]).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(client.getProject()?.name).toBe('My Clinic')
    const author = `Practitioner/${client.getProfile()?.id}`
    expect(await useResources(client, randomUUID())).toEqual(expectedResources(author))
    expect(client.rateLimitStatus()).toEqual([expect.objectContaining({ name: 'fhirInteractions' })])

    const token = client.getAccessToken() ?? ''
    await client.signOut()
    expect((await world.call('auth/me', { token })).status).toBe(401)
    await expect(client.searchResources('Patient')).rejects.toMatchObject({ code: 'unauthenticated' })

    const login = await client.startLogin({ email, password })
    expect(await client.processCode(login.code ?? '')).toMatchObject({ resourceType: 'Practitioner' })
  })

  test('a batch, a search of all and a change that others race', async () => {
    const client = await register(flows, address(), password)
    const family = randomUUID()
    let batch: Batch<BatchResult<WithId<Patient>>[]> = new Batch()
    for (const birthDate of ['1979-12-31', '1980-01-01', '1989-12-31'])
      batch = batch.create({ resourceType: 'Patient', name: [{ family }], birthDate, active: true })
    const made = (await batch.send(client)).map((result) => (result.ok ? result.value.id : result.error.message))

    const born = { ge: '1980-01-01', lt: '1990-01-01' }
    const query = { 'family:exact': family, birthdate: born, 'death-date:missing': true, _count: 1 } as const
    const found: string[] = []
    for await (const { id } of client.searchAll('Patient', { ...query, _sort: ['-birthdate', '_id'] })) found.push(id)
    expect(found).toEqual([made[2], made[1]])

    const id = made[0] ?? ''
    const add = (given: string) =>
      client.updateWith('Patient', id, ({ name = [], ...patient }) => ({
        ...patient,
        name: [{ ...name[0], given: [...(name[0]?.given ?? []), given] }],
      }))
    await Promise.all(['Ada', 'Grace', 'Alan'].map(add))
    const operations = [{ op: 'replace', path: '/active', value: false }] as const
    const [patched, read, gone, missing, searched] = await new Batch()
      .patch('Patient', id, operations)
      .read('Patient', id)
      .delete('Patient', made[1] ?? '')
      .read('Patient', made[1] ?? '')
      .search('Patient', { family, active: false })
      .send(client)
    expect([patched.status, gone.status, missing]).toEqual([
      200,
      200,
      { ok: false, status: 410, error: expect.any(OperationOutcomeError) },
    ])
    expect(read.ok && [...(read.value.name?.[0]?.given ?? [])].sort()).toEqual(['Ada', 'Alan', 'Grace'])
    expect(searched.ok && searched.value.entry?.map(({ resource }) => resource?.id)).toEqual([id])
  })

  test('the address of a project is all that a client needs to stay within it', async () => {
    const email = address()
    const owner = await register(flows, email, password)
    const baseUrl = `${world.baseUrl}projects/${owner.getProject()?.id}/`
    const client = make({ baseUrl, scope: 'openid offline_access' })
    await client.processCode((await client.startLogin({ email, password })).code ?? '')
    const author = `Practitioner/${client.getProfile()?.id}`
    expect(await useResources(client, randomUUID())).toEqual(expectedResources(author))
    const token = client.getAccessToken() ?? ''
    expect(JSON.parse(atob(token.split('.')[1] ?? ''))).toMatchObject({ iss: baseUrl, aud: `${baseUrl}fhir/R4/` })
    expect((await world.call('auth/me', { token })).status).toBe(401)
    await client.signOut()
    expect((await world.call(`${baseUrl}auth/me`, { token })).status).toBe(401)
  })

  test('a person stays signed in while they work: every token is renewed before it expires', async () => {
    const email = address()
    await (await register(flows, email, password)).signOut()
    const storage = new MemoryStorage()
    const client = make({ scope: 'openid offline_access', storage })
    await client.processCode((await client.startLogin({ email, password })).code ?? '')
    const [before, refused] = [tokenRequests(), urls.length]
    for (let step = 0; step < 20; step += 1) {
      await travel(600_000)
      await Promise.all([
        client.searchResources('Patient'),
        client.searchResources('Observation'),
        client.get('auth/me'),
      ])
    }
    // 3 h 20 min of tokens that live for an hour, and nothing but the requests and their renewals.
    const renewals = tokenRequests() - before
    expect(renewals).toBeGreaterThanOrEqual(3)
    expect(renewals).toBeLessThanOrEqual(4)
    expect(urls.length - refused).toBe(60 + renewals)

    const again = make({ storage })
    expect((await again.getProfileAsync())?.id).toBe(client.getProfile()?.id)
  })

  test('a person whose login was revoked elsewhere is told to sign in, at the next request', async () => {
    const email = address()
    const client = await register(flows, email, password)
    const other = make({ scope: 'openid offline_access' })
    await other.processCode((await other.startLogin({ email, password })).code ?? '')
    const me = await client.get<{ security: { sessions: { id: string }[] } }>('auth/me')
    const claims = JSON.parse(atob(other.getAccessToken()?.split('.')[1] ?? '')) as { login_id: string }
    expect(me.security.sessions.map(({ id }) => id)).toContain(claims.login_id)
    await client.post('auth/revoke', { loginId: claims.login_id })
    await expect(other.searchResources('Patient')).rejects.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringMatching(/refresh token is not valid.*Sign in again/),
    })
    expect(other.isAuthenticated()).toBe(false)
  })

  test('an administrator invites a person, who sets a password and signs in', async () => {
    const client = await register(flows, address(), password)
    const email = address()
    const invited = await client.invite(client.getProject()?.id ?? '', {
      resourceType: 'Patient',
      firstName: 'Lisa',
      lastName: 'Simpson',
      email,
    })
    expect(invited.resourceType).toBe('ProjectMembership')
    // By phone only where the project lets people sign in like that.
    const byPhone = {
      resourceType: 'Patient',
      firstName: 'Lisa',
      lastName: 'Simpson',
      phone: '+49 1512 3456789',
    } as const
    await expect(
      client.invite(client.getProject()?.id ?? '', { ...byPhone, samePerson: true, upsert: true }),
    ).rejects.toMatchObject({ code: 'outcome', status: 400, message: expect.stringMatching(/smsSignIn/) })
    const { id, secret } = world.inbox.link(email)
    const patient = make()
    await patient.post('auth/setpassword', { id, secret, password })
    const projectId = client.getProject()?.id ?? ''
    await patient.processCode((await patient.startLogin({ email, password, projectId })).code ?? '')
    expect(patient.getProfile()).toMatchObject({ resourceType: 'Patient', name: [{ family: 'Simpson' }] })
    expect(patient.isProjectAdmin()).toBe(false)
    await expect(patient.createResource({ resourceType: 'Organization', name: 'Mine' })).rejects.toMatchObject({
      code: 'outcome',
      status: 403,
    })
  })

  test('a wrong password, a taken code and a wrong secret say what is wrong', async () => {
    const email = address()
    const client = await register(flows, email, password)
    await expect(make().startLogin({ email, password: 'wrong' })).rejects.toMatchObject({
      code: 'outcome',
      status: 400,
      message: expect.stringMatching(/password is invalid/),
    })
    const other = make()
    const { code = '' } = await other.startLogin({ email, password })
    await other.processCode(code)
    await expect(other.processCode(code)).rejects.toMatchObject({ code: 'oauth', error: 'invalid_request' })
    const machine = await makeMachine(client, 'server')
    await expect(make().startClientLogin(machine.id, 'wrong')).rejects.toMatchObject({
      code: 'oauth',
      error: 'invalid_client',
      status: 401,
    })
  })

  test('a server that signs renews itself by another assertion', async () => {
    const admin = await register(flows, address(), password)
    const { privateKey, publicKey } = await generateKeyPair('ES384')
    const policy = await admin.createResource({
      resourceType: 'AccessPolicy',
      name: 'Patients',
      resource: [{ resourceType: 'Patient' }],
    })
    const { id }: { id: string } = await admin.post(`admin/projects/${admin.getProject()?.id}/client`, {
      name: 'a server',
      jwks: { keys: [await exportJWK(publicKey)] },
      accessPolicy: { reference: `AccessPolicy/${policy.id}` },
    })
    const client = make()
    const assertions: string[] = []
    await client.startJwtAssertionLogin(async () => {
      const now = Math.floor((Date.now() + travelled) / 1000)
      const assertion = await new SignJWT({ jti: randomUUID() })
        .setProtectedHeader({ alg: 'ES384' })
        .setIssuer(id)
        .setSubject(id)
        .setAudience(`${world.baseUrl}oauth2/token`)
        .setIssuedAt(now)
        .setExpirationTime(now + 300)
        .sign(privateKey)
      assertions.push(assertion)
      return assertion
    })
    await client.createResource({ resourceType: 'Patient' })
    await travel(3_700_000)
    await client.createResource({ resourceType: 'Patient' })
    expect(assertions).toHaveLength(2)
    await expect(make().startJwtAssertionLogin(assertions[1] ?? '')).rejects.toMatchObject({
      error: 'invalid_client',
      message: expect.stringContaining('was used before'),
    })
  })

  test('a server uses every verb as itself, by secret in body or header; a device by Basic', async () => {
    const admin = await register(flows, address(), password)
    const [server, device] = [await makeMachine(admin, 'server'), await makeMachine(admin, 'device')]
    for (const authCredentialsMethod of ['body', 'header'] as const) {
      const client = make({ authCredentialsMethod })
      expect(await client.startClientLogin(server.id, server.secret)).toMatchObject({
        resourceType: 'ClientApplication',
        id: server.id,
      })
      expect(await useResources(client, randomUUID())).toEqual(expectedResources(`ClientApplication/${server.id}`))
    }
    const basic = make()
    basic.setBasicAuth(device.id, device.secret)
    expect(await useResources(basic, randomUUID())).toEqual(expectedResources(`ClientApplication/${device.id}`))
    expect((await basic.getProfileAsync())?.id).toBe(device.id)
  })

  test('a thousand calls of a server make one token request; an hour later one more', async () => {
    const admin = await register(flows, address(), password)
    const { id, secret } = await makeMachine(admin, 'server')
    const before = tokenRequests()
    const kept = new Map<string, string>()
    const tokenCache = shareTokens({
      get: async (key) => kept.get(key),
      set: async (key, value, { ifAbsent }) => (ifAbsent && kept.has(key) ? false : Boolean(kept.set(key, value))),
      delete: async (key) => kept.delete(key),
    })
    const workers = [make({ tokenCache }), make({ tokenCache }), make({ tokenCache }), make({ tokenCache })]
    await Promise.all(workers.map((worker) => worker.startClientLogin(id, secret)))
    for (let round = 0; round < 25; round += 1)
      await Promise.all(
        workers.flatMap((worker) => Array.from({ length: 10 }, () => worker.get('fhir/R4/Patient?_count=1'))),
      )
    expect(tokenRequests() - before).toBe(1)
    await travel(3_600_000)
    await Promise.all(workers.map((worker) => worker.searchResources('Patient')))
    expect(tokenRequests() - before).toBe(2)
  })

  test('wherever the clock of the machine stands', async () => {
    const email = address()
    await register(flows, email, password)
    for (const offset of [-300_000, 300_000]) {
      const clock = { now: () => Date.now() + travelled + offset, sleep: () => new Promise<void>(() => undefined) }
      const client = make({ clock, scope: 'openid offline_access' })
      await client.processCode((await client.startLogin({ email, password })).code ?? '')
      const before = tokenRequests()
      for (let step = 0; step < 8; step += 1) {
        await travel(600_000)
        await client.searchResources('Patient')
      }
      expect(tokenRequests() - before).toBeLessThanOrEqual(2)
      expect(client.isAuthenticated()).toBe(true)
    }
  })

  test('with a base URL that is wrong, errors say so and nothing hangs', async () => {
    const wrong: [string, object][] = [
      ['http://localhost:1/', { code: 'network', message: expect.stringMatching(/could not be reached/) }],
      [`${world.baseUrl}nowhere/`, { code: 'outcome', status: 404 }],
      [`${world.baseUrl}oauth2/logout?x=`, { code: 'configuration' }],
    ]
    for (const [baseUrl, expected] of wrong)
      await expect((async () => make({ baseUrl }).startClientLogin('a', 'b'))()).rejects.toMatchObject(expected)
  })

  test('and no address, from all of the above, has a secret in it', () => {
    expect(urls.length).toBeGreaterThan(500)
    const secrets = bodies.flatMap((body) =>
      [
        ...body.matchAll(/(?:code_verifier|client_secret|refresh_token|code)=([^&]+)|"(?:password|secret)":"([^"]+)"/g),
      ].map((match) => match[1] ?? match[2] ?? ''),
    )
    expect(new Set(secrets).size).toBeGreaterThan(30)
    const long = [...new Set(secrets)].filter((secret) => secret.length > 20)
    for (const url of urls) for (const secret of long) expect(url).not.toContain(secret)
    // A token of three or five parts as a value; "eyJ" alone may stand in a random challenge.
    expect(urls.filter((url) => /(?<![\w-])eyJ[\w-]+\.[\w-]+/.test(url))).toEqual([])
  })

  describe('a headless device', () => {
    let folder: string
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'damson-device-'))
      await writeFile(join(folder, 'sdk.mjs'), await bundle({ minify: false }))
    })
    afterAll(() => rm(folder, { recursive: true }))

    test.each(['secret', 'basic'])('that may not write a single file posts what it measured (%s)', async (way) => {
      const admin = await register(flows, address(), password)
      const device = await makeMachine(admin, 'device')
      const script = `
        import { DamsonClient } from ${JSON.stringify(join(folder, 'sdk.mjs'))}
        const { BASE_URL, ID, SECRET, WAY } = process.env
        const client = new DamsonClient({ baseUrl: BASE_URL })
        if (WAY === 'basic') client.setBasicAuth(ID, SECRET)
        else await client.startClientLogin(ID, SECRET)
        const patient = await client.createResource({ resourceType: 'Patient' })
        const observation = await client.createResource({
          resourceType: 'Observation', status: 'final', code: { text: 'Glucose' }, subject: { reference: 'Patient/' + patient.id },
        })
        const refused = await client.createResource({ resourceType: 'Organization', name: 'x' }).catch((error) => error.status)
        console.log(JSON.stringify({ author: observation.meta.author.reference, refused, client }))
      `
      const path = join(folder, `device-${way}.mjs`)
      await writeFile(path, script)
      const files = await readdir(folder)
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--permission', `--allow-fs-read=${folder}`, path],
        {
          env: { BASE_URL: world.baseUrl, ID: device.id, SECRET: device.secret, WAY: way },
          timeout: 20_000,
        },
      )
      expect(JSON.parse(stdout)).toEqual({
        author: `ClientApplication/${device.id}`,
        refused: 403,
        client: { baseUrl: world.baseUrl },
      })
      expect(await readdir(folder)).toEqual(files)
    })
  })
})
