/** Basic is ended for many clients by one request: for all of them, or for none. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { entriesOf } from '../fhir/clinic.ts'
import { must, verdict } from '../identity/steps.ts'
import { type Kind, type Office, startOffice } from '../tenants/administrators.ts'
import { copyClient } from './copies.ts'

describe.each(storesForWalks())('ending Basic on %s', (store) => {
  let office: Office
  let devices: readonly string[]
  let developed: string
  let signing: string
  beforeAll(async () => {
    office = await startOffice({ store })
    devices = await Promise.all(['Analyzer', 'Monitor', '<b>Pump</b>'].map((name) => client({ name, kind: 'device' })))
    const developer = [{ reference: office.people['app-developer'].profile }]
    // With rights of its own, it would be none of its developer's business.
    developed = await client({ name: 'Own', kind: 'server', accessPolicy: undefined })
    await develop(developed, developer)
    signing = must(
      await office.admin('owner', 'POST', 'client', { name: 'A', kind: 'app', tokenEndpointAuthMethod: 'none' }),
    ).body.id
  })
  afterAll(() => office.world.close())
  // All may use it again.
  beforeEach(async () => {
    must(await end('owner', { allowed: true, clients: [...devices, developed] }))
  })

  async function client(extra: object): Promise<string> {
    const accessPolicy = { reference: office.ward }
    return must(await office.admin('owner', 'POST', 'client', { basicAllowed: true, accessPolicy, ...extra })).body.id
  }
  async function develop(id: string, developer: readonly object[] | undefined): Promise<void> {
    const own = await office.read(`ClientApplication/${id}`)
    must(await office.fhir('owner', 'PUT', `ClientApplication/${id}`, { ...own, developer }))
  }
  const end = (by: Kind, json: object): Promise<Answer> => office.admin(by, 'POST', 'clients/basic', json)
  const changedBy = (answer: Answer): readonly string[] =>
    must(answer).body.changed.map(({ reference }: { readonly reference: string }) => reference.split('/')[1])
  const withBasic = async (by: Kind = 'owner'): Promise<readonly string[]> =>
    must(await office.admin(by, 'GET', 'clients?basic=true&_count=100')).body.clients.map(
      ({ id }: { readonly id: string }) => id,
    )
  const sql = (text: string, ...params: readonly unknown[]) =>
    office.world.store.db.query({ sql: text, params: [...params] })
  const sorted = (ids: readonly string[]): readonly string[] => ids.toSorted()

  test('reaches all that may use it, and tells of each in the audit', async () => {
    const all = [...devices, developed]
    expect(sorted(await withBasic())).toEqual(sorted(all))
    const answer = await end('owner', { allowed: false })
    expect(sorted(changedBy(answer))).toEqual(sorted(all))
    expect(answer.body.changed).toContainEqual({
      reference: `ClientApplication/${devices[2]}`,
      display: '<b>Pump</b>',
    })
    expect(await withBasic()).toEqual([])
    for (const id of all) {
      expect(await office.read(`ClientApplication/${id}`)).toMatchObject({ basicAllowed: false })
      const events = await office.fhir(
        'owner',
        'GET',
        `AuditEvent?entity=ClientApplication/${id}&subtype=patch&outcome=0&_count=1`,
      )
      expect(JSON.stringify(entriesOf(events))).toContain(office.owner.profile)
    }
    // Nothing is left to change.
    expect(changedBy(await end('owner', { allowed: false }))).toEqual([])
  })

  test('tells in pages who is left, those that used it last first, and how many, of those that are seen', async () => {
    const [analyzer = '', monitor = '', pump = ''] = devices
    const used = `insert into client_uses (client_id, project, used_at, how, address, program, basic_used_at)
      values ($1, $2, $3::timestamptz, 'basic', '', '', $3::timestamptz)`
    const again = ' on conflict (client_id) do update set basic_used_at = excluded.basic_used_at'
    const { project } = office.owner
    await sql(used + again, monitor, project, '2026-03-02T00:00:00.000123Z')
    await sql(used + again, pump, project, '2026-03-02T00:00:00.000456Z')
    const pages: string[][] = []
    const totals: number[] = []
    let path: string | undefined = 'clients?basic=true&_count=1'
    while (path !== undefined) {
      const { body }: Answer = must(await office.admin('owner', 'GET', path))
      pages.push(body.clients.map(({ id }: { readonly id: string }) => id))
      totals.push(body.total)
      path = body.next?.slice(body.next.indexOf('clients?'))
    }
    expect([pages.map(({ length }) => length), totals]).toEqual([
      [1, 1, 1, 1],
      [4, 4, 4, 4],
    ])
    const order = pages.flat()
    expect(new Set(order.slice(0, 2))).toEqual(new Set([monitor, pump]))
    expect(new Set(order.slice(2))).toEqual(new Set([analyzer, developed]))
    const narrower = must(await office.admin('owner', 'GET', 'clients?basic=true&name=monit')).body
    expect([narrower.total, narrower.clients[0].id]).toEqual([1, monitor])
    const seen = must(await office.admin('app-developer', 'GET', 'clients?basic=true')).body
    expect([seen.total, seen.clients.length]).toEqual([1, 1])
    expect(must(await office.admin('owner', 'GET', 'clients')).body.total).toBeUndefined()
  })

  test('reaches more than fit into one step, of which each says how many are left', async () => {
    const [analyzer = ''] = devices
    await copyClient(office.world, office.owner.project, analyzer, 203)
    const first = must(await end('owner', { allowed: false })).body
    expect([first.changed.length, first.left]).toEqual([200, 7])
    expect(must(await office.admin('owner', 'GET', 'clients?basic=true')).body.total).toBe(7)
    const second = must(await end('owner', { allowed: false })).body
    expect([second.changed.length, second.left]).toEqual([7, 0])
    expect(await withBasic()).toEqual([])
  })

  test('by two at once changes each client once, and is refused to none of them by a fault', async () => {
    const answers = await Promise.all([end('owner', { allowed: false }), end('owner', { allowed: false })])
    const done = answers.filter(({ status }) => status === 200)
    // Whom another was before reads again.
    for (const answer of answers.filter((one) => !done.includes(one)))
      expect(verdict(answer)).toBe('409 version_conflict')
    expect(sorted(done.flatMap(changedBy))).toEqual(sorted([...devices, developed]))
    expect(await withBasic()).toEqual([])
  })

  test('reaches those that are named, and those who end it can allow it again', async () => {
    const named = devices.slice(0, 2)
    expect(sorted(changedBy(await end('owner', { allowed: false, clients: [...named, ...named] })))).toEqual(
      sorted(named),
    )
    expect(sorted(await withBasic())).toEqual(sorted([devices[2] ?? '', developed]))
    expect(sorted(changedBy(await end('owner', { allowed: true, clients: named })))).toEqual(sorted(named))
  })

  test('changes nothing if one of them is refused, and says which', async () => {
    const refused = await end('owner', { allowed: true, clients: [...devices, signing] })
    expect(refused.status).toBe(400)
    expect(refused.body.issue[0].details.text).toMatch(/^A: A client without a secret cannot use Basic/)
    must(await end('owner', { allowed: false, clients: devices.slice(0, 1) }))
    const again = await end('owner', { allowed: true, clients: [...devices.slice(0, 1), signing] })
    expect(again.status).toBe(400)
    expect(await withBasic()).not.toContain(devices[0])
    const events = await office.fhir('owner', 'GET', 'AuditEvent?subtype=patch&outcome=4&_count=5')
    expect(entriesOf(events).length).toBeGreaterThanOrEqual(2)
  })

  test('does not tell a client that is not there from one of another project', async () => {
    const elsewhere = await office.world.actors.owner()
    const json = { name: 'theirs', kind: 'server', basicAllowed: true }
    const made = must(
      await office.world.call(`admin/projects/${elsewhere.project}/client`, { json, token: elsewhere.token }),
    )
    const [theirs, none] = await Promise.all(
      [made.body.id, crypto.randomUUID()].map((id) => end('owner', { allowed: false, clients: [devices[0], id] })),
    )
    expect([theirs?.status, theirs?.body.issue]).toEqual([404, none?.body.issue])
    expect(sorted(await withBasic())).toEqual(sorted([...devices, developed]))
    const { body } = await office.world.call(`fhir/R4/ClientApplication/${made.body.id}`, { token: elsewhere.token })
    expect(body.basicAllowed).toBe(true)
  })

  test('goes no further than the clients of an app’s developer', async () => {
    expect(await withBasic('app-developer')).toEqual([developed])
    const foreign = await end('app-developer', { allowed: false, clients: [developed, devices[0]] })
    expect(foreign.status).toBe(404)
    const [analyzer = ''] = devices
    await develop(analyzer, [{ reference: office.people['app-developer'].profile }])
    const refused = await end('app-developer', { allowed: false })
    await develop(analyzer, undefined)
    expect([refused.status, refused.body.issue[0].details.text]).toEqual([403, expect.stringMatching(/^Analyzer: /)])
    expect(sorted(await withBasic())).toEqual(sorted([...devices, developed]))
    expect(changedBy(await end('app-developer', { allowed: false }))).toEqual([developed])
    expect(sorted(await withBasic())).toEqual(sorted(devices))
  })

  test.each(['help-desk', 'privacy-officer', 'deployer', 'nurse'] as const)('is not for %s', async (by) => {
    expect((await end(by, { allowed: false })).status).toBe(403)
    expect((await withBasic()).length).toBe(4)
  })

  test.each([
    {},
    { allowed: 'false' },
    { allowed: true },
    { allowed: true, clients: [] },
    { allowed: false, clients: ['x'] },
    { allowed: false, clients: 'all' },
    [],
  ])('is not asked for by %j', async (json) => {
    expect((await end('owner', json)).status).toBe(400)
    expect((await withBasic()).length).toBe(4)
  })

  test('a list of them is asked for by true alone', async () => {
    expect(verdict(await office.admin('owner', 'GET', 'clients?basic=false'))).toBe('400 invalid_basic')
  })
})
