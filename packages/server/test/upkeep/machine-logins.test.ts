import { type Answer, type Machine, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf, must } from '../identity/steps.ts'

const MINUTE = 60_000

describe.each(storesForWalks())('a machine’s token, on %s,', (store) => {
  let world: World
  let owner: Owner
  let machine: Machine
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
    machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
  })
  afterAll(() => world.close())

  const read = (token: string): Promise<Answer> => world.call('fhir/R4/Patient', { token })
  const revoke = (token: string): Promise<Answer> =>
    world.call('oauth2/revoke', { form: { token }, basic: machine.basic })
  const isActive = async (token: string): Promise<unknown> =>
    must(await world.call('oauth2/introspect', { form: { token }, basic: machine.basic })).body.active
  const loginOf = (token: string): string => (claimsOf(token) as { login_id: string }).login_id
  const isKept = async (token: string): Promise<boolean> => {
    const { rows } = await world.store.db.query({ sql: 'select 1 from logins where id = $1', params: [loginOf(token)] })
    return rows.length === 1
  }
  const secondsOf = (token: string): number => {
    const { exp, iat } = claimsOf(token) as { exp: number; iat: number }
    return exp - iat
  }
  const events = async (): Promise<readonly string[]> => {
    const again = await world.actors.signIn(owner.email, owner.password)
    const found = await world.call(`fhir/R4/AuditEvent?agent=ClientApplication/${machine.id}&_count=1000`, {
      token: must(again).body.access_token,
    })
    return (must(found).body.entry as { resource: { id: string } }[]).map(({ resource }) => JSON.stringify(resource))
  }

  test('can be revoked until it ends; an hour later its login is gone, and nothing else has changed', async () => {
    const [used, revoked] = [await world.actors.machineToken(machine), await world.actors.machineToken(machine)]
    expect(secondsOf(used)).toBe(secondsOf(revoked))
    for (const token of [used, revoked]) must(await read(token))
    await world.travel(secondsOf(used) * 1000 - MINUTE)
    for (const token of [used, revoked]) {
      expect(await isKept(token)).toBe(true)
      must(await read(token))
    }
    must(await revoke(revoked))
    expect((await read(revoked)).status).toBe(401)
    must(await read(used))
    expect(await isActive(used)).toBe(true)

    await world.travel(60 * MINUTE)
    for (const token of [used, revoked]) {
      expect((await read(token)).status).toBe(401)
      expect(await isKept(token)).toBe(true)
    }
    const before = await events()
    expect(before.length).toBeGreaterThan(6)

    await world.travel(3 * MINUTE)
    for (const token of [used, revoked]) {
      expect(await isKept(token)).toBe(false)
      expect((await read(token)).status).toBe(401)
      expect(await isActive(token)).toBe(false)
      expect((await revoke(token)).status).toBe(200)
    }
    // What it did stays written, with the login that it did it by.
    const after = await events()
    for (const event of before) expect(after).toContain(event)
    const { rows } = await world.store.db.query({
      sql: 'select kind from audit_events where project = $1 and login_id = $2 order by at',
      params: [owner.project, loginOf(used)],
    })
    expect(rows.map(({ kind }) => kind)).toContain('fhir.search')
    must(await read(await world.actors.machineToken(machine)))
  })

  test('has its upkeep told in the metrics', async () => {
    await world.travel(0)
    const { text } = await world.call('metrics')
    const value = (name: string, job: string): number =>
      Number(new RegExp(`^damson_upkeep_${name}\\{job="${job}"\\} (\\S+)$`, 'm').exec(text)?.[1])
    expect(value('rows_total', 'machine-logins')).toBeGreaterThanOrEqual(2)
    expect(value('failures_total', 'machine-logins')).toBe(0)
    expect(value('last_seconds', 'machine-logins')).toBeGreaterThan(0)
    expect(value('last_success_timestamp_seconds', 'machine-logins') * 1000).toBeGreaterThan(Date.now())
    expect(value('last_success_timestamp_seconds', 'audit-partitions')).toBeGreaterThan(0)
  })
})
