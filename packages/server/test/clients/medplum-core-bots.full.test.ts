import { storesForWalks } from '@damson/testkit'
import {
  ClientStorage,
  ContentType,
  Hl7Message,
  MedplumClient,
  MemoryStorage,
  OperationOutcomeError,
} from '@medplum/core'
import type { Binary, Bot } from '@medplum/fhirtypes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ActingClinic, startActingClinic } from '../acting/acting-clinic.ts'

const BOT = `import { Hl7Message } from '@medplum/core'
  import type { BotEvent, MedplumClient } from '@medplum/core'

  export async function handler(client: MedplumClient, event: BotEvent<any>): Promise<unknown> {
    const { input } = event
    if (input instanceof Hl7Message) return input.buildAck()
    if (input instanceof Uint8Array) return input.toReversed()
    if (typeof input === 'string') return input.toUpperCase()
    if (input.fails) throw new Error('It fails.')
    const binary = await client.createBinary({ data: 'a,b', contentType: 'text/csv', filename: 'list.csv' })
    return { binary: binary.id, requester: event.requester?.reference, contentType: event.contentType }
  }`

describe.each(storesForWalks())('the unmodified @medplum/core and Bots on %s', (store) => {
  let clinic: ActingClinic
  let medplum: MedplumClient
  let bot: Bot & { id: string }
  const identifier = { system: 'https://example.org/bots', value: 'echo' }
  beforeAll(async () => {
    clinic = await startActingClinic({ store })
    medplum = sdk(clinic.owner.token)
    const { owner } = clinic
    const policy = await clinic.actors.policy(owner, [{ resourceType: 'Binary', interaction: ['create'] }])
    const made = { name: 'Echo', accessPolicy: { reference: policy } }
    bot = await medplum.post(`admin/projects/${owner.project}/bot`, made)
    await medplum.updateResource<Bot>({ ...bot, identifier: [identifier] })
  })
  afterAll(() => clinic.close())

  function sdk(accessToken: string, options: object = {}): MedplumClient {
    const storage = new ClientStorage(new MemoryStorage())
    return new MedplumClient({ baseUrl: clinic.baseUrl, storage, cacheTime: 0, accessToken, ...options })
  }

  test('a Bot is deployed', async () => {
    await expect(medplum.executeBot(bot.id, {})).rejects.toThrow(
      'This Bot has no code yet: let a deployer call $deploy.',
    )
    const deployed = await medplum.post(medplum.fhirUrl('Bot', bot.id, '$deploy'), { code: BOT, filename: 'echo.ts' })
    expect(deployed).toMatchObject({ resourceType: 'OperationOutcome', id: 'ok' })
    const bad = medplum.post(medplum.fhirUrl('Bot', bot.id, '$deploy'), { code: 'export const x = (' })
    await expect(bad).rejects.toThrow(OperationOutcomeError)
  })

  test('it is executed by its id and by its identifier, and its Binary is downloaded', async () => {
    for (const named of [bot.id, identifier]) {
      const answer = await medplum.executeBot(named, { a: 1 })
      expect(answer).toMatchObject({
        requester: expect.stringMatching(/^Practitioner\//),
        contentType: expect.any(String),
      })
      const binary = await medplum.download(medplum.fhirUrl('Binary', answer.binary))
      expect([binary.type, await binary.text()]).toEqual(['text/csv', 'a,b'])
    }
    const own: Binary = await medplum.createBinary({
      data: Uint8Array.of(1, 2),
      contentType: 'image/png',
      filename: 'a.png',
    })
    expect(own).toMatchObject({ resourceType: 'Binary', contentType: 'image/png' })
  })

  test('it takes and gives texts, bytes and messages of HL7 v2', async () => {
    expect(await medplum.executeBot(bot.id, 'text', ContentType.TEXT)).toBe('TEXT')
    const bytes = await medplum.executeBot(bot.id, Uint8Array.of(0x61, 0x62), ContentType.OCTET_STREAM)
    expect(bytes).toBe('ba')
    const message = 'MSH|^~\\&|LAB|HOSP|EHR|CLINIC|2024||ORU^R01|77|P|2.5\rPID|1||9'
    const ack = Hl7Message.parse(await medplum.executeBot(bot.id, message, ContentType.HL7_V2))
    expect([ack.getAckType(), ack.getSegment('MSA')?.getComponent(2, 1)]).toEqual(['AA', '77'])
  })

  test('what it throws is the outcome of its caller, and somebody without the right calls nothing', async () => {
    await expect(medplum.executeBot(bot.id, { fails: true })).rejects.toThrow(/^It fails\.$/)
    const { token } = await clinic.server([{ resourceType: 'Patient' }])
    await expect(sdk(token).executeBot(bot.id, {})).rejects.toThrow(OperationOutcomeError)
  })

  test('it knows for whom a client calls it, per request and by default headers', async () => {
    const person = await clinic.member()
    const entries = [{ resourceType: 'Bot', interaction: ['read'] }]
    const acting = await clinic.acting(entries, [{ profileType: ['Practitioner'], how: 'asserted' }])
    const policy = await clinic.actors.policy(clinic.owner, entries)
    const access = { accessPolicy: { reference: policy } }
    expect((await clinic.change(`ProjectMembership/${person.membership}`, access)).status).toBe(200)
    const headers = { 'X-Medplum-On-Behalf-Of': `ProjectMembership/${person.membership}` }
    const answers = [
      await sdk(acting.token).executeBot(bot.id, {}, undefined, { headers }),
      await sdk(acting.token, { defaultHeaders: headers }).executeBot(identifier, {}),
      await sdk(acting.token).executeBot(bot.id, {}),
    ]
    const requesters = answers.map(({ requester }) => requester)
    expect(requesters).toEqual([person.profile, person.profile, `ClientApplication/${acting.id}`])
  })
})
