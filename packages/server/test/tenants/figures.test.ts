/** How much happens in a project, by the hour and by the day, and who is near a limit. */
import { randomUUID } from 'node:crypto'
import { type Answer, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { issueOf } from '../fhir/clinic.ts'
import { must } from '../identity/steps.ts'
import { createCookieBrowser, type Visit } from '../signin/cookie-browser.ts'

const HOUR = 3_600_000
const CHALLENGE = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' }

const AT_REFUSAL = ['invalidAuthorizationRequests', 'signInsRefused', 'requestsRefused'] as const
const AT_FAILURE = [
  'requestsFailed',
  'signInsRefused',
  'tokensRefused',
  'requestsRefused',
  'invalidAuthorizationRequests',
] as const
/** The store refuses the audit. */
const BREAK = `
  create function audit_is_broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
  create trigger audit_is_broken before insert on audit_events for each row execute function audit_is_broken();`
/** It does not find who is signed in in a browser. */
const HIDE_SIGN_INS = 'alter table login_roots rename to hidden_roots'
const MEND = `
  drop trigger if exists audit_is_broken on audit_events; drop function if exists audit_is_broken();
  alter table if exists hidden_roots rename to login_roots`

describe.each(storesForWalks())('the figures of a project on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store, env: { DAMSON_THROTTLE_TOKENS_PER_CLIENT: '10' } })
    // At the beginning of an hour, so that none ends between two figures that are compared.
    await world.travel(HOUR + 60_000 - (Date.now() % HOUR))
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  const ask = (query = '', of = owner): Promise<Answer> =>
    world.call(`admin/projects/${of.project}/figures${query}`, { token: of.token })
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
  const figures = async (query = '', of = owner): Promise<any> => must(await ask(query, of)).body

  test('are 24 hours, the last of them under way, and 31 days', async () => {
    const day = await figures()
    expect(day).toMatchObject({ period: 'day', until: expect.stringMatching(/^\d{4}/), limits: [] })
    expect(day.buckets).toHaveLength(24)
    const hours = day.buckets.map(({ from }: { from: string }) => Date.parse(from))
    expect(hours.every((at: number, i: number) => i === 0 || at - hours[i - 1] === HOUR)).toBe(true)
    expect(Date.parse(day.until) - hours.at(-1)).toBeLessThan(HOUR)
    const month = await figures('?period=month')
    expect(month.buckets).toHaveLength(31)
    expect(month.buckets.every(({ from }: { from: string }) => from.endsWith('T00:00:00.000Z'))).toBe(true)
  })

  test('count sign-ins, tokens, refusals and requests of the project alone, each once', async () => {
    const stranger = await world.actors.owner()
    const { total: before } = await figures()
    await figures('', stranger)
    const machine = await world.actors.machine(owner)
    const token = await world.actors.machineToken(machine)
    must(await world.call('fhir/R4/Patient', { token }))
    expect((await world.call('fhir/R4/Encounter', { token })).status).toBe(403)
    const wrong = { grant_type: 'client_credentials', client_id: machine.id, client_secret: 'wrong' }
    expect((await world.call('oauth2/token', { form: wrong })).status).toBe(401)
    must(await world.actors.signIn(owner.email, owner.password, { projectId: owner.project }))
    const { total, buckets } = await figures()
    expect(total).toMatchObject({
      signIns: before.signIns + 1,
      // One of the machine, one of the person.
      tokens: before.tokens + 2,
      tokensRefused: before.tokensRefused + 1,
      requestsRefused: before.requestsRefused + 1,
      requestsFailed: 0,
    })
    expect(total.latencyMs.p95).toBeGreaterThanOrEqual(total.latencyMs.p50)
    expect(buckets.at(-1).requests).toBe(total.requests)
    expect((await figures('', stranger)).total.requestsRefused).toBe(0)
  })

  test('count a wrong password as a refused sign-in', async () => {
    const { total: before } = await figures()
    await world.actors.signIn(owner.email, 'not the password', { projectId: owner.project })
    const { total } = await figures()
    expect([total.signInsRefused, total.signIns]).toEqual([before.signInsRefused + 1, before.signIns])
  })

  test('count what an app asks wrongly, apart from who is refused, and not that nobody is signed in', async () => {
    const redirectUri = 'https://app.example/callback'
    const body = { name: 'Diary', kind: 'app', redirectUris: [redirectUri] }
    const { id } = must(
      await world.call(`admin/projects/${owner.project}/client`, { token: owner.token, json: body }),
    ).body
    const good = { client_id: id, redirect_uri: redirectUri, response_type: 'code', scope: 'openid', ...CHALLENGE }
    const refused = async (changes: object, at = ''): Promise<readonly unknown[]> => {
      const { total: before } = await figures()
      const { status } = await world.call(`${at}oauth2/authorize?${new URLSearchParams({ ...good, ...changes })}`)
      const { total } = await figures()
      return [status, ...AT_REFUSAL.map((name) => total[name] - before[name])]
    }
    expect(await refused({ redirect_uri: 'https://app.example/other' })).toEqual([400, 1, 0, 0])
    expect(await refused({ code_challenge_method: 'plain' })).toEqual([302, 1, 0, 0])
    expect(await refused({ client_id: randomUUID() }, `projects/${owner.project}/`)).toEqual([400, 1, 0, 0])
    // Whose it is, nobody knows.
    expect(await refused({ client_id: randomUUID() })).toEqual([400, 0, 0, 0])
    expect(await refused({ prompt: 'none' })).toEqual([302, 0, 0, 0])
    expect(await refused({})).toEqual([200, 0, 0, 0])
  })

  test('count what the server itself fails at as failed requests, and what it refuses as refused', async () => {
    const wrong = 'not the password'
    const redirectUris = ['https://app.example/callback']
    const json = { name: 'Own', kind: 'app', redirectUris, tokenEndpointAuthMethod: 'none', firstParty: true }
    const { id } = must(await world.call(`admin/projects/${owner.project}/client`, { token: owner.token, json })).body
    const machine = await world.actors.machine(owner)
    const tokenOf = (secret: string): Promise<Answer> =>
      world.call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: [machine.id, secret] })
    const query = { client_id: id, redirect_uri: redirectUris[0] ?? '', response_type: 'code', scope: 'openid' }
    const newBrowser = () => createCookieBrowser(world.baseUrl, world.baseUrl)
    let browser = newBrowser()
    const firstPage = () => browser.open(`/oauth2/authorize?${new URLSearchParams({ ...query, ...CHALLENGE })}`)
    const onPages = async (password: string): Promise<Visit> => {
      browser = newBrowser()
      const page = await firstPage()
      const fields = { request: page.hidden('request'), email: owner.email, password }
      return browser.follow(await browser.post('/signin', fields))
    }
    const counted = async (ask: typeof tokenOf | typeof onPages, secret: string, broken = ''): Promise<unknown> => {
      const { total: before } = await figures()
      await world.store.db.exec(broken)
      const { status } = await ask(secret)
      await world.store.db.exec(MEND)
      const { total } = await figures()
      return [status, ...AT_FAILURE.map((name) => total[name] - before[name])]
    }
    const asks: readonly (readonly [string, typeof tokenOf | typeof onPages])[] = [
      [machine.secret, tokenOf],
      [owner.password, (password) => world.actors.signIn(owner.email, password, { clientId: id })],
      [owner.password, onPages],
    ]
    const counts = []
    for (const [secret, ask] of asks)
      counts.push([await counted(ask, secret, BREAK), await counted(ask, secret), await counted(ask, wrong)])
    expect(counts).toEqual([
      [
        [503, 1, 0, 0, 0, 0],
        [200, 0, 0, 0, 0, 0],
        [401, 0, 0, 1, 0, 0],
      ],
      [
        [503, 1, 0, 0, 0, 0],
        [200, 0, 0, 0, 0, 0],
        [400, 0, 1, 0, 0, 0],
      ],
      [
        [503, 1, 0, 0, 0, 0],
        [303, 0, 0, 0, 0, 0],
        [400, 0, 1, 0, 0, 0],
      ],
    ])
    // A page of a registered origin, which names no client.
    const [at, { token }] = [`fhir/R4/Project/${owner.project}`, owner]
    const { body } = must(await world.call(at, { token }))
    must(await world.call(at, { method: 'PUT', json: { ...body, origin: ['https://app.example'] }, token }))
    const { code_challenge: codeChallenge } = CHALLENGE
    const begun = { email: owner.email, scope: 'openid', codeChallenge, codeChallengeMethod: 'S256' }
    const byOrigin = (password: string): Promise<Answer> =>
      world.call('auth/login', { json: { ...begun, password }, headers: { Origin: 'https://app.example' } })
    expect(await counted(byOrigin, owner.password, BREAK)).toEqual([503, 1, 0, 0, 0, 0])
    await onPages(owner.password)
    expect(await counted(firstPage, '', HIDE_SIGN_INS)).toEqual([500, 1, 0, 0, 0, 0])
  })

  test('count a refused token once, and as no request', async () => {
    const machine = await world.actors.machine(owner)
    const { total: before } = await figures()
    const form = {
      grant_type: 'refresh_token',
      refresh_token: 'x',
      client_id: machine.id,
      client_secret: machine.secret,
    }
    expect((await world.call('oauth2/token', { form })).status).toBe(400)
    const { total } = await figures()
    expect([total.tokensRefused - before.tokensRefused, total.requestsRefused - before.requestsRefused]).toEqual([1, 0])
  })

  test('name who used 80 % of a limit, until a day has passed', async () => {
    const machine = await world.actors.machine(owner, { extra: { name: 'Chatty export' } })
    const subject = { reference: `ClientApplication/${machine.id}`, display: 'Chatty export' }
    for (let i = 0; i < 7; i += 1) await world.actors.machineToken(machine)
    expect((await figures()).limits).toEqual([])
    for (let i = 0; i < 2; i += 1) await world.actors.machineToken(machine)
    expect((await figures()).limits).toEqual([
      { name: 'tokens', subject, percent: 90, hour: expect.stringMatching(/:00:00\.000Z$/) },
    ])
    const posture = must(await world.call(`admin/projects/${owner.project}/posture`, { token: owner.token })).body
    expect(posture.findings.find(({ code }: { code: string }) => code === 'limit_near')).toMatchObject({
      count: 1,
      affected: [{ ...subject, state: 'tokens', percent: 90 }],
    })
  })

  test('of several nodes are added up, and are forgotten after a month', async () => {
    const [{ hour, count }] = (
      await world.store.db.query({
        sql: `select hour, count::int as count from hourly_figures where project = $1::uuid and kind = 'token'`,
        params: [owner.project],
      })
    ).rows as [{ hour: Date; count: number }]
    await world.store.db.query({
      sql: `update hourly_figures set count = count + 100 where project = $1::uuid and kind = 'token'`,
      params: [owner.project],
    })
    await world.actors.machineToken(await world.actors.machine(owner))
    expect((await figures()).total.tokens).toBe(count + 101)
    expect(hour.getTime() % HOUR).toBe(0)
    const { rows } = await world.store.db.query({
      sql: `update hourly_figures set hour = hour - interval '34 days' where project = $1::uuid and kind = 'token'
        returning kind`,
      params: [owner.project],
    })
    expect(rows).toHaveLength(1)
    await world.travel(1_000)
    const left = await world.store.db.query({
      sql: `select 1 from hourly_figures where project = $1::uuid and hour < now() - interval '33 days'`,
      params: [owner.project],
    })
    expect(left.rows).toEqual([])
  })

  test.each([
    ['?period=year', 'invalid_period'],
    ['?from=2026-01-01', 'unknown_parameter'],
    ['?period=day&period=month', 'repeated_parameter'],
  ])('refuse %s', async (query, reason) => {
    const answer = await ask(query)
    expect([answer.status, issueOf(answer).reason]).toEqual([400, reason])
  })

  test('are for administrators of the project alone', async () => {
    const stranger = await world.actors.owner()
    const at = `admin/projects/${owner.project}/figures`
    expect((await world.call(at, { token: stranger.token })).status).toBe(404)
    expect((await world.call(at, {})).status).toBe(401)
    const machine = await world.actors.machine(owner)
    expect((await world.call(at, { token: await world.actors.machineToken(machine) })).status).toBe(403)
  })
})
