import { randomBytes, randomUUID } from 'node:crypto'
import { type Answer, defaultStore, type Owner, pkce, storesUnderTest } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, present, reasonOf } from '../identity/steps.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'
import { developerMode, inHours, startTraced, traceIdOf, traceOf } from './tracing.ts'

const { numRuns = 200 } = fc.readConfigureGlobal()
const JSON_ONLY = { Accept: 'application/json' }

describe.each(storesUnderTest())('a trace on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let person: Person
  let owner: Owner

  beforeAll(async () => {
    hosted = await startTraced({ store })
    owner = { ...hosted.clinic } as Owner
    person = await hosted.member('Patient')
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  const call = (path: string, options: Parameters<Hosted['world']['call']>[1] = {}): Promise<Answer> =>
    hosted.world.call(path, options)
  const read = (id: string, token?: string): Promise<Answer> =>
    call(`auth/trace/${id}`, { headers: JSON_ONLY, ...(token !== undefined && { token }) })
  const refusedId = async (): Promise<string> =>
    traceIdOf(await hosted.browser().open(`/oauth2/authorize?${app.query({ redirect_uri: `${CALLBACK}/` })}`))
  /** All of an answer but what is another in each. */
  const same = ({ status, text, headers }: Answer): string =>
    `${status} ${headers.get('content-type')} ${text.replaceAll(headers.get('trace-id') ?? '', '…')}`

  test('tells a flow from the authorization request to the first requests of the API', async () => {
    const back = await hosted.signIn(hosted.browser(), app, person, {
      scope: 'openid launch/patient patient/Patient.rs',
    })
    const { body } = must(await app.redeem(new URL(back.location).searchParams.get('code') ?? ''))
    must(await call('fhir/R4/Patient?name=nobody', { token: body.access_token }))
    const refused = await call(`fhir/R4/Observation/${randomUUID()}`, { token: body.access_token })
    const steps = await traceOf(hosted, traceIdOf(refused))
    expect(steps.map(({ kind, request, status }) => `${kind}: ${request} ${status}`)).toEqual([
      'authorize: GET /oauth2/authorize 200',
      ...steps.filter(({ kind }) => kind === 'sign-in').map(({ request, status }) => `sign-in: ${request} ${status}`),
      expect.stringMatching(/^code: GET \/signin\/:flow 303$/),
      'token: POST /oauth2/token 200',
      'api: GET /fhir/R4/Patient 200',
      'api: GET /fhir/R4/Observation/:id 403',
    ])
    expect(steps.some(({ kind }) => kind === 'sign-in')).toBe(true)
    expect(steps[0]?.parameters).toContainEqual({ name: 'redirect_uri', value: CALLBACK })
    expect(steps[0]?.parameters).toContainEqual({ name: 'code_challenge', value: 'present, 43 characters' })
    expect(steps.at(-1)?.findings[0]?.what).toContain(
      'The scope of the token (openid launch/patient patient/Patient.rs) does not allow',
    )
  })

  test('does not mix the flows of one client', async () => {
    const begin = async (challenge: string): Promise<unknown> =>
      hosted.browser().open(`/oauth2/authorize?${app.query({ code_challenge: challenge })}`)
    const [one, other] = [pkce(), pkce()]
    await begin(one.challenge)
    await begin(other.challenge)
    const refused = await app.redeem('none', { code_verifier: one.verifier })
    expect((await traceOf(hosted, traceIdOf(refused))).map(({ kind }) => kind)).toEqual(['authorize', 'token'])
  })

  test('is found by the client and code challenge of the request that began it, by those who may read it', async () => {
    const [one, other] = [pkce(), pkce()]
    for (const { challenge } of [one, other])
      await hosted.browser().open(`/oauth2/authorize?${app.query({ code_challenge: challenge })}`)
    const at = ({ challenge }: typeof one, client = app.id): string => `${challenge}?client_id=${client}`
    const found = must(await read(at(one), hosted.clinic.token)).body
    expect(found.steps.map(({ kind }: { kind: string }) => kind)).toEqual(['authorize'])
    expect(found.id).toBe(found.steps[0].id)
    expect(must(await read(at(other), hosted.clinic.token)).body.id).not.toBe(found.id)
    const { token: stranger } = await otherAdministrator()
    for (const [path, token] of [
      [at(pkce()), hosted.clinic.token],
      [at(one, randomUUID()), hosted.clinic.token],
      [`${one.challenge}x?client_id=${app.id}`, hosted.clinic.token],
      [one.challenge, hosted.clinic.token],
      [at(one), stranger],
      [at(one), undefined],
    ] as const)
      expect((await read(path, token)).status, path).toBe(404)
  })

  test('is shown to administrators of its project alone; for all others there is none, in one answer', async () => {
    const id = await refusedId()
    expect((await read(id, hosted.clinic.token)).status).toBe(200)

    const member = must(await hosted.world.actors.signIn(person.email, person.password, { projectId: owner.project }))
      .body.access_token
    const limited = must(
      await hosted.world.actors.signIn('admin@example.org', 'a quiet garden path', { scope: 'openid user/*.cruds' }),
    ).body.access_token
    const machine = await hosted.world.actors.machineToken(await hosted.world.actors.machine(owner))
    const { token: stranger } = await otherAdministrator()
    const answers = [
      await read(id),
      await read(id, 'nonsense'),
      await read(id, member),
      await read(id, limited),
      await read(id, machine),
      await read(id, stranger),
      await read(id.slice(0, 8), stranger),
      await read(id.slice(0, 7), hosted.clinic.token),
      await read('%25%25%25%25%25%25%25%25', hosted.clinic.token),
      await read(randomUUID(), hosted.clinic.token),
      await read(randomUUID()),
      await read('nothing', hosted.clinic.token),
      await read(`${id}x`, hosted.clinic.token),
      await call(`auth/trace/${id}`),
    ]
    expect([...new Set(answers.map(same))]).toEqual([expect.stringMatching(/^404 application\/fhir\+json/)])
  })

  /** The administrator of another project, which the server's own makes. */
  async function otherAdministrator(): Promise<{ readonly token: string; readonly project: string }> {
    const email = `owner-${randomBytes(4).toString('hex')}@example.org`
    const parameter = [
      { name: 'name', valueString: 'Another Clinic' },
      { name: 'ownerEmail', valueString: email },
    ]
    must(await call('fhir/R4/Project/$init', { json: { resourceType: 'Parameters', parameter }, token: owner.token }))
    const { id, secret } = hosted.world.inbox.link(email)
    must(await call('auth/setpassword', { json: { id, secret, password: 'a quiet garden path' } }))
    const { body } = must(await hosted.world.actors.signIn(email, 'a quiet garden path'))
    const project = String(body.project.reference).split('/')[1] ?? ''
    must(await developerMode(hosted.world.call, { project, token: body.access_token }))
    return { token: body.access_token, project }
  }

  test('is a page for an administrator who is signed in in the browser, and for nobody else', async () => {
    const ours = await hosted.app({ redirectUris: ['https://diary.example/<script>alert(1)</script>'] })
    const query = ours.query({ redirect_uri: 'https://diary.example/<script>alert(1)</script>/' })
    const sent = await hosted.browser().open(`/oauth2/authorize?${query}`)
    const id = traceIdOf(sent)
    expect(sent.text).toContain(`<code>${id.slice(0, 8)}</code>`)
    const asHtml = { Accept: 'text/html,*/*;q=0.8' }
    const [administrator, member, nobody] = [hosted.browser(), hosted.browser(), hosted.browser()]
    await hosted.signIn(administrator, app, { email: 'admin@example.org', password: 'a quiet garden path' })
    await hosted.signIn(member, app, person)

    const page = await administrator.open(`/auth/trace/${id}`, asHtml)
    expect([page.status, page.heading]).toEqual([200, 'A request, step by step'])
    expect(page.text).toContain('by a trailing slash that was added')
    expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page.text).not.toContain('<script>alert')
    // By the number that the person tells, too.
    expect((await administrator.open(`/auth/trace/${id.slice(0, 8)}`, asHtml)).text).toContain('a trailing slash')
    const spanish = await administrator.open(`/auth/trace/${id}`, { ...asHtml, 'Accept-Language': 'es' })
    expect(spanish.heading).toBe('Una petición, paso a paso')

    const unknown = randomUUID()
    const refused = await Promise.all([
      member.open(`/auth/trace/${id}`, asHtml),
      nobody.open(`/auth/trace/${id}`, asHtml),
      nobody.open(`/auth/trace/${unknown}`, asHtml),
      administrator.open(`/auth/trace/${unknown}`, asHtml),
    ])
    // The address of the page is in the switch of its language.
    const plain = refused.map(({ status, text }) => `${status} ${text.replace(/name="to" value="[^"]*"/, '')}`)
    expect([...new Set(plain)]).toEqual([expect.stringMatching(/^404 .*There is no trace to show you/s)])
    // Nor to an administrator whose sign-in has proven less than is demanded by now.
    await hosted.demand({ name: 'mfaRequired', valueBoolean: true })
    expect((await administrator.open(`/auth/trace/${id}`, asHtml)).status).toBe(404)
    await hosted.demand()
    expect((await administrator.open(`/auth/trace/${id}`, asHtml)).status).toBe(200)
    // Nor while a password is owed that nobody can guess.
    const owe = (at: string): Promise<unknown> =>
      hosted.world.store.db.query({
        sql: `update users set password_listed_at = ${at} where email = $1`,
        params: ['admin@example.org'],
      })
    await owe('now()')
    expect((await administrator.open(`/auth/trace/${id}`, asHtml)).status).toBe(404)
    await owe('null')
    expect((await administrator.open(`/auth/trace/${id}`, asHtml)).status).toBe(200)
    // Cookies open no JSON.
    expect((await administrator.open(`/auth/trace/${id}`, JSON_ONLY)).status).toBe(404)
    const { body } = must(await call('fhir/R4/AuditEvent?subtype=trace.read&_sort=-date', { token: owner.token }))
    expect(JSON.stringify(body.entry[0].resource)).toContain(id)
  })

  test('of a client that nobody knows is for the administrators of the server alone', async () => {
    const id = traceIdOf(await hosted.browser().open(`/oauth2/authorize?${app.query({ client_id: randomUUID() })}`))
    expect((await read(id, hosted.clinic.token)).body.findings[0].what).toContain('No client here has the id')
    expect((await read(id, (await otherAdministrator()).token)).status).toBe(404)
  })

  test('of a client that nobody knows is not for those who administer a part of the project of the server', async () => {
    const [own, servers] = [
      await refusedId(),
      traceIdOf(await hosted.browser().open(`/oauth2/authorize?${app.query({ client_id: randomUUID() })}`)),
    ]
    const reference = await hosted.world.actors.policy(owner, [{ resourceType: 'ClientApplication' }])
    const { email, password } = await hosted.member('Practitioner')
    const signedIn = async (): Promise<string> =>
      must(await hosted.world.actors.signIn(email, password, { projectId: owner.project })).body.access_token
    const { id } = must(await call('auth/me', { token: await signedIn() })).body.membership
    const at = `fhir/R4/ProjectMembership/${id}`
    const membership = must(await call(at, owner)).body
    const json = { ...membership, admin: true, accessPolicy: { reference } }
    must(await call(at, { method: 'PUT', json, token: owner.token }))
    const token = await signedIn()
    const browser = hosted.browser()
    await hosted.signIn(browser, app, { email, password })
    const page = async (trace: string): Promise<number> =>
      (await browser.open(`/auth/trace/${trace}`, { Accept: 'text/html,*/*;q=0.8' })).status
    expect([(await read(own, token)).status, await page(own)]).toEqual([200, 200])
    expect([(await read(servers, token)).status, await page(servers)]).toEqual([404, 404])
  })

  test('of whatever was asked at the address of a project is for the administrators of that project', async () => {
    const at = `projects/${owner.project}`
    const query = app.query({ client_id: randomUUID() })
    const refused = await hosted.browser().open(`/${at}/oauth2/authorize?${query}`)
    const { body } = must(await read(traceIdOf(refused), owner.token))
    expect(body.project.reference).toBe(`Project/${owner.project}`)
    expect(body.findings[0].what).toContain('No client here has the id')
    const astray = await call(`${at}/fhir/R4/Patient`, { token: owner.token })
    const told = must(await read(traceIdOf(astray), owner.token)).body
    expect(told.findings[0].what).toContain('The token was issued by another server or at another address, not by')
    // Of another project's client it is not even told that there is one.
    const other = await otherAdministrator()
    const foreign = await hosted.world.actors.machine(other as Owner, {
      kind: 'app',
      extra: { redirectUris: [CALLBACK] },
    })
    const crossed = await hosted.browser().open(`/${at}/oauth2/authorize?${app.query({ client_id: foreign.id })}`)
    expect(must(await read(traceIdOf(crossed), owner.token)).body.findings[0].what).toBe(body.findings[0].what)
    expect((await read(traceIdOf(crossed), other.token)).status).toBe(404)
    const elsewhere = `projects/${randomUUID()}/auth/trace/${traceIdOf(refused)}`
    expect((await call(elsewhere, { token: owner.token, headers: JSON_ONLY })).status).toBeGreaterThan(400)
  })

  test('is found in a list of its project, the newest first, by those who may open it', async () => {
    const id = await refusedId()
    const list = (query = '', token: string = hosted.clinic.token): Promise<Answer> =>
      call(`auth/traces${query}`, { ...(token !== '' && { token }) })
    const { body } = must(await list())
    expect(body.developerMode).toBe(true)
    expect(body.steps[0]).toEqual({
      id,
      at: expect.any(String),
      kind: 'authorize',
      request: 'GET /oauth2/authorize',
      status: 400,
      error: expect.any(String),
      client: { reference: `ClientApplication/${app.id}` },
      finding: expect.stringMatching(/redirect_uri/),
      findings: 1,
    })
    const all: string[] = []
    let next: string | undefined = '?refused=true&_count=2'
    for (let page = 0; next !== undefined; page += 1) {
      expect(page).toBeLessThan(100)
      const { body: one }: Answer = must(await list(next))
      for (const { id: step, status } of one.steps) {
        expect(status).toBeGreaterThanOrEqual(400)
        all.push(step)
      }
      next = one.next === undefined ? undefined : new URL(one.next).search
    }
    expect(new Set(all).size).toBe(all.length)
    expect(all[0]).toBe(id)
    const of = must(await list(`?client=${app.id}&_count=100`)).body.steps
    expect(of.every(({ client }: { client?: { reference: string } }) => client?.reference.endsWith(app.id))).toBe(true)
    expect(must(await list(`?client=${randomUUID()}`)).body.steps).toEqual([])
    for (const query of ['?client=x', '?refused=1', '?_count=0', '?_cursor=x', '?x=1', '?refused=true&refused=true'])
      expect([query, (await list(query)).status]).toEqual([query, 400])
    const member = must(await hosted.world.actors.signIn(person.email, person.password, { projectId: owner.project }))
      .body.access_token
    for (const token of ['', 'nonsense', member]) expect((await list('', token)).status).toBe(404)
    const { token: stranger } = await otherAdministrator()
    const theirs = must(await list('?_count=100', stranger)).body.steps
    expect(JSON.stringify(theirs)).not.toContain(app.id)
    const cursor = new URL(must(await list('?_count=1')).body.next).search
    expect((await list(cursor, stranger)).status).toBe(400)
  })

  test('is told to the audit when it is read', async () => {
    const id = await refusedId()
    must(await read(id, owner.token))
    const { body } = must(await call('fhir/R4/AuditEvent?subtype=trace.read&_sort=-date', { token: owner.token }))
    expect(JSON.stringify(body.entry[0].resource)).toContain(id)
  })

  test('is told to the audit once a minute when the list is asked for again and again', async () => {
    const told = async (): Promise<number> => {
      const { body } = must(await call('fhir/R4/AuditEvent?subtype=trace.read&_count=1000', { token: owner.token }))
      return body.entry.length
    }
    const list = async (query: string, browser: string): Promise<void> => {
      must(await call(`auth/traces${query}`, { token: owner.token, headers: { 'User-Agent': browser } }))
    }
    const before = await told()
    for (const query of ['?refused=true', '?refused=true', '?_count=1', '']) await list(query, 'one that waits')
    expect(await told()).toBe(before + 1)
    // From elsewhere, and what another trace tells, is never left out.
    await list('', 'another that waits')
    expect(await told()).toBe(before + 2)
    for (const _ of [1, 2]) must(await read(await refusedId(), owner.token))
    expect(await told()).toBe(before + 4)
    // Nor is a further page.
    const { next } = must(
      await call('auth/traces?_count=1', { token: owner.token, headers: { 'User-Agent': 'one that waits' } }),
    ).body
    await list(new URL(next).search, 'one that waits')
    expect(await told()).toBe(before + 5)
  })

  test('begins and ends with developer mode, which ends by itself within a day', async () => {
    const at = (until: string | null): Promise<Answer> => developerMode(hosted.world.call, owner, until)
    const traced = await refusedId()
    expect(reasonOf(await at(inHours(25)))).toBe('developer_mode_too_long')
    expect(reasonOf(await at('9999-12-31T23:59:59Z'))).toBe('developer_mode_too_long')
    must(await at(null))
    expect((await read(traced, owner.token)).status).toBe(404)
    const untraced = await refusedId()
    must(await at(inHours(20)))
    expect((await read(traced, owner.token)).status).toBe(200)
    expect((await read(untraced, owner.token)).status).toBe(404)
    // A mode that has ended stays written there, and may: it hinders no other change.
    must(await at(inHours(-1)))
    expect((await read(traced, owner.token)).status).toBe(404)
    must(await at(inHours(20)))
  })

  test('knows nothing secret or personal of what is sent, in whichever parameter it is', async () => {
    const names = (
      'response_type client_id redirect_uri scope state nonce code_challenge prompt aud code_challenge_method ' +
      'login_hint launch request response_mode code code_verifier client_secret refresh_token client_assertion ' +
      'client_assertion_type grant_type resource username password id_token_hint acr_values ui_locales max_age ' +
      'access_token'
    ).split(' ')
    // So long that no random id has it by chance.
    const secret = fc.stringMatching(/^[A-Za-z0-9]{10,20}$/).map((text) => `Zq7vKm${text}`)
    const shapes: readonly ((text: string) => string)[] = [
      (text) => text,
      (text) => `${CALLBACK}?token=${text}`,
      (text) => `https://${text}@diary.example/${text}#${text}`,
      (text) => `patient/Observation.rs?code=${text} ${text} user/${text}.rs ${text}/*.rs`,
      (text) => Buffer.from(JSON.stringify({ alg: text, iss: text, aud: text, kid: text })).toString('base64url'),
      (text) => `${text}@example.org`,
    ]
    await fc.assert(
      fc.asyncProperty(
        secret,
        fc.constantFrom(...shapes),
        fc.subarray(names, { minLength: 1 }),
        async (text, shape, of) => {
          const fields = Object.fromEntries([...of, text].map((name) => [name, shape(text)]))
          const query = app.query(fields)
          const refused = [
            await hosted.browser().open(`/oauth2/authorize?${query}`),
            await call('oauth2/token', { form: { client_id: app.id, grant_type: 'authorization_code', ...fields } }),
            await call('oauth2/token', {
              headers: { Authorization: `Basic ${shape(text)}` },
              form: { client_id: app.id },
            }),
            await call(`fhir/R4/${text}/${text}?${query}`, { token: owner.token }),
            await call('fhir/R4/Patient', { token: shape(text).replace(/[^\w.]/g, '') }),
          ].filter(({ status, headers }) => status < 400 || headers.get('trace-id') !== null)
          expect(refused.length).toBeGreaterThan(0)
        },
      ),
      // What is masked is masked before it is stored: on one of the two at length.
      { numRuns: Math.ceil(numRuns / (store === defaultStore() ? 8 : 40)) },
    )
    const { rows } = await hosted.world.store.db.query({ sql: 'select step, flow from traces', params: [] })
    expect(rows.length).toBeGreaterThan(80)
    expect(JSON.stringify(rows)).not.toMatch(/Zq7vKm/)
    expect(JSON.stringify(rows)).not.toMatch(/@example\.org|quiet garden/)
    const challenge = pkce().challenge
    await hosted.browser().open(`/oauth2/authorize?${app.query({ code_challenge: challenge, state: undefined })}`)
    const after = await hosted.world.store.db.query({ sql: 'select step, flow from traces', params: [] })
    expect(JSON.stringify(after.rows)).not.toContain(challenge)
  })

  test('is kept in small numbers: the first requests of a login, and not more than an address may write', async () => {
    // What the tests before had written counts for a minute.
    await hosted.travel(2 * 60_000)
    const machine = await hosted.world.actors.machineToken(
      await hosted.world.actors.machine(owner, {
        accessPolicy: await hosted.world.actors.policy(owner, [{ resourceType: 'Patient' }]),
      }),
    )
    for (let n = 0; n < 8; n += 1) must(await call('fhir/R4/Patient', { token: machine }))
    const steps = await traceOf(hosted, traceIdOf(await call('fhir/R4/Observation', { token: machine })))
    expect(steps.filter(({ kind, status }) => kind === 'api' && status === 200)).toHaveLength(5)

    await Promise.all(Array.from({ length: 320 }, () => app.redeem('none')))
    const late = traceIdOf(await app.redeem('none'))
    expect((await read(late, owner.token)).status).toBe(404)
    const counted = await hosted.world.store.db.query({
      sql: 'select count(*)::int as count from traces where project = $1',
      params: [owner.project],
    })
    expect((counted.rows[0] as { count: number }).count).toBeLessThanOrEqual(700)
  })

  test('is forgotten after a day', async () => {
    await hosted.travel(25 * 3_600_000)
    expect((await hosted.world.store.db.query({ sql: 'select 1 from traces', params: [] })).rows).toEqual([])
  })
})

test('without developer mode nothing is kept, nothing is shown and nothing is asked of the store', async () => {
  const asked: string[] = []
  const hosted = await startHosted()
  const node = await hosted.world.restarted({
    faulty: (db) => ({
      ...db,
      engine: db.engine,
      query(query) {
        asked.push(query.name ?? '')
        return db.query(query)
      },
      tx: (work, options) => db.tx(work, options),
      exec: (sql) => db.exec(sql),
      listen: (channel, heard, lost) => db.listen(channel, heard, lost),
      close: () => db.close(),
    }),
  })
  const app = await hosted.app()
  const form = present({ grant_type: 'authorization_code', code: 'x', client_id: app.id, code_verifier: app.verifier })
  const refuse = async (): Promise<Answer> => node.call('oauth2/token', { form })
  asked.length = 0
  const id = traceIdOf(await refuse())
  await node.call(`oauth2/authorize?${app.query({ scope: 'none' })}`)
  await node.call('fhir/R4/Observation', { token: hosted.clinic.token })
  expect(asked.filter((name) => /^(traces|projects)\./.test(name))).toEqual([])
  const answer = await node.call(`auth/trace/${id}`, { token: hosted.clinic.token, headers: JSON_ONLY })
  expect(answer.status).toBe(404)
  await hosted.world.close()
})

test.runIf(storesUnderTest().includes('postgres'))(
  'a trace is seen on every node, as soon as its answer is out',
  async () => {
    const hosted = await startTraced({ store: 'postgres' })
    const node = await hosted.world.secondNode()
    const app = await hosted.app()
    const id = traceIdOf(await app.redeem('none'))
    const seen = await node.call(`auth/trace/${id}`, { token: hosted.clinic.token, headers: JSON_ONLY })
    expect(seen.body.findings[0].what).toContain('This server did not issue the code')
    await hosted.world.close()
  },
)
