import { type Answer, type MailServer, startMailServer, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Clinic, freshEmail, must, PASSWORD, startClinic, verdict } from '../identity/steps.ts'
import { createNotebook } from '../noted.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

describe.each(storesForWalks())('the outbox on %s', (store) => {
  let smtp: MailServer
  let clinic: Clinic
  let world: World
  beforeAll(async () => {
    smtp = await startMailServer()
    const env = { DAMSON_MAIL_URL: smtp.url, DAMSON_MAIL_FROM: 'clinic@example.org' }
    clinic = await startClinic({ store, env, mail: 'development' })
    world = clinic.world
  })
  afterAll(async () => {
    await world.close()
    await smtp.stop()
  })
  beforeEach(() => smtp.behave('accepts'))

  const emails = (query = ''): Promise<Answer> =>
    world.call(`admin/projects/${clinic.project}/emails${query}`, { token: clinic.admin.token })
  const shown = async (to: string): Promise<Readonly<Record<string, string>>> =>
    must(await emails('?_count=100')).body.emails.find((one: { to: string }) => one.to === to)
  const sendAgain = (id = ''): Promise<Answer> =>
    world.call(`admin/projects/${clinic.project}/emails/${id}/send`, { method: 'POST', token: clinic.admin.token })
  const linkIn = (mail = ''): object => {
    const [, id, secret] = /auth\/setpassword\/(\S+)\/(\S+)/.exec(mail) ?? []
    return { id, secret, password: PASSWORD }
  }
  const member = async (): Promise<string> => {
    const email = freshEmail()
    must(await clinic.invite({ email }))
    must(await world.call('auth/setpassword', { json: linkIn(smtp.to(email)[0]) }))
    return email
  }
  const rows = async (): Promise<string> =>
    JSON.stringify((await world.store.db.query({ sql: 'select * from outbox', params: [] })).rows)

  test('loses nothing while the mail server is away: the inviter is told, and the link comes later and works', async () => {
    smtp.behave('away')
    const email = freshEmail()
    const invited = await clinic.invite({ email })
    expect(invited.status).toBe(200)
    const { text, coding } = invited.body.issue[0].details
    expect(text).toMatch(/^Could not send email yet: .* We try again/)
    expect(coding).toEqual([{ system: 'urn:damson:reason', code: 'mail_waiting' }])
    expect(await shown(email)).toMatchObject({
      kind: 'invite',
      state: 'waiting',
      attempts: 1,
      problem: expect.stringMatching(/^(unreachable|failed)$/),
      about: { reference: expect.stringMatching(/^ProjectMembership\//) },
    })
    // Whoever reads the store learns neither the address nor the link.
    expect(await rows()).not.toContain(email)
    expect(await rows()).not.toContain('setpassword')

    smtp.behave('later')
    await world.travel(MINUTE)
    expect(await shown(email)).toMatchObject({ state: 'waiting', attempts: 2, problem: 'deferred_451' })
    smtp.behave('accepts')
    await world.travel(2 * MINUTE)
    const [mail, ...more] = smtp.to(email)
    expect(more).toEqual([])
    must(await world.call('auth/setpassword', { json: linkIn(mail) }))
    expect(await shown(email)).toMatchObject({ state: 'accepted', acceptedAt: expect.any(String) })
  })

  test('keeps no text of what the mail server has accepted, and never says that it arrived', async () => {
    const email = freshEmail()
    const { body } = must(await clinic.invite({ email }))
    const { id } = await shown(email)
    const found = await world.store.db.query({
      sql: 'select sealed_body from outbox where id = $1::uuid',
      params: [id ?? ''],
    })
    expect(found.rows).toEqual([{ sealed_body: null }])
    expect(JSON.stringify(await shown(email))).not.toContain('deliver')
    expect(verdict(await sendAgain(id))).toBe('409 mail_accepted')
    // It may have bounced: another one, with a link of its own.
    const again = `admin/projects/${clinic.project}/members/${body.id}/invitation`
    must(await world.call(again, { method: 'POST', token: clinic.admin.token }))
    expect(smtp.to(email)).toHaveLength(2)
    must(await world.call('auth/setpassword', { json: linkIn(smtp.to(email)[1]) }))
  })

  test('shows what a mail server refused for good, does not try it again by itself, and sends it again when told', async () => {
    smtp.behave('never')
    const email = freshEmail()
    const { body } = await clinic.invite({ email })
    const { text, coding } = body.issue[0].details
    expect([text, coding[0].code]).toEqual([
      expect.stringMatching(/^Could not send email: the mail server refused it/),
      'mail_failed',
    ])
    const { id } = await shown(email)
    smtp.behave('accepts')
    await world.travel(5 * MINUTE)
    expect(await shown(email)).toMatchObject({ state: 'refused', problem: 'refused_550' })
    expect(must(await emails('?state=refused')).body.emails.map((one: { id: string }) => one.id)).toContain(id)
    expect(smtp.to(email)).toEqual([])
    must(await sendAgain(id))
    must(await world.call('auth/setpassword', { json: linkIn(smtp.to(email)[0]) }))
  })

  test('gives up what has expired, deletes its text, and sends it never', async () => {
    smtp.behave('away')
    const email = freshEmail()
    await clinic.invite({ email })
    const { id } = await shown(email)
    await world.travel(7 * DAY + MINUTE)
    smtp.behave('accepts')
    await world.travel(MINUTE)
    await clinic.adminToken()
    expect(await shown(email)).toMatchObject({ state: 'expired' })
    expect(verdict(await sendAgain(id))).toBe('409 mail_expired')
    expect(smtp.to(email)).toEqual([])
    const left = 'select count(*)::integer as count from outbox where sealed_body is not null'
    expect((await world.store.db.query({ sql: left, params: [] })).rows).toEqual([{ count: 0 }])
    await world.travel(31 * DAY)
    await clinic.adminToken()
    expect(await shown(email)).toBeUndefined()
  })

  test('does the same for an address without an account, whose e-mail is never sent nor shown', async () => {
    const [known, unknown] = [await member(), freshEmail()]
    const notebook = createNotebook()
    const node = await world.restarted({ faulty: notebook.noting })
    smtp.behave('away')
    const work = async (email: string): Promise<object> => {
      const { inTransactions, outside } = await notebook.during(async () =>
        must(await node.call('auth/resetpassword', { json: { email } })),
      )
      // What becomes of it is noted after the answer, and keys of the audit are cached.
      const names = (all: readonly string[]) =>
        all.filter((name) => !/^(outbox\.(postpone|delivered)$|audit\.)/.test(name))
      return { inTransactions: inTransactions.map(names), outside: names(outside) }
    }
    // The first request of each makes the key of their events.
    for (const email of [known, unknown]) await work(email)
    const [ofKnown, ofUnknown] = [await work(known), await work(unknown)]
    expect(ofUnknown).toEqual(ofKnown)
    expect(JSON.stringify(ofUnknown)).toContain('outbox.insert')
    await node.close()
    smtp.behave('accepts')
    await world.travel(2 * MINUTE)
    // The invitation, and two resets.
    expect(smtp.to(known).filter((mail) => mail.includes('setpassword'))).toHaveLength(3)
    expect(smtp.to(unknown)).toEqual([])
    expect(await shown(unknown)).toBeUndefined()
    // Nor kept: strangers would fill the store with addresses.
    await world.travel(2 * MINUTE)
    const kept = await world.store.db.query({ sql: 'select id from outbox where is_decoy', params: [] })
    expect(kept.rows).toEqual([])
  })

  test.runIf(store === 'postgres')(
    'sends what is due once, however many nodes look for it at the same time',
    async () => {
      const other = await world.secondNode({
        env: { DAMSON_MAIL_URL: smtp.url, DAMSON_MAIL_FROM: 'clinic@example.org' },
      })
      smtp.behave('away')
      const invited = Array.from({ length: 20 }, freshEmail)
      for (const email of invited) await clinic.invite({ email })
      smtp.behave('accepts')
      // The upkeep of both nodes, at the same time.
      await world.store.db.query({ sql: "update outbox set due_at = now() where state = 'waiting'", params: [] })
      await Promise.all([world.app.outbox.run(), other.app.outbox.run()])
      expect(invited.map((email) => smtp.to(email).length)).toEqual(invited.map(() => 1))
      await other.close()
    },
  )

  test('sends nothing that has expired, also before its text is deleted', async () => {
    smtp.behave('away')
    const email = freshEmail()
    await clinic.invite({ email })
    smtp.behave('accepts')
    const { id = '' } = await shown(email)
    const past = "update outbox set due_at = 'epoch', expires_at = '2000-01-01' where id = $1::uuid"
    await world.store.db.query({ sql: past, params: [id] })
    await world.app.outbox.run()
    expect(smtp.to(email)).toEqual([])
  })

  test('shows nobody what stands for an e-mail to nobody, and only owners what is about no member', async () => {
    const [desk, email] = [freshEmail(), freshEmail()]
    must(await clinic.invite({ email: desk, adminRole: 'help-desk' }))
    must(await world.call('auth/setpassword', { json: linkIn(smtp.to(desk)[0]) }))
    const token = must(await world.actors.signIn(desk, PASSWORD)).body.access_token
    const seenBy = async (by: string): Promise<boolean> =>
      must(await world.call(`admin/projects/${clinic.project}/emails?_count=100`, { token: by })).body.emails.some(
        (one: { to: string }) => one.to === email,
      )
    smtp.behave('away')
    await clinic.invite({ email })
    const { id = '' } = await shown(email)
    expect([await seenBy(token), await seenBy(clinic.admin.token)]).toEqual([true, true])
    const change = (fields: string): Promise<unknown> =>
      world.store.db.query({ sql: `update outbox set ${fields} where id = $1::uuid`, params: [id] })
    await change("about = 'DomainConfiguration/1'")
    expect([await seenBy(token), await seenBy(clinic.admin.token)]).toEqual([false, true])
    await change('is_decoy = true')
    expect([await seenBy(clinic.admin.token), (await sendAgain(id)).status]).toEqual([false, 404])
  })

  test('is read by administrators of the project alone, within what they may see', async () => {
    const token = must(await world.actors.signIn(await member(), PASSWORD)).body.access_token
    const at = `admin/projects/${clinic.project}/emails`
    expect(verdict(await world.call(at, { token }))).toBe('403 needs_admin')
    expect((await world.call(at)).status).toBe(401)
    expect(verdict(await emails('?state=delivered'))).toBe('400 invalid_state')
    // The second is of a year that no date of the store has.
    for (const cursor of ['1.x', `999999999999999.${crypto.randomUUID()}`])
      expect(verdict(await emails(`?_cursor=${cursor}`))).toBe('400 invalid_cursor')
    expect((await sendAgain('00000000-0000-4000-8000-000000000000')).status).toBe(404)
    const first = must(await emails('?_count=1')).body
    const second = must(await emails(`?_count=1&_cursor=${first.next}`)).body
    expect(second.emails[0].id).not.toBe(first.emails[0].id)
  })
})
