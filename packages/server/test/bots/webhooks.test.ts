/** Webhooks: who may start a Bot without an account, and that each delivery is taken once, on all nodes. */
import { createHmac, randomUUID, X509Certificate } from 'node:crypto'
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import { bound } from '../tokens/faulty-stores.ts'
import { type BotClinic, type MadeBot, NoRoom, startBotClinic } from './bot-clinic.ts'
import { CERTIFICATE } from './certificate.ts'

const SECRET = 'a secret that a vendor showed once'
const OLDER = 'the secret that it showed before that'
const BASIC = 'vendor:a password of the vendor'
const PATIENTS = [{ resourceType: 'Patient' }]
const BODY = '{"event":"payment","amount":1.0}'

type Sent = Readonly<Record<string, string>>

const mac = (text: string, encoding: 'hex' | 'base64', key = SECRET): string =>
  createHmac('sha256', key).update(text).digest(encoding)

describe.each(storesForWalks())('a webhook, on %s,', (store) => {
  let clinic: BotClinic
  const runs: { id: string; event: { input: unknown; contentType: string; headers: Sent; requester?: object } }[] = []

  beforeAll(async () => {
    clinic = await startBotClinic({
      store,
      env: { DAMSON_CLIENT_CERTIFICATE_HEADER: 'client-cert', DAMSON_TRUSTED_PROXIES: '127.0.0.1,::1' },
    })
    const secret = [
      { name: 'NEW', valueString: SECRET },
      { name: 'OLD', valueString: OLDER },
      { name: 'BASIC', valueString: BASIC },
      { name: 'WEAK', valueString: 'short' },
    ]
    const { owner } = clinic
    const set = await clinic.call(`admin/projects/${owner.project}/secrets`, { json: secret, token: owner.token })
    if (set.status !== 200) throw new Error(set.text)
  })
  afterAll(() => clinic.close())

  const webhook = async (
    settings: object,
    fields: object = {},
    act: () => Promise<unknown> = async () => ({ done: true }),
  ): Promise<MadeBot> => {
    const bot: MadeBot = await clinic.bot(
      PATIENTS,
      async (_client, event) => {
        runs.push({ id: bot.id, event })
        return act()
      },
      { publicWebhook: true, webhook: settings, ...fields },
    )
    return bot
  }
  const post = (to: { readonly membership: string }, headers: Sent = {}, raw = BODY, path = ''): Promise<Answer> =>
    clinic.call(`webhook/${to.membership}${path}`, {
      method: 'POST',
      raw,
      headers: { 'Content-Type': 'application/json', ...headers },
    })
  const ranOf = ({ id }: MadeBot): number => runs.filter((one) => one.id === id).length
  const reasonOf = ({ body }: Answer): unknown => body.issue?.[0]?.details.coding?.[0]?.code
  const now = (): number => Math.floor(Date.now() / 1_000)
  const standard = (body = BODY, at = now(), key = SECRET): Sent => {
    const id = `msg_${randomUUID()}`
    return {
      'webhook-id': id,
      'webhook-timestamp': `${at}`,
      'webhook-signature': `v1,${mac(`${id}.${at}.${body}`, 'base64', key)}`,
    }
  }
  const stripe = (body = BODY, at = now(), key = SECRET): Sent => ({
    'Stripe-Signature': `t=${at},v1=${mac(`${at}.${body}`, 'hex', key)}`,
  })
  const github = (body = BODY, key = SECRET): Sent => ({ 'X-Hub-Signature-256': `sha256=${mac(body, 'hex', key)}` })
  const basic = (text: string): Sent => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` })

  test.each([
    ['hmac', standard],
    ['stripe', stripe],
    ['github', github],
  ] as const)('of %s runs its Bot once for each delivery, and for no other', async (verification, sign) => {
    const bot = await webhook({ verification, secretName: ['NEW'] })
    const headers = sign()
    const answer = await post(bot, headers)
    expect([answer.status, answer.body]).toEqual([200, { done: true }])
    expect(runs.at(-1)?.event).toMatchObject({
      input: { event: 'payment', amount: 1 },
      contentType: 'application/json',
    })
    expect(runs.at(-1)?.event.requester).toBeUndefined()
    expect((await post(bot, headers)).status).toBe(409)
    expect(reasonOf(await post(bot, headers, BODY.replace('1.0', '2.0')))).toBe('webhook_refused')
    expect(reasonOf(await post(bot))).toBe('webhook_refused')
    const other = BODY.replace('payment', 'refund')
    expect((await post(bot, sign(other), other)).status).toBe(200)
    // The signature of a POST is no right to a GET.
    expect(reasonOf(await clinic.call(`webhook/${bot.membership}`, { headers: sign('') }))).toBe('webhook_refused')
    expect(ranOf(bot)).toBe(2)
  })

  test('refuses a delivery whose signed time is old, and says so', async () => {
    const bot = await webhook({ verification: 'stripe', secretName: ['NEW'] })
    expect(reasonOf(await post(bot, stripe(BODY, now() - 400)))).toBe('webhook_outdated')
    expect(reasonOf(await post(bot, stripe(BODY, now() - 400, OLDER)))).toBe('webhook_refused')
    expect(ranOf(bot)).toBe(0)
  })

  test('takes both secrets while the sender changes its own, and each delivery once', async () => {
    const bot = await webhook({ verification: 'stripe', secretName: ['OLD'] })
    const before = stripe(BODY, now(), OLDER)
    expect((await post(bot, before)).status).toBe(200)
    const changed = { publicWebhook: true, webhook: { verification: 'stripe', secretName: ['NEW', 'OLD'] } }
    expect((await clinic.change(bot.reference, changed)).status).toBe(200)
    expect((await post(bot, before)).status).toBe(409)
    // The same text at the same time is the same delivery, by whichever secret.
    expect((await post(bot, stripe('{}'), '{}')).status).toBe(200)
    expect(ranOf(bot)).toBe(2)
  })

  // The embedded store has one node.
  test.skipIf(store !== 'postgres')('takes a delivery once on two nodes', async () => {
    const bot = await webhook({ verification: 'github', secretName: ['NEW'] })
    const second = await clinic.secondNode()
    const body = `{"id":"${randomUUID()}"}`
    const headers = { 'Content-Type': 'application/json', ...github(body) }
    // Both have found that it did not come before when the store lets them take it.
    const { answers } = await clinic.store.db.tx(async (tx) => {
      await tx.query({ sql: 'lock table webhook_deliveries in share mode', params: [] })
      const sent = [clinic.call, second.call].map((call) =>
        call(`webhook/${bot.membership}`, { method: 'POST', raw: body, headers }),
      )
      const waiting = async (): Promise<number> => {
        await tx.query({ sql: 'select pg_stat_clear_snapshot()', params: [] })
        const { rows } = await tx.query({
          sql: `select count(*)::int as n from pg_stat_activity
            where wait_event_type = 'Lock' and datname = current_database() and query like '%webhook_deliveries%'`,
          params: [],
        })
        return Number(rows[0]?.['n'])
      }
      await expect.poll(waiting, { timeout: 10_000 }).toBe(2)
      return { answers: Promise.all(sent) }
    })
    expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set([200, 409]))
    expect(ranOf(bot)).toBe(1)
  })

  test.each([
    ['is no webhook any more', (bot: MadeBot) => clinic.change(bot.reference, { publicWebhook: false })],
    [
      'has no policy any more',
      (bot: MadeBot) => clinic.change(`ProjectMembership/${bot.membership}`, { accessPolicy: undefined }),
    ],
  ] as const)('runs nothing of what waited once its Bot %s', async (_, end) => {
    let isLet = false
    const waits = async (): Promise<unknown> => {
      await expect.poll(() => isLet, { timeout: 20_000 }).toBe(true)
      return {}
    }
    const bot = await webhook({ verification: 'github', secretName: ['NEW'], asynchronous: true }, {}, waits)
    // As many as a project may have under way, and one that waits.
    for (let n = 0; n < 5; n += 1) {
      const body = `{"id":"${randomUUID()}"}`
      expect((await post(bot, github(body), body)).status).toBe(202)
    }
    await expect.poll(() => ranOf(bot)).toBe(4)
    must(await end(bot))
    isLet = true
    const events = async (): Promise<number> =>
      (await clinic.events(`entity=${bot.reference}&subtype=urn:damson:audit-event|bot.ran`)).filter(
        ({ outcomeDesc }) => outcomeDesc === 'bot_caller_refused',
      ).length
    await expect.poll(events, { timeout: 20_000 }).toBe(1)
    expect(ranOf(bot)).toBe(4)
  })

  test('may be sent again if nothing ran', async () => {
    const bot = await webhook({ verification: 'github', secretName: ['NEW'] }, { runAsUser: true })
    expect((await post(bot, github())).status).toBeGreaterThanOrEqual(400)
    expect((await clinic.change(bot.reference, { runAsUser: false })).status).toBe(200)
    expect([(await post(bot, github())).status, (await post(bot, github())).status]).toEqual([200, 409])
    expect(ranOf(bot)).toBe(1)
    let rooms = 0
    const crowded = await webhook({ verification: 'github', secretName: ['NEW'] }, {}, async () => {
      rooms += 1
      if (rooms === 1) throw new NoRoom()
      return {}
    })
    const statuses: number[] = []
    for (let n = 0; n < 3; n += 1) statuses.push((await post(crowded, github())).status)
    expect(statuses).toEqual([429, 200, 409])
  })

  describe('while the store fails,', () => {
    /** `before`: it does not do it. `after`: it does, and does not say so. `nothing`: it does, and finds nothing. */
    type Fails = (sql: string) => 'before' | 'after' | 'nothing' | undefined
    const JSON_TYPE = { 'Content-Type': 'application/json' }
    /** A node with a store that fails. */
    async function failing(fails: Fails) {
      const node = await clinic.restarted({
        faulty: (db) => ({
          ...bound(db),
          async query(query) {
            const how = fails(query.sql)
            if (how === 'before') throw new Error('the store is away')
            const answer = await db.query(query)
            if (how === 'after') throw new Error('the store went away')
            return how === 'nothing' ? { ...answer, rows: [] } : answer
          },
        }),
      })
      const send = (bot: MadeBot, body: string): Promise<Answer> =>
        node.call(`webhook/${bot.membership}`, {
          method: 'POST',
          raw: body,
          headers: { ...JSON_TYPE, ...github(body) },
        })
      return { send, close: () => node.close() }
    }
    const TAKES = /insert into webhook_deliveries/
    const RETURNS = /delete from webhook_deliveries/
    const GITHUB = { verification: 'github', secretName: ['NEW'] }
    /** The n-th of these statements fails. */
    const nth = (pattern: RegExp, n: number, how: 'before' | 'after' | 'nothing'): Fails => {
      let count = 0
      return (sql) => (pattern.test(sql) && (count += 1) === n ? how : undefined)
    }
    const both =
      (...all: readonly Fails[]): Fails =>
      (sql) =>
        all.map((one) => one(sql)).find((how) => how !== undefined)

    test.each<[string, () => Fails]>([
      ['the secrets of its Bot', () => nth(/from project_secrets/, 2, 'before')],
      ['its signature', () => nth(TAKES, 1, 'before')],
      ['its signature, and takes it all the same', () => nth(TAKES, 1, 'after')],
      [
        'its signature, and what gives it back',
        () => both(nth(TAKES, 1, 'after'), nth(RETURNS, 1, 'before'), nth(RETURNS, 2, 'before')),
      ],
    ])('may be sent again, once: %s', async (_, fails) => {
      const bot = await webhook(GITHUB, { secretName: ['NEW'] })
      const node = await failing(fails())
      const body = `{"id":"${randomUUID()}"}`
      expect((await node.send(bot, body)).status).toBeGreaterThanOrEqual(500)
      expect(ranOf(bot)).toBe(0)
      expect([(await node.send(bot, body)).status, (await node.send(bot, body)).status]).toEqual([200, 409])
      expect(ranOf(bot)).toBe(1)
      await node.close()
    })

    test('is not given back by another attempt than the one that took it, and is used up before the Bot runs', async () => {
      let taken = 0
      let isLet = false
      const bot = await webhook(GITHUB, {}, async () => {
        const sql = 'select count(*)::int as n from webhook_deliveries where membership_id = $1'
        const { rows } = await clinic.store.db.query({ sql, params: [bot.membership] })
        taken = Number(rows[0]?.['n'])
        await expect.poll(() => isLet, { timeout: 20_000 }).toBe(true)
        return {}
      })
      const body = `{"id":"${randomUUID()}"}`
      const first = post(bot, github(body), body)
      await expect.poll(() => taken, { timeout: 20_000 }).toBe(1)
      // It has not heard of the first one, as if both had come at once, and does not hear what became of its own.
      const node = await failing(both(nth(/select mark from webhook_deliveries/, 1, 'nothing'), nth(TAKES, 1, 'after')))
      const second = await node.send(bot, body)
      isLet = true
      expect([(await first).status, second.status >= 400]).toEqual([200, true])
      expect((await post(bot, github(body), body)).status).toBe(409)
      expect(ranOf(bot)).toBe(1)
      await node.close()
    })
  })

  test.each([
    ['stripe', (at: number) => stripe(BODY, at), 200],
    // Without a time, what is signed anew is the same.
    ['github', () => github(), 409],
  ] as const)('of %s that failed is taken only if it is signed anew', async (verification, sign, then) => {
    let fails = true
    const bot = await webhook({ verification, secretName: ['NEW'] }, {}, async () => {
      if (fails) throw new Error('the laboratory is closed')
      return {}
    })
    const first = sign(now() - 2)
    const failed = await post(bot, first)
    expect([failed.status, reasonOf(failed)]).toEqual([400, 'bot_threw'])
    fails = false
    expect([(await post(bot, first)).status, (await post(bot, sign(now()))).status]).toEqual([409, then])
  })

  test('is answered at once where it says so, and kept until its Bot has run', async () => {
    const bot = await webhook({ verification: 'github', secretName: ['NEW'], asynchronous: true })
    const body = `{"id":"${randomUUID()}"}`
    const answer = await post(bot, github(body), body)
    expect([answer.status, answer.headers.get('content-location')]).toEqual([202, null])
    await expect.poll(() => ranOf(bot), { timeout: 20_000 }).toBe(1)
    expect(runs.findLast(({ id }) => id === bot.id)?.event.input).toEqual(JSON.parse(body))
    expect(reasonOf(await post(bot, github(body), body))).toBe('webhook_replayed')
    expect(reasonOf(await post(bot, github(body, OLDER), body))).toBe('webhook_refused')
    expect(ranOf(bot)).toBe(1)
  })

  test('with Basic or a certificate of a trusted proxy is told by that alone', async () => {
    const withBasic = await webhook({ verification: 'basic', secretName: ['BASIC'] })
    expect((await post(withBasic, basic(BASIC))).status).toBe(200)
    expect(runs.at(-1)?.event.headers).not.toHaveProperty('authorization')
    expect(reasonOf(await post(withBasic, basic('vendor:another password')))).toBe('webhook_refused')
    const { raw, fingerprint256 } = new X509Certificate(CERTIFICATE)
    const withKey = await webhook({ verification: 'mtls-header', certificate: [fingerprint256] })
    const certificate = { 'Client-Cert': `:${raw.toString('base64')}:` }
    expect((await post(withKey, certificate)).status).toBe(200)
    expect(reasonOf(await post(withKey))).toBe('webhook_refused')
  })

  test('gives the Bot the text as it was sent, if it asks for it', async () => {
    const bot = await webhook({ verification: 'none' }, { rawBody: true })
    expect((await post(bot)).status).toBe(200)
    expect(runs.at(-1)?.event.input).toBe(BODY)
    const get = await clinic.call(`webhook/${bot.membership}?challenge=1`)
    expect([get.status, runs.at(-1)?.event.input]).toEqual([200, { challenge: '1' }])
  })

  test('that is none is refused in one way, whatever is missing, and the audit knows what', async () => {
    const github1 = { verification: 'github', secretName: ['NEW'] }
    const open = await webhook(github1)
    const shut = await clinic.bot(PATIENTS, async () => ({}), { webhook: github1 })
    const poor = await clinic.bot(undefined, async () => ({}), { publicWebhook: true, webhook: github1 })
    const off = await webhook(github1)
    await clinic.change(`ProjectMembership/${off.membership}`, { active: false })
    const weak = await webhook({ verification: 'github', secretName: ['WEAK'] })
    const none = await webhook({ verification: 'github', secretName: ['ABSENT'] })
    const { body: me } = await clinic.call('auth/me', { token: clinic.owner.token })
    const own = { membership: me.membership.id as string }
    const sent = [
      await post(open, github(BODY, OLDER)),
      ...(await Promise.all(
        [shut, poor, off, weak, none, own, { membership: randomUUID() }, { membership: 'x' }].map((to) =>
          post(to, github()),
        ),
      )),
      await clinic.call(`projects/${randomUUID()}/webhook/${open.membership}`, {
        method: 'POST',
        raw: BODY,
        headers: github(),
      }),
    ]
    // A project's address that is not there says so itself.
    const [, ...ofWebhooks] = sent.toReversed()
    const texts = ofWebhooks.map(({ status, body }) => JSON.stringify([status, body.issue]))
    expect([new Set(texts).size, ofWebhooks[0]?.status]).toEqual([1, 403])
    expect(sent.at(-1)?.status).toBe(404)
    const { body } = await clinic.fhir('AuditEvent?subtype=urn:damson:audit-event|webhook.refused&_count=50')
    const reasons = JSON.stringify(body)
    for (const reason of ['webhook_mismatch', 'webhook_weak_secret', 'webhook_no_secret'])
      expect(reasons).toContain(reason)
    expect([open, shut, poor, off, weak, none].map((bot) => ranOf(bot))).toEqual([0, 0, 0, 0, 0, 0])
  })

  test('believes no certificate that came past the proxy', async () => {
    const { raw, fingerprint256 } = new X509Certificate(CERTIFICATE)
    const bot = await webhook({ verification: 'mtls-header', certificate: [fingerprint256] })
    const header = `:${raw.toString('base64')}:`
    const sent = async (env: Readonly<Record<string, string>>, ...values: readonly string[]): Promise<number> => {
      const node = await clinic.restarted({ env })
      const headers = new Headers()
      for (const value of values) headers.append('Client-Cert', value)
      const answer = await fetch(new URL(`webhook/${bot.membership}`, node.baseUrl), { method: 'POST', headers })
      await node.close()
      return answer.status
    }
    const [named, trusted] = [
      { DAMSON_CLIENT_CERTIFICATE_HEADER: 'client-cert' },
      { DAMSON_TRUSTED_PROXIES: '127.0.0.1,::1' },
    ]
    expect(await sent({ ...named, ...trusted }, header)).toBe(200)
    expect(await sent({ ...named, ...trusted }, header, header)).toBe(403)
    expect(await sent({ ...named, DAMSON_TRUSTED_PROXIES: '203.0.113.1' }, header)).toBe(403)
    expect(await sent({ DAMSON_CLIENT_CERTIFICATE_HEADER: 'x-client', ...trusted }, header)).toBe(403)
  })

  const restarted = async (env: Readonly<Record<string, string>>) => {
    const node = await clinic.restarted({ env })
    const sent = async (to: { readonly membership: string }, headers: Sent = {}, body = BODY): Promise<number> => {
      const answer = await fetch(new URL(`webhook/${to.membership}`, node.baseUrl), { method: 'POST', body, headers })
      return answer.status
    }
    return { sent, close: () => node.close() }
  }
  const ANYWHERE = (): { membership: string } => ({ membership: randomUUID() })

  test('limits the deliveries of its sender, and refused ones by address and webhook', async () => {
    const bot = await webhook({ verification: 'none' })
    const signed = await webhook({ verification: 'github', secretName: ['NEW'] })
    const env = { DAMSON_THROTTLE_DELIVERIES_PER_WEBHOOK: '2', DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '3' }
    const { sent, close } = await restarted(env)
    expect([await sent(bot), await sent(bot), await sent(bot)]).toEqual([200, 200, 429])
    // What is no webhook is limited as one.
    const [none, other] = [ANYWHERE(), ANYWHERE()]
    expect([await sent(none), await sent(none), await sent(none), await sent(none)]).toEqual([403, 403, 403, 429])
    expect(await sent(other)).toBe(403)
    // Refused ones use nothing up that is the sender's, and stop nothing that is proven.
    expect([await sent(signed), await sent(signed), await sent(signed)]).toEqual([403, 403, 403])
    expect([await sent(signed), await sent(signed, github('x'))]).toEqual([429, 429])
    expect(await sent(signed, github())).toBe(200)
    await close()
  })

  test('refuses a flood from one address before it reads it', async () => {
    const { sent, close } = await restarted({ DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '1' })
    const flood = Array.from({ length: 100 }, ANYWHERE)
    expect(new Set(await Promise.all(flood.map((to) => sent(to))))).toEqual(new Set([403]))
    expect(await sent(ANYWHERE())).toBe(429)
    await close()
  })

  test('that is sent again uses up nothing of its sender, and does not fill the audit', async () => {
    const bot = await webhook({ verification: 'github', secretName: ['NEW'] })
    const env = { DAMSON_THROTTLE_DELIVERIES_PER_WEBHOOK: '2', DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '3' }
    const { sent, close } = await restarted(env)
    expect(await sent(bot, github())).toBe(200)
    for (let count = 0; count < 5; count++) expect(await sent(bot, github())).toBe(409)
    expect(await sent(bot, github('{}'), '{}')).toBe(200)
    await close()
    const { body } = await clinic.fhir('AuditEvent?subtype=urn:damson:audit-event|webhook.refused&_count=100')
    const rows: string[] = body.entry.map((entry: object) => JSON.stringify(entry))
    expect(rows.filter((text) => text.includes('webhook_replayed') && text.includes(bot.reference)).length).toBe(3)
  })

  test('of another project is nothing at this project’s address', async () => {
    const bot = await webhook({ verification: 'github', secretName: ['NEW'] })
    const other = await clinic.actors.owner()
    const to = (project: string): Promise<Answer> =>
      clinic.call(`projects/${project}/webhook/${bot.membership}`, {
        method: 'POST',
        raw: BODY,
        headers: { 'Content-Type': 'application/json', ...github() },
      })
    expect(reasonOf(await to(other.project))).toBe('webhook_refused')
    expect((await to(clinic.owner.project)).status).toBe(200)
  })

  test('takes at most a megabyte, and no other method', async () => {
    const bot = await webhook({ verification: 'none' })
    const large = JSON.stringify('x'.repeat(1_048_576))
    expect((await post(bot, {}, large)).status).toBe(413)
    const put = await clinic.call(`webhook/${bot.membership}`, { method: 'PUT', raw: BODY })
    expect([404, 405]).toContain(put.status)
    expect(ranOf(bot)).toBe(0)
  })
})
