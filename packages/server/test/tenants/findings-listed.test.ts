/** The lists of clients, members and policies, asked by a finding of the posture: what it counts, and no more than one may see. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Grantee } from '#domain/access'
import { membersFound } from '#domain/posture'
import { must, verdict } from '../identity/steps.ts'
import { type Kind, type Office, startOffice } from './administrators.ts'

describe.each(storesForWalks())('lists asked by a finding on %s', (store) => {
  let office: Office
  beforeAll(async () => {
    office = await startOffice({ store })
  })
  afterAll(() => office.world.close())

  const sql = (text: string, ...params: readonly string[]) => office.world.store.db.query({ sql: text, params })
  const ask = (path: string, by: Kind = 'owner'): Promise<Answer> => office.admin(by, 'GET', path)
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
  const finding = async (code: string, by: Kind = 'owner'): Promise<any> =>
    must(await ask('posture', by)).body.findings.find((one: { code: string }) => one.code === code)

  /** The references of a list, read in pages of one or more. */
  async function listed(
    list: 'clients' | 'members' | 'policies',
    code: string,
    { by = 'owner', count = 1 }: { readonly by?: Kind; readonly count?: number } = {},
  ): Promise<readonly string[]> {
    const TYPES = { clients: 'ClientApplication', members: 'ProjectMembership', policies: 'AccessPolicy' }
    const all: string[] = []
    let next: string | undefined = `${list}?finding=${code}&_count=${count}`
    for (let pages = 0; next !== undefined; pages += 1) {
      expect(pages).toBeLessThan(40)
      const { body }: Answer = must(await ask(next, by))
      const rows: readonly { id: string; reference?: string }[] = body[list]
      expect(rows.length).toBeLessThanOrEqual(count)
      all.push(...rows.map(({ id, reference = `${TYPES[list]}/${id}` }) => reference))
      next = body.next?.split(`/admin/projects/${office.owner.project}/`)[1]
    }
    return all
  }
  const affectedBy = async (code: string, by?: Kind): Promise<readonly string[]> => {
    const { affected = [], count = 0 } = (await finding(code, by)) ?? {}
    expect(affected.length).toBe(Math.min(count, 10))
    return affected.map(({ reference }: { reference: string }) => reference)
  }

  const client = async (name: string, extra: object = {}): Promise<string> =>
    must(
      await office.admin('owner', 'POST', 'client', {
        kind: 'server',
        name,
        accessPolicy: { reference: office.ward },
        ...extra,
      }),
    ).body.id

  test('have the clients that nobody looked after, the longest first, in pages, and lose none that were made at once', async () => {
    const ids: string[] = []
    for (const name of ['A', 'B', 'C', 'D', 'E']) ids.push(await client(name))
    const [a = '', b = '', c = '', d = '', e = ''] = ids
    const made = (id: string, ago: string) =>
      sql(`update clients set created_at = now() - $2::interval where id = $1::uuid`, id, ago)
    const aged = (id: string, at: string) =>
      sql(`update client_secrets set created_at = $2::timestamptz where client_id = $1::uuid`, id, at)
    for (const id of ids) await made(id, '200 days')
    // Within one millisecond: cursors tell no less.
    await aged(c, '2020-01-01T00:00:00.000900Z')
    await aged(a, '2020-01-01T00:00:00.000100Z')
    await aged(b, '2020-01-01T00:00:00.000500Z')
    await aged(d, '2019-01-01T00:00:00Z')
    const use = (id: string, ago: string) =>
      sql(
        `insert into client_uses (client_id, project, used_at, how, address, program)
          values ($1::uuid, $2::uuid, now() - $3::interval, 'secret', '', '')`,
        id,
        office.owner.project,
        ago,
      )
    await use(e, '1 day')
    await use(a, '100 days')
    await use(b, '120 days')
    const as = (of: readonly string[]): readonly string[] => of.map((id) => `ClientApplication/${id}`)
    for (const count of [1, 2, 20]) {
      expect(await listed('clients', 'old_secret', { count })).toEqual(as([d, ...[a, b, c].toSorted()]))
      expect(await listed('clients', 'unused_client', { count })).toEqual(as([...[c, d].toSorted(), b, a]))
    }
    expect(await affectedBy('old_secret')).toEqual(await listed('clients', 'old_secret'))
    expect(await affectedBy('unused_client')).toEqual(await listed('clients', 'unused_client'))

    // A developer sees their own clients alone.
    const own = must(await office.admin('app-developer', 'POST', 'client', { kind: 'server', name: 'Own' }))
    await aged(own.body.id, '2018-01-01T00:00:00Z')
    expect(await listed('clients', 'old_secret', { by: 'app-developer' })).toEqual(as([own.body.id]))
    expect(await listed('clients', 'unused_client', { by: 'app-developer' })).toEqual([])
    const { body } = must(await ask(`clients?finding=old_secret&_count=1`))
    expect(body.clients[0]).toMatchObject({ id: own.body.id, name: 'Own', secretCreatedAt: '2018-01-01T00:00:00.000Z' })
    for (const id of [...ids, own.body.id]) await sql('update clients set active = false where id = $1::uuid', id)
    expect(await listed('clients', 'old_secret')).toEqual([])
  })

  test('have the people without a second factor, group by group, and who waits for one where it is demanded', async () => {
    // Patients are not sent a code in a new browser.
    const at = `Project/${office.owner.project}`
    const before = must(await office.fhir('owner', 'GET', at)).body
    const rest = (before.setting ?? []).filter(({ name }: { name: string }) => name !== 'newBrowserCode')
    const setting = [...rest, { name: 'newBrowserCode', valueString: 'Practitioner' }]
    must(await office.fhir('owner', 'PUT', at, { ...before, setting }))
    const patient = await office.member({ resourceType: 'Patient', accessPolicy: { reference: office.unlisted } })
    const staff = await listed('members', 'no_second_factor', { count: 3 })
    const { count } = await finding('no_second_factor')
    expect(staff).toHaveLength(count)
    expect(staff.slice(0, 10)).toEqual(await affectedBy('no_second_factor'))
    expect(staff.at(-1)).toBe(`ProjectMembership/${office.people.nurse.membership}`)
    const patients = [`ProjectMembership/${patient.membership}`]
    expect(await listed('members', 'patient_password_alone')).toEqual(patients)
    expect(await affectedBy('patient_password_alone')).toEqual(patients)
    expect(await listed('members', 'second_factor_pending')).toEqual([])
    const { body } = must(await ask('members?finding=patient_password_alone'))
    expect(body.members[0]).toMatchObject({ profile: { reference: patient.profile, display: 'A B' }, pending: false })

    // A project that demands a factor asks for it before it answers.
    const demanded = async (code: Parameters<typeof membersFound>[2]): Promise<readonly string[]> => {
      const setting = [{ name: 'mfaRequired', valueBoolean: true }]
      const project = { resourceType: 'Project', id: office.owner.project, setting } as const
      const grantee = { role: 'owner' } as Grantee
      const found = membersFound(office.world.store.db, { grantee, project, now: new Date() }, code)
      const first = await found(undefined, 2)
      return [...first, ...(await found(first.at(-1), 100))].map(({ id }) => `ProjectMembership/${id}`)
    }
    expect(await demanded('second_factor_pending')).toEqual([...staff, ...patients])
    expect(await demanded('no_second_factor')).toEqual([])
    expect(await demanded('patient_password_alone')).toEqual([])
    must(await office.fhir('owner', 'PUT', at, before))
  })

  test('have the policies with every type that others than administrators have', async () => {
    const everything = (): Promise<string> => office.world.actors.policy(office.owner, [{ resourceType: '*' }])
    const [held, unheld, also] = [await everything(), await everything(), await everything()]
    for (const reference of [held, also]) await office.member({ accessPolicy: { reference } })
    expect(await listed('policies', 'wildcard_policy')).toEqual([held, also].toSorted())
    expect((await affectedBy('wildcard_policy')).toSorted()).toEqual([held, also].toSorted())
    expect(await listed('policies', 'wildcard_policy', { count: 20 })).not.toContain(unheld)
    const { body } = must(await ask('policies?finding=wildcard_policy&_count=1'))
    expect(body.policies).toEqual([{ reference: [held, also].toSorted()[0], display: expect.any(String) }])

    // Behind more of them than the posture looks at, too, which does not call that sound.
    const many = await Promise.all(Array.from({ length: 56 }, everything))
    const last = many.toSorted().at(-1) ?? ''
    await office.member({ accessPolicy: { reference: last } })
    expect(await listed('policies', 'wildcard_policy', { count: 20 })).toContain(last)
    expect((await finding('wildcard_policy')).title).toContain('More than')
  })

  test('tell each administrator no more than their role and policy do, and each other project nothing', async () => {
    const verdicts = async (by: Kind): Promise<readonly string[]> =>
      Promise.all(
        ['clients?finding=old_secret', 'members?finding=no_second_factor', 'policies?finding=wildcard_policy'].map(
          async (path) => verdict(await ask(path, by)).split(' ')[0] ?? '',
        ),
      )
    expect(await verdicts('identity-administrator')).toEqual(['200', '200', '200'])
    expect(await verdicts('help-desk')).toEqual(['403', '200', '200'])
    expect(await verdicts('app-developer')).toEqual(['200', '403', '403'])
    for (const by of ['privacy-officer', 'deployer', 'nurse'] as const)
      expect([by, ...(await verdicts(by))]).toEqual([by, '403', '403', '403'])
    const { world, owner, people } = office
    const stranger = await world.actors.owner()
    const at = `admin/projects/${owner.project}/policies?finding=wildcard_policy`
    expect((await world.call(at, { token: stranger.token })).status).toBe(404)
    const own = `admin/projects/${stranger.project}/members?finding=no_second_factor`
    const theirs = must(await world.call(own, { token: stranger.token })).body.members
    expect(theirs).toHaveLength(1)

    // A help desk, as its finding, is not told which administrators above it have one proof alone.
    const { count } = await finding('no_second_factor', 'help-desk')
    const told = await listed('members', 'no_second_factor', { by: 'help-desk', count: 20 })
    expect(told).toHaveLength(count)
    expect(told).not.toContain(`ProjectMembership/${people.owner.membership}`)
    expect(told).not.toContain(`ProjectMembership/${people.deployer.membership}`)

    // Within a policy that shows some memberships, a page has no gaps.
    const ward = { accessPolicy: { reference: office.ward } }
    const [one, , three] = [await office.member(ward), await office.member(ward), await office.member(ward)]
    const shown = [one, three, people.nurse].map(({ membership }) => membership).toSorted()
    const narrow = await world.actors.policy(owner, [
      { resourceType: 'ProjectMembership', criteria: `ProjectMembership?_id=${shown.join(',')}` },
    ])
    const limited = await office.member({ admin: true, accessPolicy: { reference: narrow } })
    const path = `admin/projects/${owner.project}/members?finding=no_second_factor&_count=2`
    const { body } = must(await world.call(path, { token: limited.token }))
    const rest = must(await world.call(body.next.slice(world.baseUrl.length), { token: limited.token })).body
    expect([body, rest].map(({ members }) => members.map(({ id }: { id: string }) => id))).toEqual([
      shown.slice(0, 2),
      shown.slice(2),
    ])
    expect(rest.next).toBeUndefined()
  })

  test('refuse other findings, a second filter, and cursors of another list', async () => {
    const { body } = must(await ask('members?finding=no_second_factor&_count=1'))
    const next: string = body.next.split('/members')[1]
    for (const [path, reason] of [
      ['clients?finding=no_second_factor', 'invalid_finding'],
      ['clients?finding=', 'invalid_finding'],
      ['clients?finding=old_secret&name=a', 'invalid_finding'],
      ['clients?finding=old_secret&basic=true', 'invalid_finding'],
      ['members?finding=old_secret', 'invalid_finding'],
      ['members?finding=no_second_factor&pending=true', 'invalid_pending'],
      ['policies', 'invalid_finding'],
      ['policies?finding=no_mail', 'invalid_finding'],
      ['policies?finding=wildcard_policy&name=a', 'unknown_parameter'],
      [`members${next.replace('no_second_factor', 'second_factor_pending')}`, 'invalid_cursor'],
      [`policies${next.replace('no_second_factor', 'wildcard_policy')}`, 'invalid_cursor'],
    ] as const)
      expect([path, verdict(await ask(path))]).toEqual([path, `400 ${reason}`])
  })
})
