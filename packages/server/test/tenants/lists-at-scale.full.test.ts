/**
 * The lists of administrators and the posture with 10,000 clients, as many devices, and many members on PostgreSQL: the times are printed, and the
 * plans read no table whole. `DAMSON_TEST_MEMBERS=100000` measures as many members as the largest project has.
 */
import { type Answer, type Owner, startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'

const CLIENTS = 10_000
const MEMBERS = Number(process.env['DAMSON_TEST_MEMBERS'] ?? 20_000)
const ROUNDS = 20

describe.each(storesUnderTest().filter((store) => store === 'postgres'))('at scale on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store, env: { DAMSON_THROTTLE_FHIR_REQUESTS_PER_PERSON: '1000000' } })
    owner = await world.actors.owner()
    const ward = await world.actors.policy(owner, [{ resourceType: 'Patient', interaction: ['read', 'search'] }])
    const client = await world.actors.machine(owner, { extra: { name: 'Template client', basicAllowed: true } })
    const member = must(
      await world.call(`admin/projects/${owner.project}/invite`, {
        json: {
          resourceType: 'Patient',
          firstName: 'Template',
          lastName: 'Person',
          scope: 'project',
          email: 'template@example.org',
          accessPolicy: { reference: ward },
        },
        token: owner.token,
      }),
    ).body
    await copyClients(client.id, 'Template client', 400)
    const device = await world.actors.machine(owner, { extra: { name: 'Template device', kind: 'device' } })
    await copyClients(device.id, 'Template device', 1)
    await copyMembers(member.id, member.user.reference.slice(5), member.profile.reference.slice(8))
    for (const table of ['resources', 'resource_strings', 'memberships', 'users', 'clients', 'client_uses'])
      await run(`analyze ${table}`)
  }, 600_000)
  afterAll(() => world.close())

  const run = (sql: string, ...params: readonly (string | number)[]) =>
    world.store.db.query({ sql, params: [...params] })

  /** Copies of a resource whose ids are made of its own and a number, each with its own name. */
  async function copyResources(type: string, id: string, name: string, count: number): Promise<void> {
    await run(
      `insert into resources (project, type, id, version, updated_at, terms, content, patients, extended)
        select r.project, r.type, left(r.id, 24) || lpad(to_hex(n), 12, '0'), 1, r.updated_at + n * interval '1 ms', r.terms,
          replace(replace(r.content, r.id, left(r.id, 24) || lpad(to_hex(n), 12, '0')), $3, $3 || n), r.patients, r.extended
        from resources r, generate_series(1, $4::int) n
        where r.project = $5::uuid and r.type = $1 and r.id = $2`,
      type,
      id,
      name,
      count,
      owner.project,
    )
    await run(
      `insert into resource_strings (param, value, lowest, highest, rk)
        select s.param, s.value || substring(c.content from $4 || '(\\d+)'), s.lowest, s.highest, c.rk
        from resources r join resource_strings s on s.rk = r.rk
          join resources c on c.project = r.project and c.type = r.type and c.id like left(r.id, 24) || '%' and c.id <> r.id
        where r.project = $1::uuid and r.type = $2 and r.id = $3`,
      owner.project,
      type,
      id,
      name,
    )
  }

  const numbered = (column: string): string => `(left(${column}::text, 24) || lpad(to_hex(n), 12, '0'))::uuid`

  /** The oldest of their secrets are so old. */
  async function copyClients(id: string, name: string, days: number): Promise<void> {
    await copyResources('ClientApplication', id, name, CLIENTS)
    await run(
      `insert into clients (id, project, active, kind, auth_method, basic_allowed, first_party, created_at)
        select ${numbered('id')}, project, active, kind, auth_method, basic_allowed and n % 50 = 0, first_party, now() - interval '400 days'
        from clients, generate_series(1, $2::int) n where id = $1::uuid`,
      id,
      CLIENTS,
    )
    await run(
      `insert into client_secrets (client_id, secret_hash, key_version, created_at)
        select ${numbered('client_id')}, secret_hash, key_version, now() - n % $3::int * interval '1 day'
        from client_secrets, generate_series(1, $2::int) n where client_id = $1::uuid`,
      id,
      CLIENTS,
      days,
    )
    await run(
      `insert into client_uses (client_id, project, used_at, how, address, program)
        select id, project, now() - random() * 100 * interval '1 day', 'secret', 'x', '' from clients
        where project = $1::uuid and id::text like left($2, 24) || '%'`,
      owner.project,
      id,
    )
  }

  async function copyMembers(membership: string, user: string, patient: string): Promise<void> {
    await copyResources('ProjectMembership', membership, 'Template', MEMBERS)
    await copyResources('Patient', patient, 'Template', MEMBERS)
    // Of whose account nothing may be read, nothing is found.
    await copyResources('User', user, 'template', MEMBERS)
    await run(
      `insert into users (id, project, email, active, password_hash)
        select ${numbered('id')}, project, n || email, true, 'x' from users, generate_series(1, $2::int) n where id = $1::uuid`,
      user,
      MEMBERS,
    )
    await run(
      `insert into memberships (project, id, user_type, user_id, profile, active, admin)
        select project, ${numbered('id')}, user_type, ${numbered('user_id')},
          'Patient/' || left($3, 24) || lpad(to_hex(n), 12, '0'), true, false
        from memberships, generate_series(1, $2::int) n where id = $1::uuid`,
      membership,
      MEMBERS,
      patient,
    )
  }

  async function p95(path: string): Promise<{ readonly ms: number; readonly answer: Answer }> {
    const times: number[] = []
    let answer: Answer | undefined
    for (let round = 0; round < ROUNDS; round += 1) {
      const began = performance.now()
      answer = must(await world.call(`admin/projects/${owner.project}/${path}`, { token: owner.token }))
      times.push(performance.now() - began)
    }
    const ms = times.toSorted((a, b) => a - b)[Math.ceil(ROUNDS * 0.95) - 1] ?? 0
    process.stdout.write(`${path}: p95 ${ms.toFixed(1)} ms\n`)
    if (answer === undefined) throw new Error('nothing was asked')
    return { ms, answer }
  }

  /** How often each of these tables was read whole; the counts come a while after the reads. */
  async function readWhole(): Promise<readonly { readonly relname: string; readonly times: number }[]> {
    const { rows } = await run(
      `select relname, seq_scan::int as times from pg_stat_user_tables
        where relname in ('resources', 'resource_strings', 'memberships', 'users') order by relname`,
    )
    return rows as { relname: string; times: number }[]
  }

  test('lists tell their first rows at once', async () => {
    const before = await readWhole()
    const clients = await p95('clients?_count=100')
    expect(clients.answer.body.clients).toHaveLength(100)
    expect((await p95('clients?_count=100&name=client99')).answer.body.clients.length).toBeGreaterThan(50)
    const devices = await p95('devices')
    expect(devices.answer.body.devices).toHaveLength(100)
    await p95(`devices?after=${devices.answer.body.next}`)
    expect((await p95('devices?name=device99')).answer.body.devices).toHaveLength(100)
    expect((await p95('devices?name=device9999')).answer.body.devices).toHaveLength(1)
    expect((await p95('devices?name=nothing')).answer.body.devices).toEqual([])
    expect((await p95('members?_count=100')).answer.body.members).toHaveLength(100)
    expect((await p95('members?_count=20&name=template77')).answer.body.members.length).toBeGreaterThan(5)
    expect((await p95('members?_count=20&name=t')).answer.body.members).toHaveLength(20)
    await p95('members?name=template@example.org')
    await p95('figures')
    await p95('figures?period=month')
    await new Promise((later) => setTimeout(later, 12_000))
    // Each list was asked so often; the node's own upkeep may read a table meanwhile.
    const after = await readWhole()
    for (const [at, { relname, times }] of after.entries())
      expect(times - (before[at]?.times ?? 0), relname).toBeLessThan(ROUNDS)
  })

  test('lists asked by a finding tell their first rows and any later ones soon', async () => {
    // Then patients are sent a code in a new browser, and all of them are looked at in vain.
    await run('update users set email_proven_at = now() where project = $1::uuid', owner.project)
    await run('analyze users')
    for (const [list, code] of [
      ['clients', 'old_secret'],
      ['clients', 'unused_client'],
      ['members', 'no_second_factor'],
      ['members', 'patient_password_alone'],
      ['policies', 'wildcard_policy'],
    ] as const) {
      const { answer } = await p95(`${list}?_count=100&finding=${code}`)
      const isNone = code === 'patient_password_alone' || code === 'wildcard_policy'
      expect(answer.body[list].length, code).toBe(isNone ? 0 : 100)
      if (answer.body.next !== undefined) await p95(answer.body.next.split(`/admin/projects/${owner.project}/`)[1])
    }
  })

  test('people are found by a part of their address', async () => {
    // Each has one; one of all; none. An account's address is in no index that begins in its middle.
    expect((await p95('members?_count=20&email=example')).answer.body.members).toHaveLength(20)
    expect((await p95('members?_count=20&email=7777')).answer.body.members.length).toBeGreaterThan(0)
    let { body } = (await p95('members?_count=20&email=nobody@nowhere')).answer
    // A page has looked at so many profiles (8,000), and says that there are more.
    expect(body).toMatchObject({ members: [], next: expect.stringContaining('_cursor=') })
    for (let pages = 1; body.next !== undefined && pages <= MEMBERS / 8_000; pages += 1)
      body = must(await world.call(body.next.split(world.baseUrl)[1], { token: owner.token })).body
    expect(body).toEqual({ members: [] })
    // In every profile, and in no address: a page ends before all of them are read.
    const { answer } = await p95('members?_count=1&email=resourcetype')
    expect(answer.body).toMatchObject({ members: [], next: expect.stringContaining('_cursor=') })
  })

  test('the posture counts what it names', async () => {
    const { answer } = await p95('posture')
    const counts = Object.fromEntries(
      answer.body.findings.map(({ code, count, isMore }: Record<string, unknown>) => [code, [count, isMore]]),
    )
    expect(counts).toMatchObject({
      basic_allowed: [CLIENTS / 50 + 1, false],
      old_secret: [expect.any(Number), false],
      unused_client: [expect.any(Number), expect.any(Boolean)],
      no_second_factor: [1_000, true],
    })
  })
})
