import { startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

describe.each(storesUnderTest())('on %s', (store) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ store })
  })
  afterAll(() => world.close())

  test('a person registers, makes a project and writes a patient', async () => {
    const owner = await world.actors.owner()
    const made = await world.call('fhir/R4/Patient', {
      json: { resourceType: 'Patient', name: [{ family: 'Lovelace' }] },
      token: owner.token,
    })
    expect(made.status, made.text).toBe(201)
    const read = await world.call(`fhir/R4/Patient/${made.body.id}`, { token: owner.token })
    expect(read.body).toMatchObject({ name: [{ family: 'Lovelace' }] })
    const found = await world.call('fhir/R4/Patient?name=love', { token: owner.token })
    expect(found.body.entry).toHaveLength(1)
    const audit = await world.call('fhir/R4/AuditEvent', { token: owner.token })
    console.log(
      audit.body.entry
        .map((e: any) =>
          [
            e.resource.subtype.map((s: any) => s.code).join(),
            e.resource.outcome,
            e.resource.outcomeDesc,
            JSON.stringify(e.resource.agent[0].who),
            JSON.stringify(e.resource.entity?.[0]),
          ].join(' '),
        )
        .join('\n'),
    )
    const machine = await world.actors.machine(owner)
    const token = await world.actors.machineToken(machine)
    const asMachine = await world.call(`fhir/R4/Patient/${made.body.id}`, { token })
    expect(asMachine.status, asMachine.text).toBe(200)
  })
})
