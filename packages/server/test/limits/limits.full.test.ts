import {
  type Answer,
  hasPostgres,
  type Machine,
  type Node,
  type Owner,
  SHIPPED_LIMITS,
  startWorld,
  storesUnderTest,
  type World,
} from '@damson/testkit'
import { ClientStorage, MedplumClient, MemoryStorage } from '@medplum/core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { begin, type Clinic, freshEmail, must, register, startClinic, verdict } from '../identity/steps.ts'
import type { CookieBrowser } from '../signin/cookie-browser.ts'
import { ADMINISTRATOR, startHosted } from '../signin/hosted.ts'

/** The faster of the engines: what is counted is counted by one library on both. */
const engine = storesUnderTest().at(-1) ?? 'pglite'

/**
 * The limits are counted by a library, on the machine's own clock. Here it stands still until a window is to end, so that no
 * load ends one early; the server's clock goes on.
 */
let ahead = 0
const [stoppedAt, monotonic] = [Date.now(), performance.now.bind(performance)]
beforeAll(() => {
  vi.spyOn(Date, 'now').mockImplementation(() => stoppedAt + ahead)
  vi.spyOn(performance, 'now').mockImplementation(() => monotonic() + ahead)
})
afterAll(() => vi.restoreAllMocks())

/** A refusal by a limit, in the one form that it has everywhere. */
function expectLimited(answer: Answer, name: string): number {
  expect(answer.status, answer.text).toBe(429)
  expect(answer.body).toMatchObject({
    resourceType: 'OperationOutcome',
    id: 'too-many-requests',
    issue: [{ severity: 'error', code: 'throttled', details: { text: expect.stringMatching(/^Too Many Requests/) } }],
  })
  expect(answer.headers.get('ratelimit')).toMatch(new RegExp(`^"${name}";r=0;t=[1-9]\\d*$`))
  const seconds = Number(answer.headers.get('retry-after'))
  expect(answer.headers.get('ratelimit')).toContain(`t=${seconds}`)
  expect(seconds).toBeGreaterThan(0)
  return seconds
}

const hashesOf = async (node: Node): Promise<number> =>
  Number(/^damson_password_hashes_total (\d+)$/m.exec((await node.call('metrics')).text)?.[1])

describe('the limits as they are shipped', () => {
  let clinic: Clinic
  let world: World
  beforeAll(async () => {
    clinic = await startClinic({ store: engine, env: SHIPPED_LIMITS })
    world = clinic.world
  })
  afterAll(() => world.close())
  const signIn = (email: string, password = 'a password that is wrong'): Promise<Answer> =>
    begin(world.call, { email, password }).then(({ answer }) => answer)

  test('let an account fail five times a minute, whether it exists or not, and then refuse the right password', async () => {
    for (const [email, password] of [
      [(await clinic.member()).email, 'a quiet garden path'],
      [freshEmail(), 'a quiet garden path'],
    ] as const) {
      for (let i = 0; i < 5; i += 1) expect(verdict(await signIn(email))).toBe('400 wrong_credentials')
      const hashes = await hashesOf(world)
      expectLimited(await signIn(email), 'signIn')
      expectLimited(await signIn(email, password), 'signIn')
      expectLimited(await signIn(email.toUpperCase(), password), 'signIn')
      expect(await hashesOf(world)).toBe(hashes)
    }
  })

  test('do not count what succeeds', async () => {
    const { email, password } = await clinic.member()
    for (let i = 0; i < 8; i += 1) expect((await signIn(email, password)).status).toBe(200)
  })

  test('give a client 60 tokens a minute, and one that keeps its token never meets that', async () => {
    const machine = await world.actors.machine({ project: clinic.project, token: clinic.admin.token } as Owner)
    const token = (): Promise<Answer> =>
      world.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: machine.basic })
    const first = must(await token()).body.access_token as string
    for (let i = 1; i < 60; i += 1) expect((await token()).status).toBe(200)
    expectLimited(await token(), 'tokens')
    for (let i = 0; i < 100; i += 1)
      expect((await world.call('fhir/R4/Patient?_count=1', { token: first })).status).toBe(200)
  })

  test('say with each FHIR answer how much is left: 6,000 for people, 60,000 for machines', async () => {
    const left = async (options: object): Promise<readonly number[]> => {
      const header = (await world.call('fhir/R4/Patient', options)).headers.get('ratelimit') ?? ''
      return (/^"fhirInteractions";r=(\d+);t=(\d+)$/.exec(header) ?? []).slice(1).map(Number)
    }
    const [person = 0, seconds = 0] = await left({ token: clinic.admin.token })
    expect(person).toBeGreaterThan(5_900)
    expect(person).toBeLessThan(6_000)
    expect(seconds).toBeLessThanOrEqual(60)
    expect((await left({ token: clinic.admin.token }))[0]).toBe(person - 1)
    const machine = await world.actors.machine({ project: clinic.project, token: clinic.admin.token } as Owner)
    expect((await left({ token: await world.actors.machineToken(machine) }))[0]).toBe(59_999)
  })

  test('send five e-mails to an address an hour, and answer alike when there were more', async () => {
    const { email } = await clinic.member()
    const ask = (): Promise<Answer> => world.call('auth/resetpassword', { json: { email } })
    const answers: string[] = []
    for (let i = 0; i < 7; i += 1) answers.push((await ask()).text.replaceAll(/[0-9a-f-]{36}/g, ''))
    expect(new Set(answers).size).toBe(1)
    expect(world.inbox.to(email)).toHaveLength(5)
  })

  test('count e-mails by mailbox, whatever is added to its name', async () => {
    await clinic.openForPatients()
    const [name, host] = freshEmail().split('@')
    for (let i = 0; i < 7; i += 1)
      expect(
        (await register(world.call, { projectId: clinic.project, email: `${name}+${i}@${host}` })).answer.status,
      ).toBe(200)
    const sent = Array.from({ length: 7 }, (_, i) => world.inbox.to(`${name}+${i}@${host}`).length)
    expect(sent).toEqual([1, 1, 1, 1, 1, 0, 0])
  })
})

describe('each limit can be set, holds at N, stops at N + 1, and ends with its window', () => {
  const seconds = 600
  const started = (env: Record<string, string>): Promise<Clinic> =>
    startClinic({ store: engine, env: { DAMSON_THROTTLE_WINDOW_SECONDS: String(seconds), ...env } })
  const ended = (): void => {
    ahead += seconds * 1_000 + 1
  }

  test('failed sign-ins of an account', async () => {
    const clinic = await started({ DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '3' })
    const { email, password } = await clinic.member()
    const attempt = (given: string): Promise<Answer> =>
      begin(clinic.world.call, { email, password: given }).then(({ answer }) => answer)
    for (let i = 0; i < 3; i += 1) expect(verdict(await attempt('a wrong one of mine'))).toBe('400 wrong_credentials')
    expect(expectLimited(await attempt(password), 'signIn')).toBeLessThanOrEqual(seconds)
    ended()
    expect((await attempt(password)).status).toBe(200)
    await clinic.world.close()
  })

  test('failed sign-ins of an account, counted for changing its password too', async () => {
    const clinic = await started({ DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '3' })
    const json = { oldPassword: 'a wrong one of mine', newPassword: 'another quiet garden path' }
    const change = (): Promise<Answer> => clinic.world.call('auth/changepassword', { json, token: clinic.admin.token })
    for (let i = 0; i < 3; i += 1) expect(verdict(await change())).toBe('400 wrong_password')
    expectLimited(await change(), 'signIn')
    await clinic.world.close()
  })

  test('of thirty guesses at once as many are tried as of guesses one after the other', async () => {
    const clinic = await started({
      DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '4',
      DAMSON_THROTTLE_WINDOW_SECONDS: '60',
    })
    const { email } = await clinic.member()
    const before = await hashesOf(clinic.world)
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        begin(clinic.world.call, { email, password: `a guess at the password ${i}` }),
      ),
    )
    expect(answers.filter(({ answer }) => answer.status === 400)).toHaveLength(4)
    expect(answers.filter(({ answer }) => answer.status === 429)).toHaveLength(26)
    expect((await hashesOf(clinic.world)) - before).toBe(4)
    await clinic.world.close()
  })

  test('an honest crowd on one account gets in, however many come at once', async () => {
    const clinic = await started({
      DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '2',
      DAMSON_THROTTLE_WINDOW_SECONDS: '60',
    })
    const { email, password } = await clinic.member()
    const answers = await Promise.all(Array.from({ length: 10 }, () => begin(clinic.world.call, { email, password })))
    expect(answers.map(({ answer }) => answer.status)).toEqual(Array.from({ length: 10 }, () => 200))
    await clinic.world.close()
  })

  test('failed sign-ins of an account, counted on its own page too, also for proving it again', async () => {
    const env = { DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '3', DAMSON_THROTTLE_WINDOW_SECONDS: String(seconds) }
    const hosted = await startHosted({ store: engine, env })
    const [signingIn, again] = [hosted.browser(), hosted.browser()]
    const page = await signingIn.open('/account')
    const person = ADMINISTRATOR
    const attempt = (password: string): ReturnType<CookieBrowser['post']> =>
      signingIn.post('/account/sign-in', { form: page.hidden('form'), email: person.email, password })
    for (let i = 0; i < 3; i += 1) expect((await attempt('a wrong one of mine')).status).toBe(400)
    const hashes = await hashesOf(hosted.world)
    const over = await attempt(person.password)
    expect([over.status, over.headers.get('ratelimit')]).toEqual([429, `"signIn";r=0;t=${seconds}`])
    expect(over.headers.get('retry-after')).toBe(String(seconds))
    expect(await hashesOf(hosted.world)).toBe(hashes)
    ended()
    expect((await attempt(person.password)).status).toBe(303)

    const first = await again.open('/account')
    await again.post('/account/sign-in', { form: first.hidden('form'), ...person })
    await hosted.travel(16 * 60_000)
    const id = /name="root" value="([^"]+)"/.exec((await again.open('/account')).text)?.[1] ?? ''
    const own = (await again.open('/account')).hidden('form')
    const asks = await again.post('/account', { form: own, do: 'end', root: id })
    expect(asks.heading).toBe('Confirm that it is you')
    const prove = (password: string): ReturnType<CookieBrowser['post']> =>
      again.post('/account/sign-in', { form: asks.hidden('form'), password })
    for (let i = 0; i < 3; i += 1) expect((await prove('a wrong one of mine')).status).toBe(400)
    expect((await prove(person.password)).status).toBe(429)
    await hosted.world.close()
  })

  test('attempts of an address, of whatever kind, before any password is hashed', async () => {
    const clinic = await started({ DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '8' })
    await clinic.openForPatients()
    ended()
    const { world } = clinic
    const json = { id: 'x', secret: 'y', password: 'a quiet garden path' }
    const kinds: readonly (() => Promise<Answer>)[] = [
      () => begin(world.call, { email: freshEmail() }).then(({ answer }) => answer),
      () => register(world.call, { projectId: clinic.project }).then(({ answer }) => answer),
      () => world.call('auth/resetpassword', { json: { email: freshEmail() } }),
      () => world.call('auth/setpassword', { json }),
      () => world.call('auth/verifyemail', { json }),
    ]
    for (let i = 0; i < 8; i += 1) expect((await kinds[i % 5]?.())?.status).not.toBe(429)
    const hashes = await hashesOf(world)
    for (const ask of kinds) expectLimited(await ask(), 'address')
    expect(await hashesOf(world)).toBe(hashes)
    ended()
    for (const ask of kinds) expect((await ask()).status).not.toBe(429)
    await world.close()
  })

  test('tokens of a client', async () => {
    const clinic = await started({ DAMSON_THROTTLE_TOKENS_PER_CLIENT: '3' })
    const { world } = clinic
    const owner = { project: clinic.project, token: clinic.admin.token } as Owner
    const [one, other] = [await world.actors.machine(owner), await world.actors.machine(owner)]
    const token = ({ basic }: typeof one): Promise<Answer> =>
      world.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic })
    for (let i = 0; i < 3; i += 1) expect((await token(one)).status).toBe(200)
    expectLimited(await token(one), 'tokens')
    expect((await token(other)).status).toBe(200)
    await world.travel(seconds * 1_000 + 1)
    expect((await token(one)).status).toBe(200)
    await world.close()
  })

  test('exchanges at a client from an address', async () => {
    const clinic = await started({ DAMSON_THROTTLE_EXCHANGES_PER_CLIENT: '3' })
    const { world } = clinic
    const owner = { project: clinic.project, token: clinic.admin.token } as Owner
    const [one, other] = [await world.actors.machine(owner), await world.actors.machine(owner)]
    const exchange = ({ basic }: Machine): Promise<Answer> =>
      world.call('oauth2/token', { form: { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange' }, basic })
    ended()
    for (let i = 0; i < 3; i += 1) expect((await exchange(one)).status).toBe(400)
    expectLimited(await exchange(one), 'exchanges')
    expect((await exchange(other)).status).toBe(400)
    ended()
    expect((await exchange(one)).status).toBe(400)
    await world.close()
  })

  test('introspections of a client, and userinfo requests of a membership', async () => {
    const clinic = await started({ DAMSON_THROTTLE_LOOK_UPS_PER_CALLER: '3' })
    const { world } = clinic
    const owner = { project: clinic.project, token: clinic.admin.token } as Owner
    const [one, other] = [await world.actors.machine(owner), await world.actors.machine(owner)]
    const introspect = (by: Machine): Promise<Answer> =>
      world.call('oauth2/introspect', { form: { token: owner.token }, basic: by.basic })
    const userinfo = (): Promise<Answer> => world.call('oauth2/userinfo', { token: owner.token })
    ended()
    for (let i = 0; i < 3; i += 1) expect((await introspect(one)).body.active).toBe(true)
    expectLimited(await introspect(one), 'lookUps')
    expect((await introspect(other)).body.active).toBe(true)
    for (let i = 0; i < 3; i += 1) expect((await userinfo()).status).toBe(200)
    expectLimited(await userinfo(), 'lookUps')
    ended()
    expect((await userinfo()).status).toBe(200)
    await world.close()
  })

  test('what a browser does by the sign-in that it has, and no other browser', async () => {
    const hosted = await startHosted({
      store: engine,
      env: { DAMSON_THROTTLE_WINDOW_SECONDS: String(seconds), DAMSON_THROTTLE_SIGN_INS_PER_BROWSER: '3' },
    })
    const [app, person] = [await hosted.app(), await hosted.member('Patient')]
    const [browser, other] = [hosted.browser(), hosted.browser()]
    const silent = async (by: CookieBrowser): Promise<string> => {
      const { location } = await by.open(`/oauth2/authorize?${app.query({ prompt: 'none' })}`)
      const { searchParams: sent } = new URL(location)
      return sent.get('error') ?? (sent.has('code') ? 'code' : 'nothing')
    }
    const signIns = async (): Promise<number> => {
      const at = 'fhir/R4/AuditEvent?subtype=login.succeeded&_count=1000'
      return (await hosted.world.call(at, { token: hosted.clinic.token })).body.entry?.length ?? 0
    }
    await hosted.signIn(other, app, person)
    await hosted.signIn(browser, app, person)
    ended()
    for (let i = 0; i < 3; i += 1) expect(await silent(browser)).toBe('code')
    const before = await signIns()
    for (let i = 0; i < 3; i += 1) expect(await silent(browser)).toBe('temporarily_unavailable')
    const account = await browser.open('/account')
    expect([account.status, account.headers.get('ratelimit')]).toEqual([429, expect.stringMatching(/^"signIns";r=0/)])
    expect(await signIns()).toBe(before)
    expect(await silent(other)).toBe('code')
    ended()
    expect(await silent(browser)).toBe('code')
    await hosted.world.close()
  })

  test('more time for one sign-in, asked for again and again', async () => {
    const hosted = await startHosted({ store: engine, env: { DAMSON_THROTTLE_SIGN_INS_PER_BROWSER: '3' } })
    const [app, browser] = [await hosted.app({ firstParty: false }), hosted.browser()]
    const page = await hosted.signIn(browser, app, await hosted.member('Patient'))
    const at = /action="(\/signin\/[^"]+)"/.exec(page.text)?.[1] ?? ''
    const statuses: number[] = []
    for (let i = 0; i < 4; i += 1) statuses.push((await browser.post(at, { stay: 'yes' })).status)
    expect(statuses).toEqual([200, 200, 200, 429])
    await hosted.world.close()
  })

  test('codes for one sign-in, asked for again and again', async () => {
    const hosted = await startHosted({ store: engine, env: { DAMSON_THROTTLE_SIGN_INS_PER_BROWSER: '3' } })
    const [app, person, browser] = [await hosted.app(), await hosted.member('Patient'), hosted.browser()]
    const page = await hosted.signInPage(browser, app)
    const { location } = await browser.post('/signin', { request: page.hidden('request'), ...person })
    const cookies = [...browser.cookies]
    const statuses: number[] = []
    for (let i = 0; i < 4; i += 1) {
      // As who keeps the cookie that the server takes back.
      for (const [name, value] of cookies) browser.cookies.set(name, value)
      statuses.push((await browser.open(location)).status)
    }
    expect(statuses).toEqual([303, 303, 303, 429])
    await hosted.world.close()
  })

  test('FHIR requests of a person and of a machine, each entry of a batch counted', async () => {
    const clinic = await started({
      DAMSON_THROTTLE_FHIR_REQUESTS_PER_PERSON: '5',
      DAMSON_THROTTLE_FHIR_REQUESTS_PER_MACHINE: '7',
    })
    const { world } = clinic
    const owner = { project: clinic.project, token: clinic.admin.token } as Owner
    const machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
    const machineToken = await world.actors.machineToken(machine)
    ended()
    const search = (options: object): Promise<Answer> => world.call('fhir/R4/Patient', options)
    for (let left = 4; left >= 0; left -= 1)
      expect((await search({ token: owner.token })).headers.get('ratelimit')).toMatch(
        new RegExp(`^"fhirInteractions";r=${left};t=\\d+$`),
      )
    expectLimited(await search({ token: owner.token }), 'fhirInteractions')
    expectLimited(await world.call(`admin/projects/${clinic.project}`, { token: owner.token }), 'fhirInteractions')
    // Bearer and Basic are one machine.
    for (let i = 0; i < 7; i += 1)
      expect((await search(i % 2 === 0 ? { token: machineToken } : { basic: machine.basic })).status).toBe(200)
    expectLimited(await search({ basic: machine.basic }), 'fhirInteractions')
    ended()
    const entry = Array.from({ length: 6 }, () => ({ request: { method: 'GET', url: 'Patient' } }))
    const { body } = await world.call('fhir/R4', {
      json: { resourceType: 'Bundle', type: 'batch', entry },
      token: owner.token,
    })
    expect(body.entry.map(({ response }: { response: { status: string } }) => response.status)).toEqual([
      '200',
      '200',
      '200',
      '200',
      '429',
      '429',
    ])
    await world.close()
  })

  test('mails to a recipient', async () => {
    const clinic = await startClinic({
      store: engine,
      env: { DAMSON_THROTTLE_MAILS_PER_RECIPIENT: '2', DAMSON_THROTTLE_MAIL_WINDOW_SECONDS: String(seconds) },
    })
    const { email } = await clinic.member()
    const count = (): number => clinic.world.inbox.to(email).length
    const ask = async (): Promise<void> => {
      must(await clinic.world.call('auth/resetpassword', { json: { email } }))
    }
    expect(count()).toBe(1)
    await ask()
    await ask()
    expect(count()).toBe(2)
    ended()
    await ask()
    expect(count()).toBe(3)
    await clinic.world.close()
  })

  test('wrong secrets of a client, by form, header and Basic together, the right one included after that', async () => {
    const clinic = await started({ DAMSON_THROTTLE_WRONG_SECRETS_PER_CLIENT: '3' })
    const { world } = clinic
    const owner = { project: clinic.project, token: clinic.admin.token } as Owner
    const [one, other] = await Promise.all(
      [1, 2].map(() => world.actors.machine(owner, { extra: { basicAllowed: true } })),
    )
    if (one === undefined || other === undefined) throw new Error('no machines')
    const ways: readonly ((secret: string) => Promise<Answer>)[] = [
      (secret) =>
        world.call('oauth2/token', {
          form: { grant_type: 'client_credentials', client_id: one.id, client_secret: secret },
        }),
      (secret) => world.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: [one.id, secret] }),
      (secret) => world.call('fhir/R4/Patient', { basic: [one.id, secret] }),
      (secret) => world.call('oauth2/introspect', { form: { token: 'x' }, basic: [one.id, secret] }),
    ]
    for (const way of ways.slice(0, 3)) expect((await way('x'.repeat(43))).status).toBe(401)
    for (const way of ways) {
      expectLimited(await way('x'.repeat(43)), 'clientSecret')
      expectLimited(await way(one.secret), 'clientSecret')
    }
    expect((await world.call('fhir/R4/Patient', { basic: other.basic })).status).toBe(200)
    ended()
    for (const way of ways) expect((await way(one.secret)).status).toBe(200)
    await world.close()
  })

  test('wrong secrets of clients that are not there, by the address that makes them up', async () => {
    const clinic = await started({ DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '6' })
    const { world } = clinic
    const machine = await world.actors.machine({ project: clinic.project, token: clinic.admin.token } as Owner, {
      extra: { basicAllowed: true },
    })
    ended()
    const guess = (id: string): Promise<Answer> => world.call('fhir/R4/Patient', { basic: [id, 'x'] })
    for (let i = 0; i < 6; i += 1) expect((await guess(crypto.randomUUID())).status).toBe(401)
    expectLimited(await guess(crypto.randomUUID()), 'address')
    // A neighbour behind the same address who has the right secret is not held up.
    expect((await world.call('fhir/R4/Patient', { basic: machine.basic })).status).toBe(200)
    await world.close()
  })
})

describe('over its limit an address', () => {
  let clinic: Clinic
  let world: World
  const proxy = { DAMSON_TRUSTED_PROXIES: '127.0.0.1' }
  const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address })
  beforeAll(async () => {
    clinic = await startClinic({
      store: engine,
      env: {
        ...proxy,
        DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '10',
        DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '3',
      },
    })
    world = clinic.world
  })
  afterAll(() => world.close())

  const attempt = (email: string, password: string, address: string): Promise<Answer> =>
    begin(world.call, { email, password }, from(address)).then(({ answer }) => answer)
  const exhaust = async (address: string): Promise<void> => {
    for (let i = 0; i < 11; i += 1) await attempt(freshEmail(), 'a password that is wrong', address)
    expectLimited(await attempt(freshEmail(), 'a password that is wrong', address), 'address')
  }

  test('still admits who signed in from it before, within their own limit, and nobody else', async () => {
    const [known, unknown] = [await clinic.member(), await clinic.member()]
    expect((await attempt(known.email, known.password, '198.51.100.7')).status).toBe(200)
    await exhaust('198.51.100.7')
    expect((await attempt(known.email, known.password, '198.51.100.7')).status).toBe(200)
    const hashes = await hashesOf(world)
    expectLimited(await attempt(unknown.email, unknown.password, '198.51.100.7'), 'address')
    expect(await hashesOf(world)).toBe(hashes)
    expect((await attempt(unknown.email, unknown.password, '198.51.100.8')).status).toBe(200)
    // Theirs is the same answer; `identity/guesses.full.test.ts` compares it whole.
    for (let i = 0; i < 3; i += 1)
      expectLimited(await attempt(known.email, 'a password that is wrong', '198.51.100.7'), 'address')
    expectLimited(await attempt(known.email, known.password, '198.51.100.7'), 'address')
  })

  test('keeps no owner out of their account, whatever strangers fail elsewhere', async () => {
    const owner = await clinic.member()
    must(await attempt(owner.email, owner.password, '198.51.100.30'))
    for (let i = 0; i < 3; i += 1) await attempt(owner.email, 'a password that is wrong', '203.0.113.30')
    expectLimited(await attempt(owner.email, owner.password, '203.0.113.31'), 'signIn')
    expect((await attempt(owner.email, owner.password, '198.51.100.30')).status).toBe(200)
    for (let i = 0; i < 3; i += 1) await attempt(owner.email, 'a password that is wrong', '198.51.100.30')
    expectLimited(await attempt(owner.email, owner.password, '198.51.100.30'), 'signIn')
  })

  test('is kept with its accounts as one keyed hash: the store holds neither', async () => {
    const known = await clinic.member()
    must(await attempt(known.email, known.password, '203.0.113.9'))
    for (const table of ['known_addresses', 'rate_limits']) {
      const { rows } = await world.store.db.query({ sql: `select * from ${table}`, params: [] })
      expect(rows.length).toBeGreaterThan(0)
      expect(JSON.stringify(rows)).not.toMatch(/203\.0\.113\.9|@example|person-/)
    }
  })

  test('is one network in IPv6: a host there has as many addresses as it likes', async () => {
    for (let i = 0; i < 11; i += 1)
      await attempt(freshEmail(), 'a password that is wrong', `2001:db8:1:2:${i}:${i * 7}:0:1`)
    expectLimited(await attempt(freshEmail(), 'a password that is wrong', '2001:db8:1:2:ffff::1'), 'address')
    expect((await attempt(freshEmail(), 'a password that is wrong', '2001:db8:1:3::1')).status).toBe(400)
    await exhaust('192.0.2.4')
    expectLimited(await attempt(freshEmail(), 'a password that is wrong', '::ffff:192.0.2.4'), 'address')
  })

  test('is forgotten for an account after 30 days', async () => {
    const known = await clinic.member()
    must(await attempt(known.email, known.password, '198.51.100.20'))
    await world.travel(29 * 86_400_000)
    await exhaust('198.51.100.20')
    const late = await clinic.world.store.db.query({
      sql: 'select count(*)::int as known from known_addresses',
      params: [],
    })
    expect(late.rows[0]?.['known']).toBeGreaterThan(0)
    await world.travel(2 * 86_400_000)
    await exhaust('198.51.100.20')
    expectLimited(await attempt(known.email, known.password, '198.51.100.20'), 'address')
    await clinic.adminToken()
  })

  test('is noted once an hour for an account, and then anew', async () => {
    const known = await clinic.member()
    const signedIn = async (): Promise<readonly number[]> => {
      must(await attempt(known.email, known.password, '198.51.100.21'))
      const sql = 'select seen_at from known_addresses order by seen_at desc limit 2'
      const { rows } = await world.store.db.query({ sql, params: [] })
      return rows.map(({ seen_at: seen }) => (seen as Date).getTime())
    }
    const [first] = await signedIn()
    await world.travel(50 * 60_000)
    await clinic.adminToken()
    const [again] = await signedIn()
    expect(again).toBe(first)
    await world.travel(20 * 60_000)
    await clinic.adminToken()
    const [later, other] = await signedIn()
    expect(later).toBeGreaterThan(first ?? 0)
    expect(other).not.toBe(first)
  })

  test('counts as what a trusted proxy says it is, and from nobody else', async () => {
    expect.hasAssertions()
    const direct = await startClinic({ store: engine, env: { DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '5' } })
    const anybody = (i: number): Promise<Answer> =>
      begin(
        direct.world.call,
        { email: freshEmail(), password: 'a password that is wrong' },
        { ...from(`198.51.100.${i}`), Forwarded: `for=198.51.100.${i}`, 'X-Real-IP': `198.51.100.${i}` },
      ).then(({ answer }) => answer)
    for (let i = 0; i < 6; i += 1) await anybody(i)
    expectLimited(await anybody(200), 'address')
    await direct.world.close()
    // What whoever is asked by the proxy put in front is not believed.
    for (let i = 0; i < 11; i += 1)
      await begin(
        world.call,
        { email: freshEmail(), password: 'a password that is wrong' },
        from(`10.9.8.${i}, 198.51.100.50`),
      )
    expectLimited(await attempt(freshEmail(), 'a password that is wrong', '1.1.1.1, 198.51.100.50'), 'address')
  })
})

describe.each(storesUnderTest())('limits in the store on %s', (store) => {
  test('leave nothing behind that grows for ever', async () => {
    const clinic = await startClinic({ store, env: { DAMSON_THROTTLE_WINDOW_SECONDS: '1' } })
    for (let i = 0; i < 5; i += 1) await begin(clinic.world.call, { email: freshEmail() })
    const count = async (): Promise<number> => {
      const sql = 'select count(*)::int as count from rate_limits'
      return (await clinic.world.store.db.query({ sql, params: [] })).rows[0]?.['count'] as number
    }
    expect(await count()).toBeGreaterThan(4)
    await clinic.world.store.db.query({
      sql: 'update rate_limits set expire = 0',
      params: [],
    })
    await clinic.world.travel(0)
    expect(await count()).toBe(0)
    await clinic.world.close()
  })
})

describe.runIf(hasPostgres())('two nodes', () => {
  test('share the limits of accounts, addresses, tokens, secrets and mails', async () => {
    const world = await startWorld({
      store: 'postgres',
      env: {
        DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '3',
        DAMSON_THROTTLE_TOKENS_PER_CLIENT: '3',
        DAMSON_THROTTLE_WRONG_SECRETS_PER_CLIENT: '3',
        DAMSON_THROTTLE_MAILS_PER_RECIPIENT: '3',
      },
    })
    const second = await world.secondNode()
    const owner = await world.actors.owner()
    const machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
    const alternate = async (times: number, ask: (node: Node) => Promise<Answer>): Promise<Answer> => {
      let last: Answer | undefined
      for (let i = 0; i < times; i += 1) last = await ask(i % 2 === 0 ? world : second)
      if (last === undefined) throw new Error('never asked')
      return last
    }
    const wrong = { email: owner.email, password: 'a password that is wrong' }
    expectLimited(await alternate(4, (node) => begin(node.call, wrong).then(({ answer }) => answer)), 'signIn')
    const form = { grant_type: 'client_credentials' }
    expectLimited(await alternate(4, (node) => node.call('oauth2/token', { form, basic: machine.basic })), 'tokens')
    const guess = (node: Node): Promise<Answer> => node.call('fhir/R4/Patient', { basic: [machine.id, 'x'] })
    expectLimited(await alternate(4, guess), 'clientSecret')
    must(await alternate(5, (node) => node.call('auth/resetpassword', { json: { email: owner.email } })))
    expect(world.inbox.to(owner.email)).toHaveLength(3)
    await world.close()
  })
})

test('the SDK reads the header', async () => {
  const world = await startWorld({ env: { DAMSON_THROTTLE_FHIR_REQUESTS_PER_PERSON: '4' } })
  const owner = await world.actors.owner()
  const medplum = new MedplumClient({
    baseUrl: world.baseUrl,
    accessToken: owner.token,
    cacheTime: 0,
    maxRetries: 0,
    storage: new ClientStorage(new MemoryStorage()),
  })
  await medplum.search('Patient', { _count: 1 }, { cache: 'no-store' })
  const status = medplum.rateLimitStatus()
  expect(status).toEqual([
    expect.objectContaining({
      name: 'fhirInteractions',
      remainingUnits: expect.any(Number),
      secondsUntilReset: expect.any(Number),
    }),
  ])
  await world.close()
})
