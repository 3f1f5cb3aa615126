/** What owners of the server's own project see of the server and do to projects and keys, and that nobody else does. */
import type { Project } from '@damson/fhir'
import { type Answer, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectGate } from '#domain/projects'
import { issueOf } from '../fhir/clinic.ts'
import { type Clinic, must, startClinic, verdict } from '../identity/steps.ts'
import { EVERYBODY, type Office, startOffice } from './administrators.ts'

describe.each(storesForWalks())('the server as its operators see it on %s', (store) => {
  let clinic: Clinic
  let world: World
  beforeAll(async () => {
    clinic = await startClinic({ store, development: true })
    world = clinic.world
  })
  afterAll(() => world.close())

  const ask = (path: string, json?: object, token = clinic.admin.token): Promise<Answer> =>
    world.call(`admin/${path}`, { ...(json && { json }), token })
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
  const read = async (path: string): Promise<any> => must(await ask(path)).body
  const kinds = async (kind: string): Promise<readonly { outcome: number; entity: string | null; project: string }[]> =>
    (
      await world.store.db.query({
        sql: `select outcome, entity, project::text as project from audit_events where kind = $1 order by at, id`,
        params: [kind],
      })
    ).rows as never

  test('tells nodes with their version, memory and jobs', async () => {
    await world.app.upkeep.run()
    const health = await read('server')
    expect(health).toMatchObject({
      ok: true,
      store: { ok: true },
      clock: { state: 'steady' },
      version: expect.any(String),
    })
    const [node, ...others] = health.nodes.filter(({ answers }: { answers: boolean }) => answers)
    expect(others).toEqual([])
    expect(node).toMatchObject({ isQuiet: false, version: health.version, host: expect.stringMatching(/./) })
    expect(node.state.memoryBytes).toBeGreaterThan(1_000_000)
    const job = node.state.jobs.find(({ name }: { name: string }) => name === 'signing-keys')
    expect(job).toMatchObject({ failures: 0, rows: 0 })
    expect(Date.parse(job.nextAt) - Date.parse(job.ranAt)).toBe(60_000)
  })

  test('calls a node quiet that did not write for minutes, and forgets it after a day', async () => {
    const quiet = async (): Promise<readonly string[]> =>
      (await read('server')).nodes.flatMap(({ id, isQuiet }: { id: string; isQuiet: boolean }) => (isQuiet ? [id] : []))
    const id = crypto.randomUUID()
    const insert = (before: string) =>
      world.store.db.query({
        sql: `insert into nodes (id, host, version, started_at, seen_at, state)
          values ($1::uuid, 'gone', '0', now() - $2::interval, now() - $2::interval, '{"of":"another version"}')
          on conflict (id) do update set seen_at = excluded.seen_at`,
        params: [id, before],
      })
    await insert('10 minutes')
    expect(await quiet()).toEqual([id])
    await insert('25 hours')
    await world.app.upkeep.run()
    expect(await quiet()).toEqual([])
  })

  test('lists every project by name in pages, and finds a part of a name', async () => {
    for (const name of ['Zebra <b>', 'zebra two', 'Älpler'])
      must(
        await world.call('fhir/R4/Project/$init', {
          json: { resourceType: 'Parameters', parameter: [{ name: 'name', valueString: name }] },
          token: clinic.admin.token,
        }),
      )
    const found = await read('server/projects?name=ZEBRA')
    expect(found.projects.map(({ name }: { name: string }) => name)).toEqual(['Zebra <b>', 'zebra two'])
    const all = await read('server/projects?_count=100')
    expect(all.next).toBeUndefined()
    const names: string[] = []
    let next: string | undefined = 'server/projects?_count=2'
    while (next !== undefined) {
      const page: { projects: readonly { name: string }[]; next?: string } = await read(next)
      names.push(...page.projects.map(({ name }) => name))
      next = page.next?.split('/admin/')[1]
    }
    expect(names).toEqual(all.projects.map(({ name }: { name: string }) => name))
    expect(all.projects.filter(({ superAdmin }: { superAdmin?: boolean }) => superAdmin === true)).toHaveLength(1)
    expect(issueOf(await ask('server/projects?_cursor=invented')).reason).toBe('invalid_cursor')
    expect(issueOf(await ask('server/projects?owner=x')).reason).toBe('unknown_parameter')
  })

  test('switches a project off and on again; both audits have it', async () => {
    const owner = await world.actors.owner()
    const at = `server/projects/${owner.project}/status`
    const asOwner = (): Promise<Answer> => world.call('fhir/R4/Patient', { token: owner.token })
    must(await asOwner())
    must(await ask(at, { status: 'suspended' }))
    expect((await asOwner()).status).toBe(403)
    const { projects } = await read(`server/projects?_count=100`)
    expect(projects.find(({ id }: { id: string }) => id === owner.project).active).toBe(false)
    // A second time changes nothing, and says so to nobody.
    must(await ask(at, { status: 'suspended' }))
    must(await ask(at, { status: 'active' }))
    must(await asOwner())
    const entity = `Project/${owner.project}`
    const of = async (kind: string) => (await kinds(kind)).filter((event) => event.entity === entity)
    for (const kind of ['project.suspended', 'project.resumed'])
      expect(new Set((await of(kind)).map(({ project }) => project === owner.project))).toEqual(new Set([false, true]))
    expect(await of('project.resumed')).toHaveLength(2)
    expect(verdict(await ask('server/projects/nothing/status', { status: 'active' }))).toMatch(/^404/)
    expect((await ask(at, { status: 'gone' })).status).toBe(400)
  })

  describe('what is written in a project while it is switched off', () => {
    const listed = async (project: string): Promise<boolean> =>
      (await read('server/projects?_count=100')).projects.find(({ id }: { id: string }) => id === project).active
    const stored = async (project: string): Promise<string> =>
      (
        await world.store.db.query({
          sql: `select content::jsonb ->> 'status' as status from resources where type = 'Project' and id = $1`,
          params: [project],
        })
      ).rows[0]?.['status'] as string

    test.each([
      ['whatever the version is', false],
      ['if nobody was before', true],
    ])('by its owner at the same moment does not resume it: %s', async (_, isMatched) => {
      const owner = await world.actors.owner()
      const at = `fhir/R4/Project/${owner.project}`
      const { status: _status, ...before } = must(await world.call(at, { token: owner.token })).body
      const headers = isMatched ? { 'If-Match': `W/"${before.meta.versionId}"` } : {}
      const put = (name: string): Promise<Answer> =>
        world.call(at, { method: 'PUT', json: { ...before, name }, token: owner.token, headers })
      const [first, suspended, ...later] = await Promise.all([
        put('A'),
        ask(`server/projects/${owner.project}/status`, { status: 'suspended' }),
        ...['B', 'C', 'D', 'E', 'F', 'G', 'H'].map(put),
      ])
      must(suspended)
      for (const answer of [first, ...later])
        expect(verdict(answer)).toMatch(/^(200|403 .+|409 version_conflict|412 version_mismatch)$/)
      expect([await listed(owner.project), await stored(owner.project)]).toEqual([false, 'suspended'])
    })

    test('by those whom a node let in before it heard of it neither resumes it nor grants anything', async () => {
      const owner = await world.actors.owner()
      const at = `fhir/R4/Project/${owner.project}`
      const project = must(await world.call(at, { token: owner.token })).body
      const policy = { resourceType: 'AccessPolicy', name: 'All', resource: [{ resourceType: '*' }] }
      // As another node would, of which this one has not heard.
      for (const sql of [
        `update projects set active = false where id::text = $1`,
        `update resources set version = version + 1,
          content = jsonb_set(content::jsonb, '{status}', '"suspended"')::text where type = 'Project' and id = $1`,
      ])
        await world.store.db.query({ sql, params: [owner.project] })
      const put = (json: object): Promise<Answer> => world.call(at, { method: 'PUT', json, token: owner.token })
      for (const json of [project, { ...project, status: 'suspended' }])
        expect(verdict(await put(json))).toBe('403 inactive_project')
      const granting = await world.call('fhir/R4/AccessPolicy', { json: policy, token: owner.token })
      expect(verdict(granting)).toBe('403 inactive_project')
      expect([await listed(owner.project), await stored(owner.project)]).toEqual([false, 'suspended'])
    })

    test('resumes it by the operator alone, whatever lets it in', async () => {
      const resource: Project = { resourceType: 'Project', name: 'A' }
      const id = crypto.randomUUID()
      const change = { project: id, type: 'Project', id, after: resource, now: new Date() }
      for (const before of [
        { ...resource, status: 'suspended' as const },
        { ...resource, active: false },
      ])
        for (const after of [resource, { ...resource, status: 'active' as const }, { ...resource, active: true }])
          expect(await world.store.db.tx((tx) => projectGate(false)(tx, { ...change, before, after }))).toMatchObject({
            ok: false,
            refusal: { code: 'inactive_project' },
          })
    })
  })

  test('never switches off the project that administers the server', async () => {
    const { projects } = await read('server/projects?_count=100')
    const { id } = projects.find(({ superAdmin }: { superAdmin?: boolean }) => superAdmin === true)
    expect(verdict(await ask(`server/projects/${id}/status`, { status: 'suspended' }))).toContain('servers_own_project')
    const project = must(await world.call(`fhir/R4/Project/${id}`, { token: clinic.admin.token })).body
    const put = await world.call(`fhir/R4/Project/${id}`, {
      method: 'PUT',
      json: { ...project, status: 'suspended' },
      token: clinic.admin.token,
    })
    expect(verdict(put)).toContain('servers_own_project')
    must(await ask('server'))
  })

  test('publishes new keys before they are due, once, and signs on with the old ones', async () => {
    const own = must(await world.call('auth/me', { token: clinic.admin.token })).body.project.id
    const states = (keys: readonly { algorithm: string; state: string }[]) =>
      keys.map(({ algorithm, state }) => `${algorithm} ${state}`)
    expect(states((await read(`projects/${own}/signing-keys`)).keys)).toEqual(['ES256 signing', 'RS256 signing'])
    const rotate = async () => must(await ask('server/signing-keys/rotate', {})).body.keys
    // Two operators at once make no second ones.
    const [first, second] = await Promise.all([rotate(), rotate()])
    expect(second).toEqual(first)
    expect(states(first)).toEqual(['ES256 next', 'ES256 signing', 'RS256 next', 'RS256 signing'])
    expect(await rotate()).toEqual(first)
    expect(await kinds('signing_keys.rotated')).toHaveLength(2)
    const jwks = must(await world.call('.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid)
    expect(jwks.toSorted()).toEqual(first.map(({ kid }: { kid: string }) => kid).toSorted())
    // No private part, and nothing of the store.
    expect(Object.keys(first[0]).toSorted()).toEqual([
      'algorithm',
      'kid',
      'publishedUntil',
      'signsFrom',
      'signsUntil',
      'state',
    ])
  })

  test.each([
    ['GET', 'server'],
    ['GET', 'server/projects'],
    ['POST', 'server/projects/:id/status'],
    ['POST', 'server/signing-keys/rotate'],
  ] as const)('refuses an owner of another project, and strangers: %s admin/%s', async (method, path) => {
    const owner = await world.actors.owner()
    const to = path.replace(':id', owner.project)
    const json = method === 'POST' ? { json: { status: 'suspended' } } : {}
    const before = (await kinds('administration.refused')).length
    const answer = await world.call(`admin/${to}`, { ...json, token: owner.token })
    expect(verdict(answer)).toBe('403 needs_super_admin')
    expect((await world.call(`admin/${to}`, json)).status).toBe(401)
    expect((await kinds('administration.refused')).length).toBe(before + 1)
  })

  test('lets no machine of the operators switch a project off or rotate keys', async () => {
    const owner = { ...(await world.actors.owner()), token: clinic.admin.token }
    const own = must(await world.call('auth/me', { token: clinic.admin.token })).body.project.id
    const machine = await world.actors.machine({ ...owner, project: own }, { extra: { name: 'A pipeline' } })
    const token = await world.actors.machineToken(machine)
    for (const path of [`server/projects/${owner.project}/status`, 'server/signing-keys/rotate'])
      expect((await ask(path, { status: 'suspended' }, token)).status).toBe(403)
  })
})

describe.each(storesForWalks())('in the project that administers the server, on %s', (store) => {
  let office: Office
  beforeAll(async () => {
    office = await startOffice({ store })
    await office.world.store.db.query({
      sql: 'update projects set super_admin = true where id = $1::uuid',
      params: [office.owner.project],
    })
    // What the node remembers of the project is forgotten with a change.
    const own = await office.read(`Project/${office.owner.project}`)
    must(await office.fhir('owner', 'PUT', `Project/${office.owner.project}`, { ...own, name: 'The server' }))
  })
  afterAll(() => office.world.close())

  const changes = (): readonly [string, object][] => [
    [`server/projects/${crypto.randomUUID()}/status`, { status: 'suspended' }],
    ['server/signing-keys/rotate', {}],
  ]
  const ask = (token: string, path: string, json?: object): Promise<Answer> =>
    office.world.call(`admin/${path}`, { token, ...(json !== undefined && { json }) })

  test('only owners see the server, and set limits of other projects', async () => {
    for (const kind of EVERYBODY) {
      const isOwner = kind.startsWith('owner')
      const { token } = office.people[kind]
      const answers = [
        await ask(token, 'server'),
        await ask(token, 'server/projects'),
        await office.world.call(`fhir/R4/Project/${crypto.randomUUID()}/$rate-limits`, {
          json: { resourceType: 'Parameters', parameter: [{ name: 'botRunsAtOnce', valueInteger: 1 }] },
          token,
        }),
      ]
      const [server, projects, limits] = answers.map(verdict)
      expect([kind, server, projects]).toEqual(
        isOwner ? [kind, '200', '200'] : [kind, '403 needs_super_admin', '403 needs_super_admin'],
      )
      expect([kind, limits?.slice(0, 3)]).toEqual([kind, isOwner ? '404' : '403'])
    }
  })

  test('a machine changes nothing, also one that is an owner', async () => {
    const machine = await office.world.actors.machine(office.owner)
    const found = must(await office.fhir('owner', 'GET', `ProjectMembership?user=ClientApplication/${machine.id}`))
    const { resource } = found.body.entry[0]
    const admin = { ...resource, admin: true, accessPolicy: undefined }
    must(await office.fhir('owner', 'PUT', `ProjectMembership/${resource.id}`, admin))
    const token = await office.world.actors.machineToken(machine)
    must(await ask(token, 'server'))
    for (const [path, json] of changes()) expect(verdict(await ask(token, path, json))).toBe('403 person_needed')
  })

  test('an owner who proved who they are a while ago proves it again before anything changes', async () => {
    const { token } = office.people.owner
    for (const [path, json] of changes()) expect((await ask(token, path, json)).status).not.toBe(401)
    await office.world.travel(11 * 60_000)
    must(await ask(token, 'server'))
    for (const [path, json] of changes()) {
      const answer = await ask(token, path, json)
      expect([path, answer.status]).toEqual([path, 401])
      expect(answer.headers.get('www-authenticate')).toContain('max_age')
    }
  })
})
