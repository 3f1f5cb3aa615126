/** Limits on FHIR requests and tokens that a project and a client have of their own. */
import { type Answer, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'

describe.each(storesForWalks())('a limit of its own on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
  })
  afterAll(() => world.close())

  const project = (of: Owner): string => `fhir/R4/Project/${of.project}`
  async function set(setting: readonly object[], of = owner): Promise<Answer> {
    const { setting: _earlier, ...rest } = must(await world.call(project(of), { token: of.token })).body
    return world.call(project(of), { method: 'PUT', json: { ...rest, setting }, token: of.token })
  }
  const count = (name: string, valueInteger: number): object => ({ name, valueInteger })
  async function client(
    fields: object = {},
    of = owner,
  ): Promise<{ id: string; basic: readonly [string, string]; token: () => Promise<Answer> }> {
    const machine = await world.actors.machine(of, { extra: { basicAllowed: true, ...fields } })
    const [id, secret] = machine.basic
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
    return { id, basic: machine.basic, token: () => world.call('oauth2/token', { form }) }
  }
  const search = (options: object): Promise<Answer> => world.call('fhir/R4/Patient?_count=1', options)
  const told = ({ headers }: Answer): string => (headers.get('ratelimit') ?? '').replaceAll(/;t=\d+/g, '')
  const limits = async (of: Owner, query = '', token = of.token): Promise<Answer> =>
    world.call(`${project(of)}/$rate-limits${query}`, { token })
  const named = ({ body }: Answer): readonly (readonly unknown[])[] =>
    must({ body, status: 200 } as Answer).body.parameter.map(({ part }: { part: readonly Record<string, unknown>[] }) =>
      part
        .filter(({ name }) => name !== 'resetSeconds')
        .map(
          (one) =>
            one['valueString'] ?? one['valueInteger'] ?? (one['valueReference'] as { reference: string }).reference,
        ),
    )

  test('of a person, a machine and a whole project is told in the header, and refuses beyond', async () => {
    owner = await world.actors.owner()
    const [machine, other] = [await client(), await client()]
    must(await set([count('fhirRequestsPerMachine', 3), count('fhirRequestsOfProject', 5)]))
    expect(told(await search({ basic: machine.basic }))).toBe('"fhirInteractions";r=2, "fhirOfProject";r=4')
    expect(told(await search({ basic: machine.basic }))).toBe('"fhirInteractions";r=1, "fhirOfProject";r=3')
    expect(told(await search({ basic: machine.basic }))).toBe('"fhirInteractions";r=0, "fhirOfProject";r=2')
    const over = await search({ basic: machine.basic })
    expect([over.status, told(over)]).toEqual([429, '"fhirInteractions";r=0'])
    // The requests that one limit refuses use up nothing of the others.
    const left = await search({ basic: other.basic })
    expect(left.status).toBe(200)
    await search({ basic: other.basic })
    const shared = await search({ basic: other.basic })
    expect([shared.status, verdict(shared)]).toEqual([429, '429 limit_fhirOfProject'])
  })

  test('of a client holds for all its callers together, and for its tokens', async () => {
    owner = await world.actors.owner()
    const limited = await client({ fhirRequestLimit: 2, tokenLimit: 2 })
    const free = await client()
    expect(told(await search({ basic: limited.basic }))).toMatch(/^"fhirInteractions";r=\d+, "fhirOfClient";r=1$/)
    const { access_token: token } = must(await limited.token()).body
    expect((await search({ token })).status).toBe(200)
    expect(verdict(await search({ token }))).toBe('429 limit_fhirOfClient')
    expect((await search({ basic: free.basic })).status).toBe(200)
    must(await limited.token())
    const over = await limited.token()
    expect([over.status, told(over)]).toEqual([429, '"tokens";r=0'])
    expect((await free.token()).status).toBe(200)
  })

  test('in points counts what an interaction costs, also in a batch, and refuses beyond', async () => {
    owner = await world.actors.owner()
    const [machine, other] = [await client(), await client()]
    must(await set([count('userFhirQuota', 1_050), count('totalFhirQuota', 1_200)]))
    const points = (answer: Answer): string => told(answer).replace(/^"fhirInteractions";r=\d+, /, '')
    const { basic } = machine
    expect(points(await search({ basic }))).toBe('"fhirPoints";r=1030, "fhirPointsOfProject";r=1180')
    const made = await world.call('fhir/R4/Patient', { json: { resourceType: 'Patient' }, basic })
    expect(points(made)).toBe('"fhirPoints";r=930, "fhirPointsOfProject";r=1080')
    const one = `fhir/R4/Patient/${made.body.id}`
    expect(points(await world.call(one, { basic }))).toBe('"fhirPoints";r=929, "fhirPointsOfProject";r=1079')
    expect(points(await world.call(`${one}/_history`, { basic }))).toContain('"fhirPoints";r=919')
    const entry = [
      { request: { method: 'GET', url: `Patient/${made.body.id}` } },
      ...Array.from({ length: 10 }, () => ({
        request: { method: 'POST', url: 'Patient' },
        resource: { resourceType: 'Patient' },
      })),
    ]
    const batch = await world.call('fhir/R4', { json: { resourceType: 'Bundle', type: 'batch', entry }, basic })
    const statuses = batch.body.entry.map(({ response }: { response: { status: string } }) => response.status)
    expect([points(batch), statuses]).toEqual([
      '"fhirPoints";r=919, "fhirPointsOfProject";r=1069',
      ['200', ...Array.from({ length: 9 }, () => '201'), '429'],
    ])
    expect(verdict(await search({ basic }))).toBe('429 limit_fhirPoints')
    // Another member has a quota of its own, within what is left of the project's.
    const next = await world.call('fhir/R4/Patient', { json: { resourceType: 'Patient' }, basic: other.basic })
    expect([next.status, points(next)]).toEqual([201, '"fhirPoints";r=950, "fhirPointsOfProject";r=68'])
  })

  test('in points, or of Bots, is set by the operator for any project, and lower by its owners', async () => {
    const env = { DAMSON_ADMIN_EMAIL: 'admin@example.org', DAMSON_ADMIN_PASSWORD: 'a quiet garden path' }
    const served = await startWorld({ store, env })
    const of = await served.actors.owner()
    const { access_token: token } = must(
      await served.actors.signIn(env.DAMSON_ADMIN_EMAIL, env.DAMSON_ADMIN_PASSWORD),
    ).body
    const at = `fhir/R4/Project/${of.project}`
    const put = (json: object, by = token): Promise<Answer> =>
      served.call(`${at}/$rate-limits`, { method: 'POST', json, token: by })
    expect(verdict(await put({ userFhirQuota: 500 }, of.token))).toBe('403 needs_super_admin')
    for (const wrong of [{ userFhirQuota: 0 }, { userFhirQuota: 1.5 }, { userFhirQuota: '5' }, { other: 5 }])
      expect((await put(wrong)).status, JSON.stringify(wrong)).toBe(400)
    expect(must(await put({ userFhirQuota: 5_000 })).body.systemSetting).toEqual([
      { name: 'userFhirQuota', valueInteger: 5_000 },
    ])
    const limitsOf = async (): Promise<readonly (readonly unknown[])[]> =>
      named(await served.call(`${at}/$rate-limits`, { token: of.token })).map(([name, limit]) => [name, limit])
    expect((await limitsOf()).slice(1)).toEqual([
      ['fhirPoints', 5_000],
      ['fhirPointsOfProject', 50_000],
    ])
    const { body } = must(await served.call(at, { token: of.token }))
    const lower = { ...body, setting: [count('userFhirQuota', 4_000)] }
    must(await served.call(at, { method: 'PUT', json: lower, token: of.token }))
    expect((await limitsOf())[1]).toEqual(['fhirPoints', 4_000])
    // With less than what its own change costs, an owner would lock everybody out for good.
    for (const name of ['userFhirQuota', 'totalFhirQuota']) {
      const json = { ...body, setting: [count(name, 999)] }
      const refused = await served.call(at, { method: 'PUT', json, token: of.token })
      expect([refused.status, refused.text.includes('from 1000 to')]).toEqual([400, true])
    }
    const mine = { ...body, systemSetting: [count('userFhirQuota', 9_000)] }
    expect((await served.call(at, { method: 'PUT', json: mine, token: of.token })).status).toBe(403)
    must(await put({ enableFhirQuota: false }))
    // The owners' own too.
    expect((await limitsOf()).map(([name]) => name)).toEqual(['fhirInteractions'])
    // What Bots may use, too: more or less than by default, within the server's own limit.
    expect(verdict(await put({ botCalls: 5_000 }, of.token))).toBe('403 needs_super_admin')
    for (const wrong of [{ botCalls: 10_001 }, { botMemoryMegabytes: 7 }, { botSeconds: 0 }])
      expect(verdict(await put(wrong))).toBe('400 limit_out_of_range')
    must(await put({ botCalls: 5_000, botRunsAtOnce: 10 }))
    const own = async (...setting: readonly object[]): Promise<Answer> => {
      const { setting: _earlier, ...rest } = must(await served.call(at, { token: of.token })).body
      return served.call(at, { method: 'PUT', json: { ...rest, setting }, token: of.token })
    }
    for (const above of [count('botCalls', 5_001), count('botRunsAtOnce', 11)])
      expect(verdict(await own(above))).toBe('400 limit_out_of_range')
    must(await own(count('botCalls', 4_000)))
    // An owner whose limit is above what the operator gives by now can still change others.
    must(await put({ botCalls: 100 }))
    expect((await own(count('botCalls', 4_000), count('botSeconds', 5))).status).toBe(200)
    expect(verdict(await own(count('botCalls', 3_000)))).toBe('400 limit_out_of_range')
    // Operators see what they set, and take it back: then the server's own hold.
    const seen = async (): Promise<{ limits: object; version: number }> =>
      must(await served.call('admin/server/projects?_count=100', { token })).body.projects.find(
        ({ id }: { id: string }) => id === of.project,
      )
    const listed = async (): Promise<object> => (await seen()).limits
    const quotas = { userFhirQuota: 5_000, enableFhirQuota: false }
    expect(await listed()).toEqual({ ...quotas, botCalls: 100, botRunsAtOnce: 10 })
    for (const wrong of [
      { unset: 'setting' },
      { unset: '' },
      { unset: 'botCalls', botCalls: 7 },
      { unset: 'botCalls,' },
    ])
      expect(verdict(await put(wrong))).toBe('400 invalid_unset')
    expect(verdict(await put({ unset: 'botCalls' }, of.token))).toBe('403 needs_super_admin')
    // Two operators at once: one of them sees what the other set.
    const { version } = await seen()
    const headers = { 'If-Match': `W/"${version}"` }
    const json = { unset: 'botCalls,enableFhirQuota', botRunsAtOnce: 20 }
    const atOnce = await Promise.all(
      [json, json].map((one) => served.call(`${at}/$rate-limits`, { method: 'POST', json: one, token, headers })),
    )
    expect(new Set(atOnce.map(({ status }) => status))).toEqual(new Set([200, 412]))
    expect((await seen()).version).toBe(version + 1)
    expect(await listed()).toEqual({ userFhirQuota: 5_000, botRunsAtOnce: 20 })
    must(await put({ unset: 'userFhirQuota,botRunsAtOnce' }))
    expect(must(await served.call(at, { token: of.token })).body).not.toHaveProperty('systemSetting')
    await served.close()
  })

  test('is never more than the server’s', async () => {
    const small = await startWorld({ store, env: { DAMSON_THROTTLE_FHIR_REQUESTS_PER_PERSON: '50' } })
    const of = await small.actors.owner()
    const at = `fhir/R4/Project/${of.project}`
    const { body } = must(await small.call(at, { token: of.token }))
    must(
      await small.call(at, {
        method: 'PUT',
        json: { ...body, setting: [count('fhirRequestsPerPerson', 9_000)] },
        token: of.token,
      }),
    )
    expect(told(await small.call('fhir/R4/Patient', { token: of.token }))).toMatch(/^"fhirInteractions";r=[1-4]?\d$/)
    await small.close()
  })

  test('is read by administrators before it is used up, without using it', async () => {
    owner = await world.actors.owner()
    must(await set([count('fhirRequestsPerMachine', 40), count('fhirRequestsOfProject', 100)]))
    const machine = await client({ fhirRequestLimit: 7 })
    await search({ basic: machine.basic })
    const member = must(
      await world.call(`fhir/R4/ProjectMembership?user=ClientApplication/${machine.id}`, { token: owner.token }),
    )
    const { id } = member.body.entry[0].resource
    const first = named(await limits(owner, `?membershipId=${id}`))
    expect(first).toEqual([
      ['fhirInteractions', 40, 39],
      ['fhirOfProject', 100, expect.any(Number)],
      ['fhirOfClient', `ClientApplication/${machine.id}`, 7, 6],
    ])
    expect(named(await limits(owner, `?membershipId=${id}`))[0]).toEqual(first[0])
    // A member sees their own, and nobody else's.
    const { access_token: token } = must(await machine.token()).body
    expect(named(await limits(owner, '', token))).toEqual([['fhirInteractions', 40, expect.any(Number)]])
    const { body } = must(await world.call('auth/me', { token: owner.token }))
    expect(verdict(await limits(owner, `?membershipId=${body.membership.id}`, token))).toBe('403 needs_admin')
  })

  test.each(['?membershipId=x', '?other=1', '?membershipId=&membershipId='])(
    'is not asked for with %s',
    async (query) => {
      owner = await world.actors.owner()
      expect(verdict(await limits(owner, query))).toBe('400 invalid_id')
    },
  )

  test('of another project is not told', async () => {
    const [one, another] = [await world.actors.owner(), await world.actors.owner()]
    expect((await limits(one, '', another.token)).status).toBe(404)
    const { body } = must(await world.call('auth/me', { token: one.token }))
    expect((await limits(another, `?membershipId=${body.membership.id}`)).status).toBe(404)
  })

  test.each([
    [[{ name: 'fhirRequestsPerPerson', valueInteger: 0 }]],
    [[{ name: 'fhirRequestsPerPerson', valueString: '5' }]],
    [[{ name: 'fhirRequestsOfProject', valueInteger: 10_000_001 }]],
    [[count('fhirRequestsPerMachine', 5), count('fhirRequestsPerMachine', 6)]],
    [[count('botRunsAtOnce', 0)]],
    [[count('botSeconds', 61)]],
    [[count('botMemoryMegabytes', 7)]],
    [[{ name: 'botCalls', valueString: '5' }]],
    [[count('botSeconds', 5), count('botSeconds', 6)]],
  ])('is refused as %j', async (setting) => {
    owner = await world.actors.owner()
    expect(verdict(await set(setting))).toBe('400 limit_out_of_range')
  })
})
