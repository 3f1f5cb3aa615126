/** Recovering an account whose second factors are lost: NIST SP 800-63B-4 §4.2. */
import { type Answer, createSoftwareAuthenticator, hasPostgres, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, must, PASSWORD, reasonOf, refresh, verdict } from '../identity/steps.ts'
import { createCookieBrowser } from '../signin/cookie-browser.ts'
import { askedTo } from '../signin/passkey-bench.ts'
import { CHECKED, codesOn, DAY, numberOn, type RecoveryBench, startRecoveryBench } from './recovery-bench.ts'

describe.each(storesForWalks())('a lost phone, on %s', (store) => {
  let bench: RecoveryBench
  beforeAll(async () => {
    bench = await startRecoveryBench({ store })
  })
  afterAll(() => bench.world.close())

  const headingIn = async (browser: Awaited<ReturnType<RecoveryBench['begun']>>): Promise<string> =>
    (await browser.open('/signin/recovery')).heading
  const eventsOf = async (subtype: string, userId: string): Promise<readonly { outcomeDesc?: string }[]> => {
    const token = await bench.token('owner')
    const path = `fhir/R4/AuditEvent?subtype=${subtype}&entity=User/${userId}&_count=100`
    const { body } = must(await bench.world.call(path, { token }))
    return (body.entry ?? []).map(({ resource }: { resource: object }) => resource)
  }

  test('is recovered by the mailbox, an administrator who checked, and a day of waiting', async () => {
    const lost = await bench.patient()
    const { email, membership } = lost
    const browser = await bench.begun(email)
    await expect.poll(() => bench.subjects(email)).toContain('Someone asked to recover your account')
    const page = await browser.open('/signin/recovery')
    expect(page).toMatchObject({ status: 200, heading: 'Confirm that it is you' })
    expect(numberOn(page)).toMatch(/^\d{6}$/)
    expect(await bench.seen(membership)).toMatchObject({
      state: 'proof-missing',
      startedBy: 'person',
      proofs: ['email'],
    })
    // Not even the right password ends it now.
    expect((await bench.complete(browser)).secret).toBe('')
    const confirmed = must(await bench.confirm('identity', membership, browser))
    await expect.poll(() => bench.subjects(email)).toContain('You can soon recover your account')
    expect(await headingIn(browser)).toBe('Please wait')
    const readyAt = new Date(confirmed.body.readyAt)
    await bench.travel(DAY - 60_000)
    expect(await headingIn(browser)).toBe('Please wait')
    expect((await bench.complete(browser)).secret).toBe('')
    expect(readyAt.getTime()).toBeGreaterThan(Date.now() + DAY - 60_000)
    await bench.travel(120_000)
    await expect.poll(() => bench.subjects(email)).toContain('You can recover your account now')
    expect(await headingIn(browser)).toBe('Enter your password')
    expect(
      (await browser.post('/signin/recovery', { do: 'password', password: 'not the right password' })).status,
    ).toBe(400)
    expect((await browser.post('/signin/recovery', { do: 'complete', code: '123456' })).location).toBe(
      '/signin/recovery',
    )
    const before = must(await refresh(bench.world.call, lost.refreshToken)).body.refresh_token
    const { visit, secret } = await bench.complete(browser)
    expect(visit).toMatchObject({ status: 200, heading: 'You have your account back' })
    expect(visit.headers.get('cache-control')).toBe('no-store')
    expect(codesOn(visit)).toHaveLength(10)
    await expect.poll(() => bench.subjects(email)).toContain('Your account was recovered')
    expect(await bench.signsIn(email, lost.secret)).toBe(false)
    expect(await bench.signsIn(email, secret)).toBe(true)
    expect((await browser.open('/signin/recovery')).status).toBe(404)
    expect(verdict(await refresh(bench.world.call, before))).toBe('400 invalid_grant')
    const { userId } = lost
    for (const kind of ['recovery.started', 'recovery.confirmed', 'recovery.completed', 'factor.removed'])
      expect([kind, (await eventsOf(kind, userId)).length]).toEqual([kind, 1])
  })

  test('gets its link in the language of the person, or of the page while theirs is not known; so does a password', async () => {
    const { email } = await bench.patient()
    const page = bench.browser()
    await page.post('/signin/language', { language: 'es', to: '' })
    await page.post('/signin/recover', { email })
    await expect.poll(() => bench.subjects(email)).toContain('Recupere su cuenta')
    await page.post('/signin/forgot', { email })
    await expect.poll(() => bench.subjects(email)).toContain('Elija una contraseña nueva')
    await bench.world.store.db.query({ sql: `update users set language = 'ar' where email = $1`, params: [email] })
    await page.post('/signin/recover', { email })
    await expect.poll(() => bench.subjects(email)).toContain('استرد حسابك')
  })

  test('is recovered by the mailbox and a saved code, which proves once', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    const [saved = ''] = lost.codes
    expect((await browser.post('/signin/recovery', { do: 'prove', code: 'AAAA-BBBB-CCCC-DDDD' })).status).toBe(400)
    expect((await browser.post('/signin/recovery', { do: 'prove', code: ' ' })).status).toBe(400)
    expect(await headingIn(browser)).toBe('Confirm that it is you')
    await browser.post('/signin/recovery', { do: 'prove', code: saved })
    expect(await headingIn(browser)).toBe('Please wait')
    // Nobody confirmed, so nobody has a waiting time to shorten.
    const { id } = (await bench.seen(lost.membership)) ?? { id: '' }
    expect(verdict(await bench.admin('owner', 'POST', `recoveries/${id}/shorten`, {}))).toBe('409 nothing_to_shorten')
    await bench.travel(DAY + 1_000)
    const { secret, visit } = await bench.complete(browser)
    expect(visit.heading).toBe('You have your account back')
    expect(await bench.signsIn(lost.email, secret)).toBe(true)
    const again = await bench.begun(lost.email)
    expect((await again.post('/signin/recovery', { do: 'prove', code: saved })).status).toBe(400)
    expect((await again.post('/signin/recovery', { do: 'prove', code: lost.codes[1] ?? '' })).status).toBe(400)
  })

  test('is recovered with another authenticator app that is left', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    await browser.post('/signin/recovery', { do: 'prove', code: bench.code(lost.secret) })
    expect(await headingIn(browser)).toBe('Please wait')
    expect(await bench.seen(lost.membership)).toMatchObject({ proofs: ['email', 'authenticator'] })
  })

  test('is confirmed by somebody else than whoever started, and never by the person or with another number', async () => {
    const lost = await bench.patient()
    const started = must(await bench.admin('identity', 'POST', `members/${lost.membership}/recovery`, {}))
    expect(started.body).toMatchObject({ state: 'link-sent', startedBy: 'administrator', proofs: [] })
    expect(started.text).not.toContain('number')
    await expect.poll(() => bench.subjects(lost.email)).toContain('Someone asked to recover your account')
    const browser = bench.browser()
    // Before the person has opened the link, there is nothing to confirm.
    expect(verdict(await bench.confirm('second', lost.membership, browser, { number: '000000' }))).toBe(
      '400 wrong_number',
    )
    await browser.post(await bench.linkTo(lost.email), {})
    expect(verdict(await bench.confirm('identity', lost.membership, browser))).toBe('403 same_administrator')
    const right = numberOn(await browser.open('/signin/recovery'))
    const wrong = right === '000000' ? '111111' : '000000'
    expect(verdict(await bench.confirm('second', lost.membership, browser, { number: wrong }))).toBe('400 wrong_number')
    for (const identityCheck of [undefined, '', 'yes', 'x'.repeat(501), 'line\nbreak in the text'])
      expect((await bench.confirm('second', lost.membership, browser, { identityCheck })).status).toBe(400)
    expect(await headingIn(browser)).toBe('Confirm that it is you')
    expect(verdict(await bench.confirm('helpDesk', lost.membership, browser))).toBe('403 needs_role')
    must(await bench.confirm('second', lost.membership, browser))
    expect(verdict(await bench.confirm('third', lost.membership, browser, { number: right }))).toBe('409 confirmed')
    const [event] = await eventsOf('recovery.confirmed', lost.userId)
    expect(JSON.stringify(event)).toContain(Buffer.from(`identityCheck=${CHECKED}`).toString('base64'))
  })

  test('waits a day that only a second administrator shortens', async () => {
    const lost = await bench.patient()
    must(await bench.admin('helpDesk', 'POST', `members/${lost.membership}/mfa/reset`, {}))
    const browser = bench.browser()
    await browser.post(await bench.linkTo(lost.email), {})
    const { id } = (await bench.seen(lost.membership, 'helpDesk')) ?? { id: '' }
    const shorten = (role: Parameters<RecoveryBench['admin']>[0]) =>
      bench.admin(role, 'POST', `recoveries/${id}/shorten`, {})
    expect(verdict(await shorten('owner'))).toBe('409 nothing_to_shorten')
    must(await bench.confirm('second', lost.membership, browser))
    expect(verdict(await shorten('second'))).toBe('403 same_administrator')
    expect(verdict(await shorten('helpDesk'))).toBe('403 needs_role')
    expect(await headingIn(browser)).toBe('Please wait')
    must(await shorten('third'))
    expect(verdict(await shorten('owner'))).toBe('409 nothing_to_shorten')
    expect((await bench.complete(browser)).visit.heading).toBe('You have your account back')
  })

  test('is stopped by an old factor that is used meanwhile, at once', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    must(await bench.confirm('identity', lost.membership, browser))
    await bench.travel(DAY + 60_000)
    expect(await headingIn(browser)).toBe('Enter your password')
    const begun = await begin(bench.world.call, { email: lost.email, projectId: bench.owner.project })
    must(await bench.world.call('auth/mfa/verify', { json: { login: begun.handle, token: bench.code(lost.secret) } }))
    // Before anything has tidied up.
    expect((await browser.open('/signin/recovery')).status).toBe(404)
    expect((await bench.complete(browser)).secret).toBe('')
    await bench.travel(60_000)
    await expect.poll(() => bench.subjects(lost.email)).toContain('Your account was not recovered')
    expect(await bench.seen(lost.membership)).toBeUndefined()
    const [event] = await eventsOf('recovery.cancelled', lost.userId)
    expect(event?.outcomeDesc).toBe('factor_used')
    expect(await bench.signsIn(lost.email, lost.secret)).toBe(true)
  })

  test('is stopped by a recovery code that signs in meanwhile', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    await browser.post('/signin/recovery', { do: 'prove', code: lost.codes[0] ?? '' })
    expect(await headingIn(browser)).toBe('Please wait')
    const begun = await begin(bench.world.call, { email: lost.email, projectId: bench.owner.project })
    must(await bench.world.call('auth/mfa/verify', { json: { login: begun.handle, token: lost.codes[1] } }))
    expect((await browser.open('/signin/recovery')).status).toBe(404)
  })

  test('is stopped by an old factor that was used and is gone since, before anything has tidied up', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    must(await bench.confirm('identity', lost.membership, browser))
    await bench.travel(DAY + 60_000)
    const begun = await begin(bench.world.call, { email: lost.email, projectId: bench.owner.project })
    must(await bench.world.call('auth/mfa/verify', { json: { login: begun.handle, token: lost.codes[1] } }))
    const sql = 'delete from recovery_keys where user_id = $1'
    await bench.world.store.db.query({ sql, params: [lost.userId] })
    expect((await browser.open('/signin/recovery')).status).toBe(404)
    expect((await bench.complete(browser)).secret).toBe('')
    await bench.travel(60_000)
    await expect.poll(() => bench.subjects(lost.email)).toContain('Your account was not recovered')
  })

  test.each<[string, object]>([
    ['is switched off', { active: false }],
    ['has another role', { adminRole: 'help-desk' }],
  ])('ends when the administrator who confirmed it %s, and somebody else confirms a new one', async (_, fields) => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    must(await bench.confirm('identity', lost.membership, browser))
    const path = `fhir/R4/ProjectMembership/${bench.people.identity.membership}`
    const change = async (changes: object): Promise<object> => {
      const token = await bench.token('owner')
      const { body } = must(await bench.world.call(path, { token }))
      must(await bench.world.call(path, { method: 'PUT', token, json: { ...body, ...changes } }))
      return body
    }
    const before = await change(fields)
    await bench.travel(DAY + 1_000)
    await expect.poll(() => bench.subjects(lost.email)).toContain('Your account was not recovered')
    expect((await browser.open('/signin/recovery')).status).toBe(404)
    expect((await bench.complete(browser)).secret).toBe('')
    expect((await eventsOf('recovery.cancelled', lost.userId))[0]?.outcomeDesc).toBe('administrator_gone')
    await change({ active: undefined, ...before })
    const again = await bench.begun(lost.email)
    must(await bench.confirm('second', lost.membership, again))
    await bench.travel(DAY + 1_000)
    expect((await bench.complete(again)).visit.heading).toBe('You have your account back')
  })

  test('ends when an administrator’s word would open another project, which the person joined since', async () => {
    const lost = await bench.patient()
    const other = await bench.world.actors.owner()
    const browser = await bench.begun(lost.email)
    must(await bench.confirm('identity', lost.membership, browser))
    const invite = { resourceType: 'Practitioner', firstName: 'Ada', lastName: 'Byron', email: lost.email }
    const { body } = must(
      await bench.world.call(`admin/projects/${other.project}/invite`, { json: invite, token: other.token }),
    )
    expect(await headingIn(browser)).toBe('Please wait')
    const accepted = 'update memberships set user_id = $3 where project = $1 and id = $2'
    await bench.world.store.db.query({ sql: accepted, params: [other.project, body.id, lost.userId] })
    expect(await headingIn(browser)).toBe('Please wait')
    const sql = 'update memberships set invitation_open = false where project = $1 and user_id = $2'
    await bench.world.store.db.query({ sql, params: [other.project, lost.userId] })
    expect((await browser.open('/signin/recovery')).status).toBe(404)
  })

  test('is stopped by the link “this wasn’t me”, once, and not by looking at it', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    must(await bench.confirm('identity', lost.membership, browser))
    const stop = await bench.linkTo(lost.email, 'stop')
    const other = bench.browser()
    for (let looks = 0; looks < 3; looks += 1)
      expect(await other.open(stop)).toMatchObject({ status: 200, heading: 'Was this not you?' })
    for (const wrong of [stop.replace(/.$/, stop.endsWith('A') ? 'B' : 'A'), stop.replace(/stop\/./, 'stop/x')])
      expect([(await other.open(wrong)).status, (await other.post(wrong, {})).status]).toEqual([404, 404])
    expect(await headingIn(browser)).toBe('Please wait')
    const stopped = await other.follow(await other.post(stop, {}))
    expect(stopped.heading).toBe('The recovery is stopped')
    expect((await browser.open('/signin/recovery')).status).toBe(404)
    const dead = await other.post(stop, {})
    expect([dead.status, dead.text.includes('href="/signin/recover"')]).toEqual([404, true])
    const [event] = await eventsOf('recovery.cancelled', lost.userId)
    expect(event?.outcomeDesc).toBe('not_me')
  })

  test('is stopped by an administrator', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    const { id } = (await bench.seen(lost.membership)) ?? { id: '' }
    must(await bench.admin('helpDesk', 'DELETE', `recoveries/${id}`))
    expect((await browser.open('/signin/recovery')).status).toBe(404)
    expect(verdict(await bench.admin('helpDesk', 'DELETE', `recoveries/${id}`))).toBe('409 recovery_ended')
    expect(
      verdict(
        await bench.admin('owner', 'POST', `recoveries/${id}/confirm`, { number: '123456', identityCheck: CHECKED }),
      ),
    ).toBe('409 recovery_ended')
  })

  test('belongs to one browser: a link opened in another one begins anew, without what was confirmed', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    const number = numberOn(await browser.open('/signin/recovery'))
    must(await bench.confirm('identity', lost.membership, browser))
    const thief = await bench.begun(lost.email)
    expect((await browser.open('/signin/recovery')).status).toBe(404)
    expect(await headingIn(thief)).toBe('Confirm that it is you')
    expect(numberOn(await thief.open('/signin/recovery'))).not.toBe(number)
    await bench.travel(2 * DAY)
    expect((await bench.complete(thief)).secret).toBe('')
    // Nor does the cookie of one browser open the recovery of another.
    const mixed = bench.browser()
    for (const [name, value] of thief.cookies)
      mixed.cookies.set(name, name.endsWith('recovery') ? value.replace(/\..*/, `.${'a'.repeat(43)}`) : value)
    expect((await mixed.open('/signin/recovery')).status).toBe(404)
    // Nor what was confirmed after an administrator had started it.
    const other = await bench.patient()
    must(await bench.admin('second', 'POST', `members/${other.membership}/mfa/reset`, {}))
    const own = await bench.begun(other.email)
    must(await bench.confirm('identity', other.membership, own))
    expect(await headingIn(await bench.begun(other.email))).toBe('Confirm that it is you')
    expect((await own.open('/signin/recovery')).status).toBe(404)
  })

  test('begins with a link that works once, for a day, and that looking does not use up', async () => {
    const lost = await bench.patient()
    const browser = bench.browser()
    await browser.post('/signin/recover', { email: lost.email })
    await expect.poll(() => bench.subjects(lost.email)).toContain('Recover your account')
    const link = await bench.linkTo(lost.email)
    for (let looks = 0; looks < 3; looks += 1)
      expect(await browser.open(link)).toMatchObject({ status: 200, heading: 'Recover your account' })
    expect(await bench.seen(lost.membership)).toBeUndefined()
    const sent = await Promise.all([bench.browser(), bench.browser()].map((one) => one.post(link, {})))
    expect(sent.map(({ status }) => String(status)).toSorted()).toEqual(['303', '404'])
    expect((await browser.open(link)).status).toBe(404)
    await browser.post('/signin/recover', { email: lost.email })
    const late = await bench.linkTo(lost.email, 'start', link)
    await bench.travel(DAY)
    expect([(await browser.open(late)).status, (await browser.post(late, {})).status]).toEqual([404, 404])
    for (const wrong of [late.replace(/.{43}$/, 'x'.repeat(43)), late.replace(/[0-9a-f-]{36}/, "x'--")])
      expect((await browser.post(wrong, {})).status).toBe(404)
  })

  test('does not begin while a change of the address can be undone', async () => {
    const lost = await bench.patient()
    const sql = `insert into email_changes (id, user_id, new_email, created_at, expires_at, confirmed_at, undo_until)
      select gen_random_uuid(), $1::uuid, $2, now(), now(), now(), max(expires_at) + interval '7 days' from recovery_links`
    const browser = bench.browser()
    await browser.post('/signin/recover', { email: lost.email })
    const link = await bench.linkTo(lost.email)
    await bench.world.store.db.query({ sql, params: [lost.userId, lost.email] })
    expect((await browser.post(link, {})).status).toBe(404)
    for (const path of ['recovery', 'mfa/reset'])
      expect(verdict(await bench.admin('identity', 'POST', `members/${lost.membership}/${path}`, {}))).toBe(
        '409 new_address',
      )
    const sent = bench.world.inbox.to(lost.email).length
    await browser.post('/signin/recover', { email: lost.email })
    await bench.travel(9 * DAY)
    expect(bench.world.inbox.to(lost.email)).toHaveLength(sent)
    await bench.begun(lost.email)
  })

  test('ends with a change of the address, and so does its link', async () => {
    const [lost, other] = [await bench.patient(), await bench.patient()]
    const browser = await bench.begun(lost.email)
    must(await bench.confirm('identity', lost.membership, browser))
    await browser.post('/signin/recover', { email: other.email })
    const link = await bench.linkTo(other.email)
    await bench.travel(60_000)
    const sql = `update users set email_proven_at = greatest(
      (select max(started_at) from recoveries), (select max(expires_at) - interval '1 day' from recovery_links)
    ) + interval '1 second' where email = any($1)`
    await bench.world.store.db.query({ sql, params: [[lost.email, other.email]] })
    expect((await browser.open('/signin/recovery')).status).toBe(404)
    expect([(await browser.open(link)).status, (await browser.post(link, {})).status]).toEqual([404, 404])
    await bench.travel(60_000)
    const [event] = await eventsOf('recovery.cancelled', lost.userId)
    expect(event?.outcomeDesc).toBe('address_changed')
  })

  test('ends after two weeks', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    must(await bench.confirm('identity', lost.membership, browser))
    await bench.travel(13 * DAY)
    expect(await headingIn(browser)).toBe('Enter your password')
    await bench.travel(DAY)
    expect((await browser.open('/signin/recovery')).status).toBe(404)
    expect((await bench.complete(browser)).secret).toBe('')
    await expect.poll(() => bench.subjects(lost.email)).toContain('Your account was not recovered')
  })

  test('is completed once, and of an end and a cancellation at once one happens', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    must(await bench.confirm('identity', lost.membership, browser))
    await bench.travel(DAY + 1_000)
    const asked = await browser.post('/signin/recovery', { do: 'password', password: PASSWORD })
    const secret = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(asked.text)?.[1] ?? '').replaceAll(' ', '')
    const fields = { do: 'complete', proof: asked.hidden('proof'), code: bench.code(secret) }
    const wrong = await browser.post('/signin/recovery', {
      ...fields,
      code: fields.code === '000000' ? '111111' : '000000',
    })
    expect(wrong.status).toBe(400)
    expect(await bench.signsIn(lost.email, lost.secret)).toBe(true)
    // That was an old factor, so it has ended.
    expect((await browser.post('/signin/recovery', fields)).location).toBe('/signin/recovery')

    const again = await bench.begun(lost.email)
    must(await bench.confirm('identity', lost.membership, again))
    await bench.travel(DAY + 1_000)
    const page = await again.post('/signin/recovery', { do: 'password', password: PASSWORD })
    const next = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(page.text)?.[1] ?? '').replaceAll(' ', '')
    const last = { do: 'complete', proof: page.hidden('proof'), code: bench.code(next) }
    const stop = await bench.linkTo(lost.email, 'stop')
    const [one, two, stopped] = await Promise.all([
      again.post('/signin/recovery', last),
      again.post('/signin/recovery', last),
      bench.browser().post(stop, {}),
    ])
    const completed = [one, two].filter(({ heading }) => heading === 'You have your account back').length
    expect([completed, stopped.status]).toEqual(completed === 1 ? [1, 404] : [0, 303])
    expect(await bench.signsIn(lost.email, completed === 1 ? next : lost.secret)).toBe(true)
  })

  test('is completed with a passkey instead: once, in this browser, after the password', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    must(await bench.confirm('identity', lost.membership, browser))
    await bench.travel(DAY + 1_000)
    const keys = createSoftwareAuthenticator({ origin: new URL(bench.world.baseUrl).origin })
    const asked = await browser.post('/signin/recovery', { do: 'password', password: PASSWORD })
    const passkey = keys.create(askedTo(asked, 'make'))
    const fields = { do: 'complete', proof: asked.hidden('proof'), passkey }
    // Without the password it is nothing, and neither is an answer to another page.
    expect((await browser.post('/signin/recovery', { do: 'complete', passkey })).location).toBe('/signin/recovery')
    const foreign = keys.create({ ...askedTo(asked, 'make'), challenge: 'x'.repeat(43) })
    expect((await browser.post('/signin/recovery', { ...fields, passkey: foreign })).status).toBe(400)
    expect((await bench.browser().post('/signin/recovery', fields)).location).toBe('/signin/recovery')
    const done = await browser.post('/signin/recovery', fields)
    expect(done.heading).toBe('You have your account back')
    expect(codesOn(done)).toHaveLength(10)
    expect((await browser.post('/signin/recovery', fields)).location).toBe('/signin/recovery')
    await expect.poll(() => bench.subjects(lost.email)).toContain('Your account was recovered')
    const factors = await bench.world.store.db.query({
      sql: `select kind from factors where user_id = $1 and confirmed_at is not null
        union all select 'passkey' from passkeys where user_id = $1`,
      params: [lost.userId],
    })
    expect(factors.rows).toEqual([{ kind: 'passkey' }])
    expect((await eventsOf('factor.added', lost.userId)).map(({ outcomeDesc }) => outcomeDesc)).toContain('passkey')
  })

  test('of an administrator needs an owner, whatever else is proven', async () => {
    const lost = await bench.patient({ adminRole: 'deployer' })
    const browser = await bench.begun(lost.email)
    expect((await browser.open('/signin/recovery')).text).not.toContain('name="code"')
    await browser.post('/signin/recovery', { do: 'prove', code: lost.codes[0] ?? '' })
    await browser.post('/signin/recovery', { do: 'prove', code: bench.code(lost.secret) })
    await bench.travel(DAY + 1_000)
    expect(await headingIn(browser)).toBe('Confirm that it is you')
    expect((await bench.complete(browser)).secret).toBe('')
    expect(verdict(await bench.admin('helpDesk', 'POST', `members/${lost.membership}/mfa/reset`, {}))).toBe(
      '403 above_own_role',
    )
    expect(verdict(await bench.confirm('identity', lost.membership, browser))).toBe('403 above_own_role')
    must(await bench.confirm('second', lost.membership, browser))
    await expect.poll(() => bench.subjects(bench.owner.email)).toContain('Recovery of an administrator’s account')
    await bench.travel(DAY + 1_000)
    expect((await bench.complete(browser)).visit.heading).toBe('You have your account back')
  })

  test('is never confirmed by the person, nor by whoever started it under another account', async () => {
    const lost = await bench.patient({ admin: true, adminRole: 'owner' })
    const browser = await bench.begun(lost.email)
    const number = numberOn(await browser.open('/signin/recovery'))
    const { id } = (await bench.seen(lost.membership)) ?? { id: '' }
    // Signed in with the factor that is said to be lost, which ends the recovery; so the earlier token is used.
    const path = `admin/projects/${bench.owner.project}/recoveries/${id}/confirm`
    const own = await bench.world.call(path, { json: { number, identityCheck: CHECKED }, token: lost.token })
    expect(verdict(own)).toBe('403 own_recovery')
  })

  test('asks administrators for a sign-in of the last ten minutes, and machines never', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    const number = numberOn(await browser.open('/signin/recovery'))
    const { id } = (await bench.seen(lost.membership)) ?? { id: '' }
    const token = await bench.token('identity')
    await bench.travel(11 * 60_000)
    const at = (path: string, json: object = {}) =>
      bench.world.call(`admin/projects/${bench.owner.project}/${path}`, { json, token })
    for (const [path, json] of [
      [`recoveries/${id}/confirm`, { number, identityCheck: CHECKED }],
      [`recoveries/${id}/shorten`, {}],
      [`members/${lost.membership}/recovery`, {}],
      [`members/${lost.membership}/mfa/reset`, {}],
    ] as const) {
      const answer = await at(path, json)
      expect([path, answer.status, reasonOf(answer)]).toEqual([path, 401, 'insufficient_user_authentication'])
      expect(answer.headers.get('www-authenticate')).toContain('max_age="600"')
    }
    expect(await headingIn(browser)).toBe('Confirm that it is you')
  })

  test('is of no other project', async () => {
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    const number = numberOn(await browser.open('/signin/recovery'))
    const { id } = (await bench.seen(lost.membership)) ?? { id: '' }
    const stranger = await bench.world.actors.owner()
    const json = { number, identityCheck: CHECKED }
    const at = (project: string, path: string, body?: object) =>
      bench.world.call(`admin/projects/${project}/recoveries${path}`, { json: body, token: stranger.token })
    expect((await at(stranger.project, '')).body.recoveries).toEqual([])
    expect((await at(stranger.project, `/${id}/confirm`, json)).status).toBe(404)
    expect((await at(stranger.project, `/${id}/shorten`, {})).status).toBe(404)
    expect((await at(bench.owner.project, `/${id}/confirm`, json)).status).toBe(404)
    // Whoever invites somebody gets no say in the recovery of their account.
    const invite = { resourceType: 'Practitioner', firstName: 'Ada', lastName: 'Byron', email: lost.email }
    must(await bench.world.call(`admin/projects/${stranger.project}/invite`, { json: invite, token: stranger.token }))
    expect((await at(stranger.project, '')).body.recoveries).toEqual([])
    expect((await at(stranger.project, `/${id}/confirm`, json)).status).toBe(404)
    must(await bench.confirm('identity', lost.membership, browser))
  })

  test('of an account that two projects use is confirmed by the server’s administrators alone', async () => {
    const lost = await bench.patient()
    const other = await bench.world.actors.owner()
    const invite = { resourceType: 'Practitioner', firstName: 'Ada', lastName: 'Byron', email: lost.email }
    const { body } = must(
      await bench.world.call(`admin/projects/${other.project}/invite`, { json: invite, token: other.token }),
    )
    const accepted = 'update memberships set user_id = $3 where project = $1 and id = $2'
    await bench.world.store.db.query({ sql: accepted, params: [other.project, body.id, lost.userId] })
    const { handle } = await begin(bench.world.call, { email: lost.email, projectId: other.project })
    const verified = await bench.world.call('auth/mfa/verify', { json: { login: handle, token: lost.codes[0] } })
    must(verified)
    const browser = await bench.begun(lost.email)
    const number = numberOn(await browser.open('/signin/recovery'))
    expect(verdict(await bench.confirm('owner', lost.membership, browser))).toBe('403 account_of_several_projects')
    const { id } = (await bench.seen(lost.membership)) ?? { id: '' }
    expect(verdict(await bench.admin('owner', 'DELETE', `recoveries/${id}`))).toBe('403 account_of_several_projects')
    await bench.world.store.db.query({
      sql: 'update projects set super_admin = true where id = $1::uuid',
      params: [other.project],
    })
    const token = must(await bench.world.actors.signIn(other.email, other.password)).body.access_token
    const json = { number, identityCheck: CHECKED }
    must(await bench.world.call(`admin/projects/${other.project}/recoveries/${id}/confirm`, { json, token }))
  })

  test('of a project’s only owner is confirmed by the server’s administrators', async () => {
    const { world, travel, code, begun } = bench
    const [owner, server] = [await world.actors.owner(), await world.actors.owner()]
    const status = must(await world.call('auth/mfa/status', { token: owner.token }))
    const secret = new URL(status.body.enrollUri).searchParams.get('secret') ?? ''
    must(await world.call('auth/mfa/enroll', { json: { method: 'totp', token: code(secret) }, token: owner.token }))
    await travel(30_000)
    const browser = await begun(owner.email)
    const number = numberOn(await browser.open('/signin/recovery'))
    const { rows } = await world.store.db.query({
      sql: 'select id::text as id from recoveries where user_id = $1::uuid and ended_at is null',
      params: [owner.userId],
    })
    const path = `recoveries/${String(rows[0]?.['id'])}/confirm`
    const json = { number, identityCheck: CHECKED }
    const confirm = async (): Promise<string> => {
      const token = must(await world.actors.signIn(server.email, server.password)).body.access_token
      return verdict(await world.call(`admin/projects/${server.project}/${path}`, { json, token }))
    }
    expect(await confirm()).toBe('404')
    const sql = 'update projects set super_admin = true where id = $1::uuid'
    await world.store.db.query({ sql, params: [server.project] })
    expect(await confirm()).toBe('200')
    expect(await headingIn(browser)).toBe('Please wait')
  })

  test('tells strangers nothing: one answer, and as many rows, with or without an account', async () => {
    const [lost, plain] = [await bench.patient(), await bench.invite()]
    const seen: unknown[] = []
    for (const email of [lost.email, plain.email, 'nobody-at-all@example.org']) {
      const before = [await bench.count('recovery_links'), await bench.count('audit_events')]
      const sent = await bench.browser().post('/signin/recover', { email })
      const page = await bench.browser().follow(sent)
      const after = [await bench.count('recovery_links'), await bench.count('audit_events')]
      const rows = after.map((many, at) => many - (before[at] ?? 0))
      seen.push([sent.status, sent.location, page.status, page.heading, page.text, rows])
    }
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
    await expect.poll(() => bench.subjects(lost.email)).toContain('Recover your account')
    expect(bench.subjects(plain.email)).not.toContain('Recover your account')
  })
})

describe.runIf(hasPostgres())('an old factor that is used while a recovery is completed', () => {
  let bench: RecoveryBench
  beforeAll(async () => {
    bench = await startRecoveryBench({ store: 'postgres' })
  })
  afterAll(() => bench.world.close())

  test('proves nobody any more: it waits, and is gone then', async () => {
    const { world, code } = bench
    const lost = await bench.patient()
    const browser = await bench.begun(lost.email)
    must(await bench.confirm('identity', lost.membership, browser))
    await bench.travel(DAY + 1_000)
    const { handle } = await begin(world.call, { email: lost.email, projectId: bench.owner.project })
    let used: Promise<Answer> | undefined
    const locks: string[] = []
    const waiting = { sql: 'select count(*)::int as n from pg_locks where not granted', params: [] }
    const node = await world.restarted({
      faulty: (db) => ({
        ...db,
        engine: db.engine,
        query: db.query.bind(db),
        tx: (work, options) =>
          db.tx(
            (tx) =>
              work({
                ...tx,
                store: tx.store,
                async query(query) {
                  const answer = await tx.query(query)
                  if (/lock|hold/.test(query.name ?? '')) locks.push(query.name ?? '')
                  if (query.name !== 'recoveries.complete' || used !== undefined) return answer
                  used = world.call('auth/mfa/verify', { json: { login: handle, token: code(lost.secret) } })
                  // Until it waits, or is done, if nothing held it up.
                  const use = { isDone: false }
                  void used.finally(() => (use.isDone = true))
                  const isHeldUp = async (): Promise<boolean> => (await tx.query(waiting)).rows[0]?.['n'] !== 0
                  for (let looks = 0; looks < 100 && !use.isDone && !(await isHeldUp()); looks += 1)
                    await new Promise((resolve) => setTimeout(resolve, 10))
                  return answer
                },
                exec: tx.exec.bind(tx),
                ...(tx.defer !== undefined && { defer: tx.defer.bind(tx) }),
              }),
            options,
          ),
        exec: db.exec.bind(db),
        listen: db.listen.bind(db),
        close: db.close.bind(db),
      }),
    })
    const same = createCookieBrowser(node.baseUrl, world.baseUrl)
    for (const [name, value] of browser.cookies) same.cookies.set(name, value)
    expect((await bench.complete(same)).visit.heading).toBe('You have your account back')
    expect((await used)?.status).toBe(400)
    // As all who change factors lock, so that none of them waits for another in a circle.
    expect(locks.indexOf('factors.lock')).toBe(locks.indexOf('recoveries.hold-factors') - 1)
    expect(locks).toContain('factors.lock')
  })
})
