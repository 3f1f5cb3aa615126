import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import { type Kind, type Office, type Person, startOffice } from './administrators.ts'

/** More than are found one by one: then the list of sign-ins is gone through. */
const MANY = 201

/** Sign-ins and devices of a project are found by name, and by nobody who may not know the name. */
describe.each(storesForWalks())('the search of sign-ins and devices on %s', (store) => {
  let office: Office
  let zelda: Person
  let deployer: Person
  let app: string
  beforeAll(async () => {
    office = await startOffice({ store, shared: true })
    const accessPolicy = { reference: office.ward }
    zelda = await office.member({ firstName: 'Zelda', lastName: 'Åkerlund', accessPolicy })
    deployer = await office.member({ firstName: 'Zelda', lastName: 'Above', adminRole: 'deployer' })
    app = must(
      await office.admin('owner', 'POST', 'client', {
        name: 'Ward board',
        kind: 'app',
        redirectUris: ['https://board.example/callback'],
      }),
    ).body.id
    // As if they had signed in with the app.
    const sql = 'update logins set client_id = $1::uuid where membership_id = $2::uuid'
    await office.world.store.db.query({ sql, params: [app, zelda.membership] })
  })
  afterAll(() => office.world.close())

  const ask = (by: Kind, query: Record<string, string>, list = 'sign-ins'): Promise<Answer> =>
    office.admin(by, 'GET', `${list}?${new URLSearchParams(query).toString()}`)
  const found = async (by: Kind, query: Record<string, string>): Promise<readonly string[]> => {
    const members: string[] = []
    for (let answer = must(await ask(by, query)); ; ) {
      members.push(...answer.body.signIns.map(({ member }: { member: string }) => member))
      const { next } = answer.body
      if (next === undefined) return members
      answer = must(
        await office.world.call(new URL(next).pathname.slice(1) + new URL(next).search, {
          token: office.people[by].token,
        }),
      )
    }
  }

  test('finds people by the beginnings of their names, by an address and by a part of one, and apps by a part of a name', async () => {
    for (const query of [
      { name: 'åker zel' },
      { name: zelda.email.toUpperCase() },
      { email: zelda.email.slice(3, -4) },
      { client: 'RD BO' },
    ])
      expect([query, await found('owner', query)]).toEqual([query, [zelda.membership]])
    expect([...(await found('owner', { name: 'Zelda', _count: '1' }))].sort()).toEqual(
      [zelda.membership, deployer.membership].sort(),
    )
    for (const query of [{ name: 'kerlund' }, { email: 'nobody@nowhere' }, { client: 'laboratory' }])
      expect([query, await found('owner', query)]).toEqual([query, []])
  })

  test('finds nobody above the role of whoever asks, and no app whose name they may not see', async () => {
    for (const by of ['identity-administrator', 'help-desk'] as const)
      for (const query of [{ name: 'zelda' }, { email: '@example.org' }]) {
        const told = await found(by, query)
        expect([by, told.includes(deployer.membership)]).toEqual([by, false])
        expect([by, told.includes(zelda.membership)]).toEqual([by, true])
      }
    expect(await found('identity-administrator', { client: 'ward' })).toEqual([zelda.membership])
    expect(await found('help-desk', { client: 'ward' })).toEqual([])
  })

  test('finds no record that a policy hides, by its name or its address', async () => {
    const patient = await office.member({ resourceType: 'Patient', firstName: 'Zelda', lastName: 'Hidden' })
    expect(await found('owner', { name: 'zelda hidden' })).toEqual([patient.membership])
    // Its policy allows no Patient and no User.
    expect(await found('limited', { name: 'zelda hidden' })).toEqual([])
    expect(await found('limited', { email: patient.email })).toEqual([])
    expect(await found('limited', { name: 'zelda åker' })).toEqual([zelda.membership])
  })

  test('stays in its project', async () => {
    const { token, project } = await office.world.actors.owner()
    const { project: own } = office.owner
    const other = (query: string, of = project) =>
      office.world.call(`admin/projects/${of}/sign-ins?${query}`, { token })
    for (const query of ['name=zelda', `email=${zelda.email}`, 'client=ward'])
      expect(must(await other(query)).body).toEqual({ signIns: [] })
    expect((await other('name=zelda', own)).status).toBeGreaterThanOrEqual(403)
    const { body } = must(await ask('owner', { name: 'Zelda', _count: '1' }))
    const cursor = new URL(body.next).searchParams.get('_cursor') ?? ''
    expect(verdict(await other(new URLSearchParams({ name: 'Zelda', _cursor: cursor }).toString()))).toBe(
      '400 invalid_cursor',
    )
    expect(verdict(await ask('owner', { name: 'Zel', _cursor: cursor }))).toBe('400 invalid_cursor')
    expect(verdict(await ask('owner', { _cursor: cursor }))).toBe('400 invalid_cursor')
  })

  test('refuses what it cannot search for, and those who end no sign-ins', async () => {
    const refusals: readonly (readonly [Record<string, string>, string])[] = [
      [{ name: 'a', client: 'b' }, '400 invalid_name'],
      [{ name: 'a', email: 'a@b' }, '400 invalid_name'],
      [{ name: 'x'.repeat(101) }, '400 invalid_name'],
      [{ client: 'x'.repeat(101) }, '400 invalid_name'],
      [{ client: 'a\nb' }, '400 invalid_name'],
      [{ email: 'ab' }, '400 invalid_email'],
      [{ email: 'a b@c' }, '400 invalid_email'],
      [{ person: 'a' }, '400 unknown_parameter'],
    ]
    for (const [query, expected] of refusals)
      expect([query, verdict(await ask('owner', query))]).toEqual([query, expected])
    for (const by of ['nurse', 'privacy-officer', 'app-developer', 'deployer'] as const)
      expect((await ask(by, { name: 'zelda' })).status).toBe(403)
  })

  test('keeps in the audit what was searched for', async () => {
    must(await ask('owner', { name: 'zelda audited' }))
    must(await ask('owner', { name: 'pump audited' }, 'devices'))
    const { text } = must(await office.fhir('owner', 'GET', 'AuditEvent?_sort=-date&_count=20'))
    for (const query of ['name=zelda+audited', 'name=pump+audited'])
      expect(text).toContain(Buffer.from(query).toString('base64'))
  })

  test('goes through the list where more are found than are looked up', async () => {
    const one = (at: number) => ({
      resourceType: 'Patient',
      id: `many-${at}`,
      firstName: 'Zelda',
      lastName: `Many${at}`,
      email: `many-${at}@crowd.example.org`,
      emailVerified: true,
    })
    const raw = Array.from({ length: MANY }, (_, at) => `${JSON.stringify(one(at))}\n`).join('')
    const headers = { 'Content-Type': 'application/x-ndjson' }
    const at = `admin/projects/${office.owner.project}/import-users`
    must(await office.world.call(at, { method: 'POST', raw, headers, token: office.owner.token }))
    const apps = Array.from({ length: MANY }, (_, n) => ({
      request: { method: 'POST', url: 'ClientApplication' },
      resource: { resourceType: 'ClientApplication', name: `Ward screen ${n}` },
    }))
    must(await office.fhir('owner', 'POST', '', { resourceType: 'Bundle', type: 'batch', entry: apps }))
    // Those who have signed in, page after page.
    const of = async (by: Kind, query: Record<string, string>) =>
      (await found(by, { ...query, _count: '2' }))
        .filter((id) => [zelda, deployer].some(({ membership }) => membership === id))
        .sort()
    expect(await of('owner', { name: 'zelda' })).toEqual([zelda.membership, deployer.membership].sort())
    expect(await of('help-desk', { name: 'zelda' })).toEqual([zelda.membership])
    expect(await of('owner', { email: 'example.org' })).toEqual([zelda.membership, deployer.membership].sort())
    expect(await of('help-desk', { email: 'example.org' })).toEqual([zelda.membership])
    expect(await of('owner', { email: 'crowd.example.org' })).toEqual([])
    expect(await of('owner', { client: 'screen' })).toEqual([])
    expect(await of('owner', { client: 'ward' })).toEqual([zelda.membership])
  })

  test('finds devices by a part of their name, page after page', async () => {
    for (const name of ['Analyzer, room 12', 'Pump'])
      must(
        await office.admin('owner', 'POST', 'client', {
          name,
          kind: 'device',
          accessPolicy: { reference: office.ward },
        }),
      )
    const names = async (by: Kind, name: string): Promise<readonly string[]> =>
      must(await ask(by, { name }, 'devices')).body.devices.map((device: { name: string }) => device.name)
    expect(await names('owner', 'ROOM 1')).toEqual(['Analyzer, room 12'])
    expect(await names('owner', 'room 99')).toEqual([])
    expect(verdict(await ask('owner', { name: 'x'.repeat(101) }, 'devices'))).toBe('400 invalid_name')
    expect((await ask('help-desk', { name: 'room' }, 'devices')).status).toBe(403)
    const { token, project } = await office.world.actors.owner()
    expect(must(await office.world.call(`admin/projects/${project}/devices?name=room`, { token })).body).toEqual({
      devices: [],
    })
  })
})
