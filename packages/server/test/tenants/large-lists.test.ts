/** Lists and searches of administrators where records are large, or where many are looked at for few that are found. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importUsers } from '../identity/importing.ts'
import { must } from '../identity/steps.ts'
import { type Office, startOffice } from './administrators.ts'

/** So that a page of them, which ends at 16 million characters, has fewer than 40. */
const ENLARGED = `replace(content, '"resourceType":', '"language":"' || repeat('A', 500000) || '","resourceType":')`

describe.each(storesForWalks())('large lists on %s', (store) => {
  let office: Office
  beforeAll(async () => {
    office = await startOffice({ store, shared: true })
  })
  afterAll(() => office.world.close())

  const run = (sql: string, ...params: readonly (string | number)[]) =>
    office.world.store.db.query({ sql, params: [...params] })
  const enlarge = (type: string, ids: string) =>
    run(`update resources set content = ${ENLARGED} where type = $1 and id = any($2::text[])`, type, ids)
  /** All that the pages of a list have, and how many there are. */
  async function pagesOf(
    path: string,
    rowsOf: (body: Record<string, unknown>) => readonly string[],
    nextOf: (next: string) => string,
  ): Promise<{ readonly rows: readonly string[]; readonly pages: number }> {
    const rows: string[] = []
    for (let [pages, at] = [1, path]; ; pages += 1) {
      const { body } = must(await office.admin('owner', 'GET', at))
      rows.push(...rowsOf(body))
      if (body.next === undefined) return { rows, pages }
      at = nextOf(body.next)
    }
  }
  const devices = (name: string) =>
    pagesOf(
      `devices?name=${name}`,
      (body) => (body['devices'] as readonly { id: string }[]).map(({ id }) => id),
      (next) => `devices?name=${name}&after=${next}`,
    )
  /** A device, and as many copies of it, whose ids come after its own. */
  async function makeDevices(name: string, copies: number): Promise<string> {
    const device = { resourceType: 'ClientApplication', kind: 'device', name }
    const { id } = must(await office.fhir('owner', 'POST', 'ClientApplication', device)).body
    const numbered = `(left(id::text, 24) || lpad(to_hex(n + 281474976000000), 12, '0'))`
    await run(
      `insert into resources (project, type, id, version, updated_at, terms, content, patients, extended)
        select project, type, ${numbered}, 1, updated_at, terms, content, patients, extended
        from resources, generate_series(1, $2::int) n where type = 'ClientApplication' and id = $1`,
      id,
      copies,
    )
    await run(
      `insert into clients (id, project, active, kind, auth_method, basic_allowed, first_party, created_at)
        select ${numbered}::uuid, project, active, kind, auth_method, basic_allowed, first_party, now()
        from clients, generate_series(1, $2::int) n where id = $1::uuid`,
      id,
      copies,
    )
    return id
  }

  test('a search of devices looks at no others than it finds', async () => {
    // The copies are in no index of names.
    const id = await makeDevices('Pump', 1_001)
    expect(await devices('pump')).toEqual({ rows: [id], pages: 1 })
    expect(await devices('centrifuge')).toEqual({ rows: [], pages: 1 })
    await run(`delete from clients where id::text like left($1, 24) || '%' and id::text <> $1`, id)
    await run(`delete from resources where id like left($1, 24) || '%' and id <> $1`, id)
  })

  test('a page of large devices is short, and the next goes on after it', async () => {
    const id = await makeDevices('Scanner', 40)
    await run(
      `update resources set content = ${ENLARGED} where type = 'ClientApplication' and id like left($1, 24) || '%'`,
      id,
    )
    const { rows, pages } = await devices('')
    expect(rows.filter((one) => one.slice(0, 24) === id.slice(0, 24))).toHaveLength(41)
    expect(new Set(rows).size).toBe(rows.length)
    expect(pages).toBe(2)
  })

  describe('a search of sign-ins', () => {
    /** More people than are looked up one by one: then the list is gone through, 100 sign-ins at a time. */
    const PEOPLE = 205
    const LARGE_ONES = 40
    const SIGN_INS = 60
    let signedIn: readonly string[]

    const people = (name: string, count: number) =>
      Array.from({ length: count }, (_, n) => ({
        resourceType: 'Patient',
        id: `${name}-${n}`,
        firstName: name,
        lastName: `Large${n}`,
        email: `${n}@${name}.example.org`,
        emailVerified: true,
      }))
    /** Their memberships; the records of some are large. */
    async function bring(name: string, count: number): Promise<readonly string[]> {
      const { token, project } = office.owner
      const { reports } = await importUsers(office.world.call, project, token, people(name, count))
      const idsOf = (references: readonly (string | undefined)[]) =>
        references.map((one = '') => one.split('/')[1] ?? '')
      await enlarge('Patient', `{${idsOf(reports.slice(0, LARGE_ONES).map(({ profile }) => profile)).join(',')}}`)
      return idsOf(reports.map(({ membership }) => membership))
    }
    /** As if they had signed in, so long ago. */
    const signIn = (members: readonly string[], ago: string) =>
      run(
        `insert into logins
          select (jsonb_populate_record(null::logins, to_jsonb(l) || jsonb_build_object('id', gen_random_uuid(), 'membership_id', m,
            'created_at', l.created_at - $3::interval, 'code_hash', null, 'handle_hash', null, 'refresh_family', null))).*
          from (select * from logins where membership_id = $1::uuid and root_id is not null and granted_at is not null limit 1) l,
            unnest($2::text[]) m`,
        office.people.nurse.membership,
        `{${members.join(',')}}`,
        ago,
      )

    beforeAll(async () => {
      signedIn = (await bring('quentin', PEOPLE)).slice(0, SIGN_INS)
      await signIn(signedIn, '1 hour')
    })

    const found = (query: string) =>
      pagesOf(
        `sign-ins?${query}&_count=100`,
        (body) => (body['signIns'] as readonly { member: string }[]).map(({ member }) => member),
        (next) => new URL(next).pathname.split(`${office.owner.project}/`)[1] + new URL(next).search,
      )

    test.each(['name=quentin', 'email=quentin.example'])('finds all whom %s means', async (query) => {
      expect([...(await found(query)).rows].sort()).toEqual([...signedIn].sort())
    })

    test('finds those in every app of a name', async () => {
      const apps = Array.from({ length: LARGE_ONES }, (_, n) => ({
        request: { method: 'POST', url: 'ClientApplication' },
        resource: { resourceType: 'ClientApplication', name: `Monitor ${n}` },
      }))
      const made = must(await office.fhir('owner', 'POST', '', { resourceType: 'Bundle', type: 'batch', entry: apps }))
      const ids: readonly string[] = made.body.entry.map(
        ({ response }: { response: { location: string } }) =>
          /ClientApplication\/([0-9a-f-]{36})/.exec(response.location)?.[1],
      )
      await enlarge('ClientApplication', `{${ids.join(',')}}`)
      const members = signedIn.slice(0, LARGE_ONES)
      await run(
        `update logins l set client_id = u.client::uuid
          from unnest($1::text[], $2::text[]) u(client, member) where l.membership_id = u.member::uuid`,
        `{${ids.join(',')}}`,
        `{${members.join(',')}}`,
      )
      expect([...(await found('client=monitor')).rows].sort()).toEqual([...members].sort())
    })

    test('ends a page that has read much, and goes on', async () => {
      const others = await bring('walter', LARGE_ONES)
      for (let times = 0; times < 3; times += 1) await signIn(others, '1 minute')
      const { rows, pages } = await found('email=quentin.example')
      expect([...rows].sort()).toEqual([...signedIn].sort())
      expect(pages).toBe(2)
    })
  })
})
