import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import { developerMode } from '../traces/tracing.ts'
import { accessClaims, type BearerClinic, startBearerClinic } from './bearer-clinic.ts'

describe('tokens of a named issuer', () => {
  let clinic: BearerClinic
  beforeAll(async () => {
    clinic = await startBearerClinic({ env: { DAMSON_THROTTLE_EXCHANGES_PER_CLIENT: '8' } })
  })
  afterAll(() => clinic.close())

  test('that are made up cost a bounded number of checks, keys and events, and keep nobody out who is in', async () => {
    const ada = await clinic.person()
    const own = await ada.token()
    must(await clinic.ask(own))
    const asked = (): number =>
      clinic.desk.received.filter(({ endpoint }) => endpoint === 'jwks' || endpoint === 'discovery').length
    const failures = async (): Promise<number> =>
      must(await clinic.read('fhir/R4/AuditEvent?_count=200&subtype=110122&outcome=4')).body.entry?.length ?? 0
    const before = { asked: asked(), rows: await clinic.federated.written() }
    const verdicts: string[] = []
    for (let i = 0; i < 7; i += 1)
      verdicts.push(verdict(await clinic.ask(await ada.token({}, { signature: 'unknown kid' }))))
    expect(verdicts).toEqual(Array.from({ length: 7 }, () => '401 unknown_key'))
    // This provider says that nothing of it may be kept: once for each that is checked, and for those that are not, never.
    const once = asked()
    expect(once - before.asked).toBeLessThanOrEqual(14)
    for (let i = 0; i < 13; i += 1)
      expect((await clinic.ask(await ada.token({}, { signature: 'unknown kid' }))).status).toBe(429)
    expect(asked()).toBe(once)
    expect(await clinic.federated.written()).toBe(before.rows)
    expect(await failures()).toBeLessThanOrEqual(8)
    must(await clinic.ask(own))
    const answer = await clinic.ask(await ada.token())
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([429, true])
    must(await clinic.read('auth/me'))
  })

  test('say in the trace precisely what was wrong', async () => {
    const { person, ask, ward, federated, sql } = clinic
    must(await developerMode(federated.world.call, federated.owner))
    const ada = await person()
    await sql('delete from traces')
    const answer = await ask(await ward.mint(accessClaims(ward, ada, { nonce: 'x' })), 'auth/me', 'project')
    expect(answer.status).toBe(401)
    expect(answer.text).not.toContain('id token')
    const steps = await sql('select step from traces where project = $1', federated.owner.project)
    expect(JSON.stringify(steps)).toContain('The claims do not say that this is an access token')
  })

  test('are refused for a while where the keys cannot be had, and those that signed in go on', async () => {
    const { person, ask, ward } = clinic
    const ada = await person()
    const token = (): Promise<string> => ward.mint(accessClaims(ward, ada))
    const earlier = await token()
    must(await ask(earlier, 'auth/me', 'project'))
    ward.misbehave({ faults: { discovery: 'error', jwks: 'error' } })
    // Keys that are not to be kept are, for a moment.
    await clinic.federated.world.travel(11_000)
    const answer = await ask(await token(), 'auth/me', 'project')
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([503, true])
    must(await ask(earlier, 'auth/me', 'project'))
  })
})
