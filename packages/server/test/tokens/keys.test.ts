import { randomBytes } from 'node:crypto'
import { type Answer, type Node, startWorld, storesForWalks, type World } from '@damson/testkit'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, freshEmail, makeClient, must, PASSWORD, redeem, refresh, verdict } from '../identity/steps.ts'

const DAY = 86_400_000

describe.each(storesForWalks())('signing keys on %s', (store) => {
  let world: World
  let owner: { email: string; password: string }
  beforeAll(async () => {
    world = await startWorld({
      ownKeys: true,
      store,
      env: {
        DAMSON_KEYS_SIGNING_SECONDS: String(10 * 86_400),
        DAMSON_TOKENS_ACCESS_TOKEN_SECONDS: '86400',
        DAMSON_LOGINS_OVERALL_SECONDS: String(30 * 86_400),
        DAMSON_LOGINS_IDLE_SECONDS: String(30 * 86_400),
      },
    })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  const published = async (): Promise<readonly string[]> =>
    (await world.call('.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid)
  const token = async (): Promise<string> =>
    must(await redeem(world.call, await begin(world.call, { email: owner.email, password: owner.password }))).body
      .access_token
  const kidOf = (jwt: string): string => decodeProtectedHeader(jwt).kid ?? ''

  test('publish a successor a day before it signs, and the predecessor until its last token has expired', async () => {
    const signedBefore = await token()
    const first = await published()
    expect(first).toHaveLength(2)
    await world.travel(9 * DAY + 1_000)
    const both = await published()
    expect(both).toHaveLength(4)
    expect(both).toEqual(expect.arrayContaining([...first]))
    const last = await token()
    expect(kidOf(last)).toBe(kidOf(signedBefore))

    await world.travel(DAY - 10_000)
    const atLast = await token()
    await world.travel(10_000)
    const successor = await token()
    expect(first).not.toContain(kidOf(successor))
    expect(both).toContain(kidOf(successor))
    // What the first key signed in its last moment verifies until it expires.
    await world.travel(DAY - 20_000)
    expect((await world.call('auth/me', { token: atLast })).status).toBe(200)
    expect(await published()).toContain(kidOf(atLast))
    await world.travel(20_000)
    expect(verdict(await world.call('auth/me', { token: atLast }))).toBe('401 expired_token')
    await world.travel(3 * DAY)
    expect(await published()).not.toContain(kidOf(atLast))
    expect((await world.call('auth/me', { token: await token() })).status).toBe(200)
  })

  test('go on when the server was off for long: a late successor is published before it signs too', async () => {
    const before = await token()
    await world.travel(200 * DAY)
    const late = await token()
    expect(await published()).toContain(kidOf(late))
    expect((await world.call('auth/me', { token: late })).status).toBe(200)
    expect(kidOf(late)).not.toBe('')
    expect((await world.call('auth/me', { token: before })).status).toBe(401)
  })
})

describe.each(storesForWalks())('a new DAMSON_KEY with the one before it on %s', (store) => {
  let world: World
  let rotated: Node
  let later: Node
  afterAll(() => world.close())

  test('leaves everything that was sealed or hashed before of use', async () => {
    world = await startWorld({ store, ownKeys: true })
    const owner = await world.actors.owner({ scope: 'openid offline_access' })
    const machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
    const client = (await makeClient(world.call, owner)).body.id as string
    const email = freshEmail()
    must(
      await world.call(`admin/projects/${owner.project}/invite`, {
        json: { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email },
        token: owner.token,
      }),
    )
    const link = world.inbox.link(email)
    const pending = await begin(world.call, { email: owner.email, password: owner.password })
    for (let i = 0; i < 3; i += 1)
      must(await world.call('fhir/R4/Patient', { json: { resourceType: 'Patient' }, token: owner.token }))
    const page = await world.call('fhir/R4/Patient?_count=1', { token: owner.token })
    const next: string = page.body.link.find(({ relation }: { relation: string }) => relation === 'next').url

    const key = randomBytes(32)
    const env = { DAMSON_KEY_PREVIOUS: Buffer.from(world.key).toString('hex') }
    rotated = await world.restarted({ key, env })
    const at = (path: string, options: object): Promise<Answer> => rotated.call(path, options)

    expect((await at('auth/me', { token: owner.token })).status).toBe(200)
    expect((await at('auth/me', { basic: machine.basic })).status).toBe(200)
    expect(
      (await at('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: machine.basic })).status,
    ).toBe(200)
    expect((await refresh(rotated.call, owner.refreshToken ?? '')).status).toBe(200)
    expect((await redeem(rotated.call, pending)).status).toBe(200)
    expect((await begin(rotated.call, { email: owner.email, password: owner.password })).answer.status).toBe(200)
    expect((await at('auth/setpassword', { json: { ...link, password: PASSWORD } })).status).toBe(200)
    const { pathname, search } = new URL(next)
    expect((await at(`${pathname.slice(1)}${search}`, { token: owner.token })).status).toBe(200)
    const audit = await at('fhir/R4/AuditEvent?_count=5', { token: owner.token })
    expect(audit.text).toContain('127.0.0.1')
    const secret = { resourceType: 'Parameters', parameter: [{ name: 'secret', valueString: machine.secret }] }
    const rotate = await at(`fhir/R4/ClientApplication/${machine.id}/$rotate-secret`, {
      json: secret,
      token: owner.token,
    })
    expect(rotate.status).toBe(200)
    expect((await at('auth/me', { basic: [machine.id, rotate.body.secret] })).status).toBe(200)
    expect((await at(`auth/clientinfo/${client}`, {})).status).toBe(200)

    await rotated.app.upkeep.run()
    // What the new key made, or made anew, is of use once the old one is given up.
    later = await world.restarted({ key })
    const machineNow = [machine.id, rotate.body.secret] as const
    expect(
      (await later.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: machineNow })).status,
    ).toBe(200)
    expect(
      (await later.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: machine.basic })).status,
    ).toBe(401)
    const again = await begin(later.call, { email: owner.email, password: owner.password })
    const { body } = await redeem(later.call, again)
    for (const token of [body.access_token, owner.token])
      expect((await later.call('auth/me', { token })).status).toBe(200)
    expect((await later.call('fhir/R4/AuditEvent?_count=5', { token: owner.token })).text).toContain('127.0.0.1')
  })
})
