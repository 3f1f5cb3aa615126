import { storesUnderTest } from '@damson/testkit'
import { MedplumClient, OperationOutcomeError } from '@medplum/core'
import type { Binary, Observation } from '@medplum/fhirtypes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ActingClinic, startActingClinic } from '../acting/acting-clinic.ts'
import { must } from '../identity/steps.ts'

const SYSTEM = 'urn:bots'
const HL7 = 'x-application/hl7-v2+er7'
const MESSAGE = 'MSH|^~\\&|LAB|HOSP|EHR|CLINIC|20261129||ORU^R01|4711|P|2.5.1\rPID|1||42||Lovelace^Ada'

const WRITES = `
export async function handler(client, event) {
  const made = await client.createResource({
    resourceType: 'Observation', status: 'final', code: { text: 'weight' },
    subject: { reference: event.input.patient }, valueString: event.input.value,
  })
  const binary = await client.createBinary({
    data: 'kept', contentType: 'text/plain', securityContext: { reference: event.input.patient },
  })
  return { made: made.id, binary: binary.id, requester: event.requester.reference, trace: event.traceId }
}`
const BYTES = 'export const handler = async (client, event) => new Uint8Array([...event.input].reverse())'
const ACKNOWLEDGES = 'export const handler = async (client, event) => event.input.buildAck()'
const CALLS = `
export const handler = (client, event) => client.executeBot({ system: '${SYSTEM}', value: 'writes' }, event.input)`

describe.each(storesUnderTest())('the unmodified @medplum/core with Bots that really run, on %s', (store) => {
  let clinic: ActingClinic
  let patient: string
  const bots = new Map<string, string>()
  beforeAll(async () => {
    clinic = await startActingClinic({ store })
    patient = `Patient/${(await clinic.made({ resourceType: 'Patient' })).id}`
    const entries = ['Patient', 'Observation', 'Binary'].map((resourceType) => ({ resourceType }))
    await made('writes', WRITES, entries)
    await made('as-user', WRITES, entries, { runAsUser: true })
    await made('bytes', BYTES, entries)
    await made('acknowledges', ACKNOWLEDGES, entries)
    await made('calls', CALLS, [{ resourceType: 'Bot', interaction: ['read'] }])
  })
  afterAll(() => clinic.close())

  async function made(name: string, code: string, entries: readonly object[], fields: object = {}): Promise<void> {
    const { owner, call } = clinic
    const accessPolicy = { reference: await clinic.actors.policy(owner, entries) }
    const { body } = must(
      await call(`admin/projects/${owner.project}/bot`, { json: { name, accessPolicy }, token: owner.token }),
    )
    must(await clinic.change(`Bot/${body.id}`, { identifier: [{ system: SYSTEM, value: name }], ...fields }))
    must(await clinic.fhir(`Bot/${body.id}/$deploy`, { json: { code, filename: 'index.js' } }))
    bots.set(name, body.id)
  }
  const idOf = (name: string): string => bots.get(name) ?? ''
  const sdkOf = (token: string, headers: Record<string, string> = {}): MedplumClient =>
    new MedplumClient({ baseUrl: clinic.baseUrl, accessToken: token, cacheTime: 0, defaultHeaders: headers })
  const metaOf = async (path: string) =>
    must(await clinic.fhir(path, { headers: { 'X-Medplum': 'extended' } })).body.meta

  test('executes by id and by identifier; the Bot writes resources and Binaries as itself', async () => {
    const medplum = sdkOf(clinic.owner.token)
    const first = await medplum.executeBot(idOf('writes'), { patient, value: '1' })
    const second = await medplum.executeBot({ system: SYSTEM, value: 'writes' }, { patient, value: '2' })
    for (const [answer, value] of [
      [first, '1'],
      [second, '2'],
    ]) {
      expect(await medplum.readResource('Observation', answer.made)).toMatchObject<Partial<Observation>>({
        valueString: value,
      })
      expect((await metaOf(`Observation/${answer.made}`)).author).toEqual({ reference: `Bot/${idOf('writes')}` })
      expect(await medplum.readResource('Binary', answer.binary)).toMatchObject<Partial<Binary>>({
        securityContext: { reference: patient },
      })
    }
    // By a Bot that calls it too.
    const nested = await medplum.executeBot(idOf('calls'), { patient, value: '3' })
    expect(nested.requester).toBe(`Bot/${idOf('calls')}`)
  })

  test('sends bytes and HL7 v2, and gets them', async () => {
    const medplum = sdkOf(clinic.owner.token)
    const sent = await medplum.executeBot(idOf('bytes'), new Uint8Array([99, 98, 97]), 'application/octet-stream')
    expect(sent).toBe('abc')
    expect(await medplum.executeBot(idOf('acknowledges'), MESSAGE, HL7)).toMatch(/\rMSA\|AA\|4711\|/)
    const failed = await medplum.executeBot(idOf('writes'), { value: 'no patient' }).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(OperationOutcomeError)
    expect(JSON.stringify((failed as OperationOutcomeError).outcome)).toContain('bot_threw')
  })

  test('acts for a person per request and in default headers: a Bot with runAsUser does what all three may', async () => {
    const machine = await clinic.acting(
      [
        { resourceType: 'Bot', interaction: ['read'] },
        ...['Patient', 'Observation', 'Binary'].map((resourceType) => ({ resourceType })),
      ],
      [{ how: 'asserted', profileType: ['Practitioner'] }],
    )
    const entries = [{ resourceType: 'Bot', interaction: ['read'] }, { resourceType: 'Patient' }]
    const may = {
      reference: await clinic.actors.policy(clinic.owner, [
        ...entries,
        { resourceType: 'Observation' },
        { resourceType: 'Binary' },
      ]),
    }
    const mayNot = { reference: await clinic.actors.policy(clinic.owner, entries) }
    const [nurse, trainee] = [await clinic.member({ accessPolicy: may }), await clinic.member({ accessPolicy: mayNot })]
    const headers = { 'X-Medplum-On-Behalf-Of': nurse.profile }
    const perRequest = await sdkOf(machine.token).executeBot(
      idOf('as-user'),
      { patient, value: 'per request' },
      undefined,
      { headers },
    )
    const byDefault = await sdkOf(machine.token, headers).executeBot(idOf('as-user'), { patient, value: 'by default' })
    for (const { made: id, requester } of [perRequest, byDefault]) {
      expect(requester).toBe(nurse.profile)
      expect(await metaOf(`Observation/${id}`)).toMatchObject({
        author: { reference: `Bot/${idOf('as-user')}` },
        onBehalfOf: { reference: nurse.profile },
      })
    }
    const refused = await sdkOf(machine.token, { 'X-Medplum-On-Behalf-Of': trainee.profile })
      .executeBot(idOf('as-user'), { patient, value: 'refused' })
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(OperationOutcomeError)
    expect(must(await clinic.fhir('Observation?value-string=refused')).body.entry).toBeUndefined()
  })

  test('asks until a call that is answered later has its answer', async () => {
    const medplum = sdkOf(clinic.owner.token)
    const answer = await medplum.executeBot(idOf('writes'), { patient, value: 'later' }, undefined, {
      headers: { Prefer: 'respond-async' },
      pollStatusOnAccepted: true,
      pollStatusPeriod: 100,
    })
    expect(await medplum.readResource('Observation', answer.made)).toMatchObject({ valueString: 'later' })
    // It was run with the id of the job.
    const [ran] = await clinic.events(`subtype=bot.ran&entity=Bot/${idOf('writes')}`)
    expect(ran?.agent.map(({ who }) => who?.reference)).toEqual([`Bot/${idOf('writes')}`, clinic.owner.profile])
  })
})
