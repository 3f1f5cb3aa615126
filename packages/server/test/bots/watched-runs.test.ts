/** What a Bot that runs calls, and what it leaves in its log. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BotClinic, startBotClinic } from './bot-clinic.ts'

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
