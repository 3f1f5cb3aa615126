/** What a Bot that runs calls, and what it leaves in its log. */
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import { type BotClient, type BotClinic, type MadeBot, startBotClinic } from './bot-clinic.ts'

const PATIENTS = [{ resourceType: 'Patient' }]

describe.each(storesForWalks())('a Bot that runs, on %s,', (store) => {
  let clinic: BotClinic
  let server: Server
  let host = ''
  let asked: string[] = []

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end('ok')
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    clinic = await startBotClinic({ store })
    const { body } = await clinic.call('auth/me', { token: clinic.owner.token })
    await clinic.change(`ProjectMembership/${body.membership.id}`, { readBotLogs: true })
  })
  afterAll(async () => {
    server.close()
    await clinic.close()
  })

  const fetched = (path: string) => ({ url: `http://${host}/${path}`, method: 'GET', headers: {} })
  const run = (id: string): Promise<Answer> =>
    clinic.fhir(`Bot/${id}/$execute`, { method: 'POST', json: {}, token: clinic.owner.token })
  const events = async (of: string): Promise<{ outcome: string; agent: { who: { reference: string } }[] }[]> => {
    const { body } = await clinic.fhir(`AuditEvent?subtype=urn:damson:audit-event|bot.called_out&entity=Bot/${of}`)
    return (body.entry ?? []).map(({ resource }: { resource: object }) => resource)
  }

  test('calls the hosts of its Bot alone, in its own name', async () => {
    asked = []
    const handler = async (client: { call(name: string, argument: unknown): Promise<unknown> }): Promise<unknown> =>
      client.call('fetch', fetched('lab'))
    const allowed = await clinic.bot(PATIENTS, handler, { allowedHost: [host] })
    const answer = await run(allowed.id)
    expect([answer.status, answer.body.status]).toEqual([200, 200])
    expect(asked).toEqual(['/lab'])
    const [event] = await events(allowed.id)
    expect([event?.outcome, event?.agent[0]?.who.reference]).toEqual(['0', `Bot/${allowed.id}`])

    const closed = await clinic.bot(PATIENTS, handler)
    expect((await run(closed.id)).status).toBeGreaterThanOrEqual(400)
    expect([asked.length, (await events(closed.id)).map(({ outcome }) => outcome)]).toEqual([1, ['4']])

    // And not one that was taken from it while it runs.
    const taken: MadeBot = await clinic.bot(
      PATIENTS,
      async (client) => {
        must(await clinic.change(taken.reference, { allowedHost: undefined }))
        return handler(client)
      },
      { allowedHost: [host] },
    )
    expect((await run(taken.id)).status).toBeGreaterThanOrEqual(400)
    expect([asked.length, (await events(taken.id)).map(({ outcome }) => outcome)]).toEqual([1, ['4']])
  })

  test('calls as often as the limit of its project says, and leaves no event beyond it', async () => {
    const bot = await clinic.bot(
      PATIENTS,
      async (client) => {
        const told: string[] = []
        for (let i = 0; i < 5; i += 1)
          await client.call('fetch', fetched('often')).catch((error: Error) => void told.push(error.message))
        return told
      },
      { allowedHost: [host] },
    )
    asked = []
    const limit = [{ name: 'fhirRequestsPerMachine', valueInteger: 3 }]
    expect((await clinic.change(`Project/${clinic.owner.project}`, { setting: limit })).status).toBe(200)
    const { body } = await run(bot.id)
    const refused = expect.stringMatching(/^Too many requests: this Bot may call again in \d+ seconds\.$/)
    expect([asked.length, body, (await events(bot.id)).length]).toEqual([3, [refused, refused], 3])
    expect((await clinic.change(`Project/${clinic.owner.project}`, { setting: undefined })).status).toBe(200)
  })

  test('reaches no network that was opened for others, unless it was opened for Bots', async () => {
    let connections = 0
    const inside = createTcp((socket) => {
      connections += 1
      socket.destroy()
    })
    await new Promise<void>((done) => inside.listen(0, '127.0.0.1', done))
    const secluded = `127.0.0.1:${(inside.address() as AddressInfo).port}`
    const url = `https://${secluded}/`
    const handler = async (client: BotClient): Promise<unknown> =>
      client.call('fetch', { ...fetched(''), url }).catch(({ message }: Error) => message)
    const bot = await clinic.bot(PATIENTS, handler, { allowedHost: [secluded] })
    const arrivedWith = async (name: string): Promise<number> => {
      const node = await clinic.restarted({ development: false, env: { [name]: '127.0.0.0/8' } })
      const options = { method: 'POST', json: {}, token: clinic.owner.token }
      const answer = await node.call(`fhir/R4/Bot/${bot.id}/$execute`, options)
      await node.close()
      expect([answer.status, answer.text]).toEqual([200, `${secluded} cannot be reached from here.`])
      return connections
    }
    expect(await arrivedWith('DAMSON_OUTBOUND_ALLOWED_NETWORKS')).toBe(0)
    expect(await arrivedWith('DAMSON_OUTBOUND_NETWORKS_FOR_BOTS')).toBe(1)
    inside.close()
  })

  test('leaves what it logged and why it failed, for those who may read it, and nothing else', async () => {
    const bot = await clinic.bot(PATIENTS, async (client) => {
      client.log('warn', 'Mrs Novak has no number')
      throw new Error('no number')
    })
    const failed = await run(bot.id)
    expect(failed.status).toBeGreaterThanOrEqual(400)
    const logs = await clinic.fhir(`Bot/${bot.id}/$logs`)
    const [of] = logs.body.parameter
    expect(
      Object.fromEntries(of.part.map(({ name, ...value }: { name: string }) => [name, Object.values(value)[0]])),
    ).toMatchObject({
      outcome: 'threw',
      error: 'no number',
      warn: 'Mrs Novak has no number',
      requester: { reference: clinic.owner.profile },
    })
    const silent = await clinic.bot(PATIENTS, async () => undefined)
    expect((await run(silent.id)).status).toBe(200)
    expect((await clinic.fhir(`Bot/${silent.id}/$logs`)).body.parameter).toEqual([])
  })
})
