import { type Answer, type CallOptions, storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Acting } from '../acting/acting-clinic.ts'
import { batchOf, issueOf } from '../fhir/clinic.ts'
import { must } from '../identity/steps.ts'
import { type BotClinic, type MadeBot, startBotClinic } from './bot-clinic.ts'

const PATIENT = { resourceType: 'Patient' }
const BOT = { resourceType: 'Bot', interaction: ['read'] }
const LATER = { Prefer: 'respond-async' }
const LEASE_MS = 121_000
const DAY_MS = 86_400_000

describe.each(storesUnderTest())('a call of a Bot that is answered later, on %s', (store) => {
  let clinic: BotClinic
  let patient: string
  beforeAll(async () => {
    clinic = await startBotClinic({ store })
    patient = `Patient/${(await clinic.made(PATIENT)).id}`
  })
  afterAll(() => clinic.close())

  const later = (bot: MadeBot, options: CallOptions = {}): Promise<Answer> =>
    clinic.fhir(`Bot/${bot.id}/$execute`, { json: {}, ...options, headers: { ...LATER, ...options.headers } })
  const addressOf = (answer: Answer): string => {
    expect(answer.status, answer.text).toBe(202)
    const address = answer.headers.get('content-location') ?? ''
    expect(address).toMatch(/\/fhir\/R4\/job\/[0-9a-f-]{36}\/status$/)
    return address.slice(address.indexOf('job/'))
  }
  const ended = async (address: string, options: CallOptions = {}): Promise<Answer> => {
    for (;;) {
      const answer = await clinic.fhir(address, options)
      if (answer.status !== 202) return answer
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  /** A promise to settle from outside, and when it is waited for. */
  const gate = () => {
    const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    return { reached: reached.promise, open: () => opened.resolve(), pass: () => (reached.resolve(), opened.promise) }
  }

  test('is kept, told where to ask, run, and then answered as it would have been at once', async () => {
    const { reached, open, pass } = gate()
    const bot = await clinic.bot([PATIENT], async (client, event) => {
      await pass()
      return { status: (await client.fhir('GET', patient)).status, event }
    })
    const asked = await later(bot, { json: { a: 1.1 } })
    const address = addressOf(asked)
    await reached
    const waiting = await clinic.fhir(address)
    expect([waiting.status, waiting.headers.get('x-progress')]).toEqual([202, 'running'])
    open()
    const answer = await ended(address)
    expect(answer.body).toMatchObject({
      status: 200,
      event: { input: { a: 1.1 }, traceId: address.split('/')[1], requester: { reference: clinic.owner.profile } },
    })
    const events = await clinic.events(`entity=${bot.reference}`)
    expect(events.map(({ subtype, outcomeDesc }) => [subtype.at(-1)?.code, outcomeDesc]).reverse()).toEqual(
      expect.arrayContaining([
        ['fhir.operation', 'respond_async'],
        ['bot.ran', undefined],
        ['fhir.operation', 'job_answer'],
      ]),
    )
  })

  test('is for its caller, and for nobody who may not run the Bot any more', async () => {
    const bot = await clinic.bot([PATIENT], async () => 'a secret')
    const { token, id } = await clinic.server([BOT])
    const address = addressOf(await later(bot, { token }))
    expect((await ended(address, { token })).text).toBe('a secret')
    expect((await clinic.fhir(address)).status).toBe(404)
    const other = await clinic.server([BOT])
    expect((await clinic.fhir(address, { token: other.token })).status).toBe(404)
    expect((await clinic.fhir(address, { token: other.token, method: 'DELETE' })).status).toBe(404)
    expect((await clinic.fhir('job/nothing/status')).status).toBe(404)
    const membership = must(await clinic.fhir(`ProjectMembership?user=ClientApplication/${id}`)).body.entry[0].resource
    const accessPolicy = { reference: await clinic.actors.policy(clinic.owner, [PATIENT]) }
    must(await clinic.change(`ProjectMembership/${membership.id}`, { accessPolicy }))
    expect((await clinic.fhir(address, { token })).status).toBe(403)
  })

  test('finds no room beyond what its project lets run at once, as any run', async () => {
    const { reached, open, pass } = gate()
    const bot = await clinic.bot([PATIENT], async () => {
      await pass()
      return { done: true }
    })
    const project = `Project/${clinic.owner.project}`
    const { body: earlier } = must(await clinic.fhir(project))
    const setting = [...(earlier.setting ?? []), { name: 'botRunsAtOnce', valueInteger: 1 }]
    must(await clinic.change(project, { setting }))
    const first = clinic.fhir(`Bot/${bot.id}/$execute`, { json: {} })
    await reached
    const second = await clinic.fhir(`Bot/${bot.id}/$execute`, { json: {} })
    expect([second.status, issueOf(second).reason]).toEqual([429, 'bot_busy'])
    open()
    expect((await first).status).toBe(200)
    must(await clinic.change(project, { setting: earlier.setting ?? [] }))
  })

  test('runs anew with its id when its node has died, and what that node says later counts no more', async () => {
    const gates = [gate(), gate()]
    const ids: string[] = []
    const bot = await clinic.bot([PATIENT], async (_client, event) => {
      ids.push(event.traceId)
      const attempt = ids.length
      await gates[attempt - 1]?.pass()
      return `attempt ${attempt}`
    })
    const { basic } = await clinic.server([BOT], { basicAllowed: true })
    const address = addressOf(await later(bot, { basic }))
    await gates[0]?.reached
    // Nobody else takes it while the first node may still be at it.
    await clinic.app.upkeep.run()
    expect(ids).toHaveLength(1)
    await clinic.travel(LEASE_MS)
    await gates[1]?.reached
    gates[0]?.open()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await clinic.fhir(address, { basic })).headers.get('x-progress')).toBe('running')
    gates[1]?.open()
    expect((await ended(address, { basic })).text).toBe('attempt 2')
    expect(new Set(ids)).toEqual(new Set([address.split('/')[1]]))
  })

  test('waits for its turn; with runAsUser it asks again whether its caller is accepted; it can be taken back', async () => {
    const gates = Array.from({ length: 4 }, gate)
    const places = [...gates]
    const slow = await clinic.bot([PATIENT], async () => places.pop()?.pass())
    const bot = await clinic.bot([PATIENT], async (client) => (await client.fhir('GET', patient)).status, {
      runAsUser: true,
    })
    const machine = await clinic.acting([PATIENT, BOT], undefined, { basicAllowed: true })
    const { basic } = machine
    const before = addressOf(await later(bot, { basic }))
    expect((await ended(before, { basic })).text).toBe('200')
    // All places of the project are taken.
    const blocking = [await later(slow), await later(slow), await later(slow), await later(slow)].map(addressOf)
    await Promise.all(gates.map(({ reached }) => reached))
    const [gone, withdrawn] = [addressOf(await later(bot, { basic })), addressOf(await later(bot))]
    expect((await clinic.fhir(gone, { basic })).headers.get('x-progress')).toBe('waiting')
    expect((await clinic.fhir(withdrawn, { method: 'DELETE' })).status).toBe(202)
    expect((await clinic.fhir(withdrawn)).status).toBe(404)
    must(await clinic.change(`ProjectMembership/${machine.membership}`, { active: false }))
    for (const { open } of gates) open()
    for (const address of blocking) expect((await ended(address)).status).toBe(200)
    const events = async () => clinic.events(`entity=${bot.reference}&subtype=bot.ran`)
    while ((await events()).length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
    expect((await events()).map(({ outcomeDesc }) => outcomeDesc)).toEqual(['bot_caller_refused', undefined])
  })

  test('asks again at its turn whether its caller may run the Bot', async () => {
    const gates = Array.from({ length: 4 }, gate)
    const places = [...gates]
    const slow = await clinic.bot([PATIENT], async () => places.pop()?.pass())
    const ran: string[] = []
    const bot = await clinic.bot([PATIENT], async (_client, { requester }) => void ran.push(requester.reference))
    const callers = await Promise.all(
      ['kept', 'basic', 'without basic', 'inactive', 'revoked', 'denied', 'narrowed'].map(() =>
        clinic.acting([BOT], undefined, { basicAllowed: true }),
      ),
    )
    const [kept, basic, withoutBasic, inactive, revoked, denied, narrowed] = callers as [
      Acting,
      Acting,
      Acting,
      Acting,
      Acting,
      Acting,
      Acting,
    ]
    const blocking = [await later(slow), await later(slow), await later(slow), await later(slow)].map(addressOf)
    await Promise.all(gates.map(({ reached }) => reached))
    const byBasic = new Set([basic, withoutBasic])
    for (const caller of callers)
      addressOf(await later(bot, byBasic.has(caller) ? { basic: caller.basic } : { token: caller.token }))
    const give = async (caller: Acting, entries: readonly object[]): Promise<void> => {
      const accessPolicy = { reference: await clinic.actors.policy(clinic.owner, entries) }
      must(await clinic.change(`ProjectMembership/${caller.membership}`, { accessPolicy }))
    }
    must(await clinic.change(`ProjectMembership/${basic.membership}`, { active: false }))
    must(await clinic.change(`ClientApplication/${withoutBasic.id}`, { basicAllowed: false }))
    must(await clinic.change(`ProjectMembership/${inactive.membership}`, { active: false }))
    must(await clinic.call('oauth2/revoke', { form: { token: revoked.token }, basic: revoked.basic }))
    await give(denied, [PATIENT])
    await give(narrowed, [{ ...BOT, criteria: `Bot?_id=${slow.id}` }])
    for (const { open } of gates) open()
    for (const address of blocking) await ended(address)
    const events = async () => clinic.events(`entity=${bot.reference}&subtype=bot.ran`)
    while ((await events()).length < callers.length) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(ran).toEqual([`ClientApplication/${kept.id}`])
    const reasons = (await events()).map(({ outcomeDesc }) => outcomeDesc)
    expect(reasons.filter((reason) => reason === 'bot_caller_refused')).toHaveLength(callers.length - 1)
  })

  test('is not taken back once it has begun; when it has ended, its answer can be deleted', async () => {
    const { reached, open, pass } = gate()
    const bot = await clinic.bot([PATIENT], async () => {
      await pass()
      return 'done'
    })
    const address = addressOf(await later(bot))
    await reached
    const late = await clinic.fhir(address, { method: 'DELETE' })
    expect([late.status, issueOf(late).reason]).toEqual([409, 'job_begun'])
    open()
    expect((await ended(address)).text).toBe('done')
    const other = await clinic.server([BOT])
    expect((await clinic.fhir(address, { token: other.token, method: 'DELETE' })).status).toBe(404)
    expect((await clinic.fhir(address, { method: 'DELETE' })).status).toBe(202)
    expect((await clinic.fhir(address)).status).toBe(404)
    const events = await clinic.events(`entity=${bot.reference}`)
    expect(events.map(({ outcomeDesc }) => outcomeDesc)).toContain('job_forgotten')
  })

  test('is refused while its project keeps too many answers', async () => {
    const bot = await clinic.bot([PATIENT], async () => 'done')
    const address = addressOf(await later(bot))
    await ended(address)
    const more = (count: number) =>
      clinic.store.db.query({
        sql: `insert into bot_jobs (id, project, bot_id, state, sealed_result, attempts, asked_at, due_at, settled_at)
          select gen_random_uuid(), j.project, gen_random_uuid(), 'done', j.sealed_result, 77, j.asked_at, j.due_at, j.settled_at
          from bot_jobs j, generate_series(1, $2::integer) where j.id = $1`,
        params: [address.split('/')[1] ?? '', count],
      })
    await more(10_000)
    const refused = await later(bot)
    expect([refused.status, issueOf(refused).reason]).toEqual([429, 'too_many_answers'])
    await clinic.store.db.query({ sql: 'delete from bot_jobs where attempts = 77', params: [] })
    expect((await ended(addressOf(await later(bot)))).text).toBe('done')
  })

  test('is none where a Bot calls, which waits for the Bot that it calls', async () => {
    const inner = await clinic.bot([PATIENT], async () => 'inner')
    const bot = await clinic.bot([BOT], async (client) => {
      const answer = await client.fhir('POST', `Bot/${inner.id}/$execute`, {
        body: '{}',
        headers: { prefer: 'respond-async' },
      })
      return [answer.status, answer.body]
    })
    expect((await clinic.fhir(`Bot/${bot.id}/$execute`, { json: {} })).body).toEqual([200, 'inner'])
    const batch = await clinic.fhir('', {
      ...batchOf([{ request: { method: 'POST', url: `Bot/${inner.id}/$execute` } }]),
      headers: LATER,
    })
    expect(batch.body.entry[0]).toMatchObject({
      resource: { resourceType: 'Binary', data: Buffer.from('inner').toString('base64') },
      response: { status: '200' },
    })
  })

  test('tells a refusal, and is sealed; a day later it is forgotten', async () => {
    const bot = await clinic.bot([PATIENT], () => Promise.reject(new Error('No such order')))
    const address = addressOf(await later(bot, { json: { name: 'Lovelace' } }))
    const refused = await ended(address)
    expect([refused.status, issueOf(refused)]).toEqual([
      400,
      { code: 'processing', reason: 'bot_threw', text: 'No such order' },
    ])
    const rows = await clinic.store.db.query({ sql: 'select to_jsonb(j)::text as row from bot_jobs j', params: [] })
    expect(JSON.stringify(rows)).not.toMatch(/Lovelace|No such order/)
    await clinic.travel(DAY_MS + 60_000)
    const kept = await clinic.store.db.query({
      sql: 'select count(*)::text as n from bot_jobs where id = $1',
      params: [address.split('/')[1] ?? ''],
    })
    expect(JSON.stringify(kept)).toContain('"0"')
  })
})
