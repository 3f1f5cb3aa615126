/** Lists and searches of administrators where records are large, or where many are looked at for few that are found. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import { type Office, startOffice } from './administrators.ts'

/** So that a page of them, which ends at 16 million characters, has fewer than 40. */
const LARGE = 500_000

describe.each(storesForWalks())('large lists on %s', (store) => {
  let office: Office
  beforeAll(async () => {
    office = await startOffice({ store, shared: true })
  })
  afterAll(() => office.world.close())

  const run = (sql: string, ...params: readonly (string | number)[]) =>
    office.world.store.db.query({ sql, params: [...params] })
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
      `update resources set content = replace(content, '"resourceType":', '"description":"' || repeat('A', $2::int) || '","resourceType":')
        where type = 'ClientApplication' and id like left($1, 24) || '%'`,
      id,
      LARGE,
    )
    const { rows, pages } = await devices('')
    expect(rows.filter((one) => one.slice(0, 24) === id.slice(0, 24))).toHaveLength(41)
    expect(new Set(rows).size).toBe(rows.length)
    expect(pages).toBe(2)
  })
})
