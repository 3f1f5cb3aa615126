/** Signing in by a text message: people without an address, whose number an administrator's invitation proved. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail, must, reasonOf } from '../identity/steps.ts'
import type { Visit } from './cookie-browser.ts'
import { type Hosted, type HostedApp, startHosted } from './hosted.ts'
import { askedTo, PASSKEYS } from './passkey-bench.ts'
import { isBack, phoneBench } from './phone-bench.ts'

const AAL1 = 'http://idmanagement.gov/ns/assurance/aal/1'
const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
const MINUTE = 60_000
const DAY = 86_400_000
const COUNTRIES = { name: 'smsCountries', valueString: 'DE' }
const ON = [{ name: 'smsSignIn', valueString: 'Patient' }, COUNTRIES]

describe.each(storesForWalks())('signing in by a text message, on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store, env: { DAMSON_THROTTLE_TEXTS_PER_NUMBER: '5' } })
    app = await hosted.app({ name: 'Our Portal' })
    await hosted.set(...ON)
  })
  afterAll(() => hosted.world.close())

  const bench = phoneBench(
    () => hosted,
    () => app,
  )
  const {
    travel,
    newNumber,
    invite,
    patient,
    codes,
    ask,
    code,
    signIn,
    claimsOf,
    press,
    totpOf,
    keys: passkeys,
  } = bench

  test('opens the account that an invitation to the number made, in any spelling, at the first level', async () => {
    const phone = newNumber()
    const invited = await invite({ phone: ` 0${phone.slice(3, 6)} / ${phone.slice(6)}` })
    expect(invited.status, invited.text).toBe(200)
    const [text] = hosted.world.phones.to(phone)
    expect(text).toMatch(/^You can sign in to Riverside Clinic with this phone number: http/)
    const profile = await hosted.world.call(`fhir/R4/${invited.body.profile.reference}`, { token: hosted.clinic.token })
    expect(profile.body.telecom).toEqual([{ system: 'phone', value: phone, use: 'mobile' }])
    const browser = hosted.browser()
    const page = await ask(browser, `00${phone.slice(1)}`)
    expect(page.heading).toBe('Enter your code')
    expect(page.text).toMatch(/autocomplete="one-time-code" inputmode="numeric"/)
    const right = await code(phone)
    expect((await hosted.browser().post(page.at, { code: right })).status).toBeGreaterThanOrEqual(400)
    expect((await browser.post(page.at, { code: '000000' })).status).toBe(400)
    const back = await browser.follow(await browser.post(page.at, { code: right }))
    expect(isBack(back), back.heading).toBe(true)
    expect(await claimsOf(back)).toMatchObject({ acr: AAL1, amr: ['sms'] })
    expect((await browser.post(page.at, { code: right })).status).not.toBe(303)
  })

  test('says nothing of who has a number, and sends nothing to others', async () => {
    const [known, unknown] = [await patient(), newNumber()]
    const shown: string[] = []
    for (const number of [known, unknown]) {
      const browser = hosted.browser()
      const page = await ask(browser, number)
      const wrong = await browser.post(page.at, { code: '000000' })
      const plain = (text: string): string =>
        text.replaceAll(/carried=[^"]*|value="[^"]*"|\+?[0-9a-f]+(?:-[0-9a-f]+)*/g, '')
      shown.push(`${page.status} ${plain(page.text)} ${wrong.status} ${plain(wrong.text)}`)
    }
    expect(shown[0]).toBe(shown[1])
    await code(known)
    expect(hosted.world.phones.to(unknown)).toEqual([])
  })

  test('asks a number five times an hour, whether somebody has it or not', async () => {
    for (const number of [await patient(), newNumber()]) {
      const browser = hosted.browser()
      const { at } = await ask(browser, number)
      const again: number[] = []
      let last = at
      for (let n = 0; n < 5; n += 1) {
        const sent = await browser.post(last, { decision: 'again', request: '' })
        again.push(sent.status)
        if (sent.location !== '') last = sent.location
      }
      expect(again).toEqual([303, 303, 303, 303, 400])
    }
  })

  test('reaches a browser that has signed in before, however often strangers ask', async () => {
    const phone = await patient()
    const own = hosted.browser()
    expect(isBack(await signIn(own, phone))).toBe(true)
    for (let n = 0; n < 4; n += 1) await ask(hosted.browser(), phone)
    await expect(ask(hosted.browser(), phone)).rejects.toThrow('expected 400 to be 303')
    // The messages follow the answers: all are there before another is waited for.
    await expect.poll(() => codes(phone).length).toBe(5)
    expect(isBack(await signIn(own, phone))).toBe(true)
  })

  test('needs a new invitation once the number was not used for 90 days', async () => {
    const phone = await patient()
    await travel(89 * DAY)
    expect(isBack(await signIn(hosted.browser(), phone))).toBe(true)
    await travel(91 * DAY)
    const earlier = codes(phone).length
    const browser = hosted.browser()
    const { at } = await ask(browser, phone)
    expect((await browser.post(at, { code: '000000' })).status).toBe(400)
    expect(codes(phone)).toHaveLength(earlier)
    // By now it may be another person's, who must not get the account.
    for (const fields of [{ upsert: true }, { forceNewMembership: true }, { upsert: true, sendEmail: false }])
      expect(reasonOf(await invite({ phone, ...fields }))).toBe('number_unused')
    const again = await invite({ phone, upsert: true, samePerson: true })
    expect(again.status, again.text).toBe(200)
    expect(isBack(await signIn(hosted.browser(), phone))).toBe(true)
  })

  test('is opened to nobody else by an invitation that is repeated', async () => {
    const externalId = 'mrn-1'
    const phone = await patient({ externalId })
    const texts = hosted.world.phones.to(phone).length
    await travel(60 * DAY)
    expect((await invite({ phone, externalId, upsert: true })).status).toBe(200)
    expect(hosted.world.phones.to(phone)).toHaveLength(texts + 1)
    for (const [fields, why] of [
      // They have another number now: the old one is not theirs any more.
      [{ phone: newNumber(), externalId }, 'other_number'],
      [{ phone, externalId: 'mrn-2' }, 'other_external_id'],
      [{ phone: await patient(), externalId }, 'other_number'],
    ] as const)
      expect(reasonOf(await invite({ ...fields, upsert: true, sendEmail: false, samePerson: true }))).toBe(why)
    await travel(31 * DAY)
    expect(reasonOf(await invite({ phone, externalId, upsert: true, sendEmail: false }))).toBe('number_unused')
    const browser = hosted.browser()
    const { at } = await ask(browser, phone)
    expect((await browser.post(at, { code: '000000' })).status).toBe(400)
    expect(codes(phone)).toEqual([])
  })

  test('gives a number whose person left to another account, and ends with a proven address', async () => {
    const db = hosted.world.store.db
    const phone = newNumber()
    const users: string[] = []
    for (let n = 0; n < 2; n += 1) {
      const invited = await invite({ phone })
      expect(invited.status, invited.text).toBe(200)
      users.push(invited.body.user.reference)
      const path = `admin/projects/${hosted.clinic.project}/members/${invited.body.id}`
      if (n === 0)
        expect((await hosted.world.call(path, { method: 'DELETE', token: hosted.clinic.token })).status).toBe(200)
    }
    expect(users[0]).not.toBe(users[1])
    const email = freshEmail()
    const { token } = hosted.clinic
    // Whoever administers the project must not have the account opened by a mailbox of their choice.
    const taken = await hosted.world.call(`fhir/R4/${users[1]}/$update-email`, { json: { email }, token })
    expect([taken.status, reasonOf(taken), hosted.world.inbox.to(email)]).toEqual([409, 'opened', []])
    const browser = hosted.browser()
    const back = await signIn(browser, phone)
    expect(isBack(back), back.text).toBe(true)
    await press(browser, '/account/email', { do: 'ask', email })
    const typed = /\b\d{6}\b/.exec(hosted.world.inbox.to(email).at(-1)?.text ?? '')?.[0] ?? ''
    expect((await press(browser, '/account/email', { do: 'confirm', code: typed })).text).toContain(email)
    expect(
      (
        await db.query({
          sql: 'select 1 from sign_in_numbers where user_id::text = $1',
          params: [users[1]?.slice(5) ?? ''],
        })
      ).count,
    ).toBe(0)
    const other = await invite({ phone })
    expect(other.status, other.text).toBe(200)
    expect(users).not.toContain(other.body.user.reference)
  })

  test('that is lost is replaced by an invitation of the same person, who keeps the record and nothing else', async () => {
    const old = newNumber()
    const { id, user, profile } = (await invite({ phone: old })).body
    const [lost, record] = [hosted.browser(), profile.reference]
    const back = await signIn(lost, old, { scope: 'openid offline_access' })
    const tokens = (await app.redeem(new URL(back.location).searchParams.get('code') ?? '')).body
    const admin = (method: string, path: string, json?: object) =>
      hosted.world.call(path, { method, token: hosted.clinic.token, ...(json !== undefined && { json }) })
    const members = `admin/projects/${hosted.clinic.project}/members`
    const membership = must(await admin('GET', `fhir/R4/ProjectMembership/${id}`)).body
    const { accessPolicy, project } = membership
    // A recovery takes two proofs, and this account has one: the number.
    expect(reasonOf(await admin('POST', `${members}/${id}/recovery`, {}))).toBe('no_factor')

    must(await admin('DELETE', `${members}/${id}`))
    expect((await hosted.world.call('auth/me', { token: tokens.access_token })).status).toBe(401)
    expect(isBack(await lost.follow(await hosted.signInPage(lost, app)))).toBe(false)
    await expect
      .poll(() => hosted.world.phones.to(old).at(-1))
      .toMatch(/^You can no longer sign in at .* Call your clinic/)
    // Whoever has the old phone gets no code any more.
    const earlier = codes(old).length
    const page = await ask(hosted.browser(), old)
    expect(page.heading).toBe('Enter your code')
    expect(codes(old)).toHaveLength(earlier)

    const phone = newNumber()
    const identityCheck = 'She came to the desk with her passport.'
    expect((await invite({ phone, identityCheck: 'yes' })).status).toBe(400)
    const anew = must(await invite({ phone, identityCheck })).body
    const invited = must(
      await admin('GET', `fhir/R4/AuditEvent?subtype=user.invited&entity=ProjectMembership/${anew.id}`),
    )
    expect(JSON.stringify(invited.body)).toContain(Buffer.from(`identityCheck=${identityCheck}`).toString('base64'))
    expect(anew.user.reference).not.toBe(user.reference)
    const made = { resourceType: 'ProjectMembership', project, user: anew.user, profile: { reference: record } }
    must(await admin('POST', 'fhir/R4/ProjectMembership', { ...made, ...(accessPolicy && { accessPolicy }) }))
    must(await admin('DELETE', `${members}/${anew.id}`))
    must(await admin('DELETE', `fhir/R4/${anew.profile.reference}`))
    const found = await signIn(hosted.browser(), phone)
    expect(isBack(found), found.heading).toBe(true)
    const { body } = await app.redeem(new URL(found.location).searchParams.get('code') ?? '')
    expect(body.profile.reference).toBe(record)
    // The earlier account is nobody's way to the record any more, and the record is free for no third one.
    expect(reasonOf(await admin('POST', 'fhir/R4/ProjectMembership', { ...made, user }))).toBe('foreign_profile')
  })

  test('stays open to a browser that has signed in before, whatever strangers guess', async () => {
    const phone = await patient()
    const own = hosted.browser()
    expect(isBack(await signIn(own, phone))).toBe(true)
    const guess = async (): Promise<void> => {
      const { db } = hosted.world.store
      await db.query({ sql: 'delete from password_guesses', params: [] })
      const earlier = codes(phone).length
      const other = hosted.browser()
      const { at } = await ask(other, phone)
      expect((await other.post(at, { code: '000000' })).status).toBe(400)
      expect((await db.query({ sql: 'update password_guesses set failures = 100', params: [] })).count).toBe(2)
      expect((await other.post(at, { code: await code(phone, earlier) })).status).toBe(400)
    }
    await guess()
    expect(isBack(await signIn(own, phone))).toBe(true)
    // What was right there counts for every browser.
    expect((await hosted.world.store.db.query({ sql: 'select 1 from password_guesses', params: [] })).count).toBe(0)
    await guess()
    // So does an administrator's word.
    expect((await invite({ phone, upsert: true, samePerson: true, sendEmail: false })).status).toBe(200)
    expect(isBack(await signIn(hosted.browser(), phone))).toBe(true)
  })

  test('asks for an authenticator app where a second factor is demanded, and never reaches two', async () => {
    const phone = await patient()
    await hosted.set(...ON, { name: 'mfaRequired', valueBoolean: true })
    const browser = hosted.browser()
    const page = await signIn(browser, phone)
    expect(page.heading).toBe('Protect your account')
    expect(page.text).not.toContain('Get codes by text message instead')
    const action = /action="(\/signin\/[0-9a-f-]+)"/.exec(page.text)?.[1] ?? ''
    const saved = await browser.post(action, { code: totpOf(page) })
    expect(saved.heading).toBe('Save your recovery codes')
    // Who has no address is told at the phone.
    await expect.poll(() => hosted.world.phones.to(phone).at(-1)).toMatch(/^The way you sign in at .* was changed/)
    const back = await browser.follow(await browser.open(action))
    expect(await claimsOf(back)).toMatchObject({ acr: AAL1, amr: ['sms', 'otp'] })
    await hosted.set(...ON)
    // From now on it is asked for. A recovery code does too, of which they are told.
    const other = hosted.browser()
    const next = await signIn(other, phone)
    expect(next.heading).toBe('Enter your code')
    const recovery = /<li><code>([^<]+)</.exec(saved.text)?.[1] ?? ''
    const at = /action="(\/signin\/[0-9a-f-]+)"/.exec(next.text)?.[1] ?? ''
    expect(isBack(await other.follow(await other.post(at, { code: recovery, way: 'recovery' })))).toBe(true)
    const told = (): string => hosted.world.phones.to(phone).slice(-2).toSorted().join('\n')
    await expect
      .poll(told)
      .toMatch(/^A recovery code was used at .*\nSomeone, hopefully you, signed in at .* with a new browser/)
    expect(told()).not.toContain(recovery)
    await hosted.set(...ON, { name: 'minimumAcr', valueString: AAL2 })
    const alone = await signIn(hosted.browser(), await patient())
    expect(alone.text).toContain('A code alone is not enough here')
    await hosted.set(...ON)
  })

  test('renews no sign-in of its browser that proved more', async () => {
    const phone = await patient()
    const browser = hosted.browser()
    expect(isBack(await signIn(browser, phone))).toBe(true)
    const { db } = hosted.world.store
    const newest = "select id::text as id from login_roots where method = 'sms' order by authenticated_at desc limit 1"
    const { rows } = await db.query({ sql: newest, params: [] })
    const of = { params: [rows[0]?.['id']] }
    await db.query({ sql: "update login_roots set factors = '{sms,totp}' where id = $1", ...of })
    const stronger = { sql: 'select method, factors, authenticated_at, ends_at from login_roots where id = $1', ...of }
    const before = (await db.query(stronger)).rows
    await travel(60_000)
    expect(isBack(await signIn(browser, phone))).toBe(true)
    expect((await db.query(stronger)).rows).toEqual(before)
  })

  test('is there for the roles that the project says, and for nobody where it says none', async () => {
    const phone = await patient()
    await hosted.set(COUNTRIES)
    const browser = hosted.browser()
    const page = await hosted.signInPage(browser, app)
    expect(page.text).not.toContain('Sign in with my phone number')
    const shown = await browser.post('/signin', { request: page.hidden('request'), by: 'phone', number: phone })
    expect(shown.heading).toBe('Sign in')
    await hosted.set(...ON)
    const { at } = await ask(browser, phone)
    const right = await code(phone)
    // Sending again looks at the settings too.
    const again = (): Promise<Visit> => browser.post(at, { decision: 'again', request: '' })
    await hosted.set({ name: 'smsSignIn', valueString: 'Patient' }, { ...COUNTRIES, valueString: 'AT' })
    expect((await again()).status).toBe(400)
    await hosted.set(COUNTRIES)
    expect((await again()).heading).toBe('Sign in')
    expect(codes(phone)).toHaveLength(1)
    await hosted.set({ name: 'smsSignIn', valueString: 'Practitioner' }, COUNTRIES)
    const late = await browser.follow(await browser.post(at, { code: right }))
    expect(isBack(late)).toBe(false)
    await hosted.set(...ON)
  })

  test('is for invited numbers of mobile phones, each of one person', async () => {
    const phone = await patient()
    for (const [fields, why] of [
      [{ phone }, 'already_member'],
      [{ phone: newNumber(), email: 'ada@example.org' }, 'email_and_phone'],
      [{ phone: newNumber(), resourceType: 'Practitioner' }, 'text_sign_in_off'],
      [{ phone: '+43 664 1234567' }, 'phone_other_country'],
      [{ phone: '+49 900 1234567' }, 'phone_not_mobile'],
      [{ phone: '110' }, 'phone_malformed'],
      [{}, 'missing_address'],
    ] as const) {
      const refused = await invite(fields)
      expect([refused.status >= 400, reasonOf(refused)], refused.text).toEqual([true, why])
    }
    const more = await invite({ phone, forceNewMembership: true })
    expect(more.status, more.text).toBe(200)
    expect((await signIn(hosted.browser(), phone)).heading).toBe('Which role?')
  })

  test('shows its person their own page, in the browser that signed in', async () => {
    const phone = await patient()
    const browser = hosted.browser()
    expect(isBack(await signIn(browser, phone))).toBe(true)
    const page = await browser.open('/account')
    expect([page.status, page.heading]).toEqual([200, 'Your account'])
    expect(page.text).toContain('•••• 89')
    expect(page.text).not.toContain(phone.slice(3, -2))
    expect((await browser.open('/account/factors')).heading).toBe('Second step when you sign in')
    // An address replaces the number: then it opens nothing any more.
    const sql = `update users u set email = 'mary@example.org' from sign_in_numbers n
      where n.user_id = u.id and n.proven_at = (select max(proven_at) from sign_in_numbers)`
    await hosted.world.store.db.query({ sql, params: [] })
    expect((await browser.open('/account')).heading).not.toBe('Your account')
    const { at } = await ask(browser, phone)
    expect((await browser.post(at, { code: '000000' })).status).toBe(400)
  })

  test('tells a person at their phone of a new browser, in their language, and of it once', async () => {
    const phone = await patient()
    const told = (): readonly string[] =>
      hosted.world.phones.to(phone).filter((text) => /navegador nuevo|new browser/.test(text))
    const own = hosted.browser()
    for (let n = 0; n < 2; n += 1) expect(isBack(await signIn(own, phone, { ui_locales: 'es' }))).toBe(true)
    expect(told()).toEqual([])
    const other = hosted.browser()
    expect(isBack(await signIn(other, phone))).toBe(true)
    await expect.poll(told).toHaveLength(1)
    // Not in the language of whoever signed in.
    const host = new URL(hosted.issuer).host
    expect(told()[0]).toMatch(
      new RegExp(`^Alguien, esperamos que usted, inició sesión en ${host} con un navegador nuevo.`),
    )
    // Nor are the codes: not that of the sign-in, nor that of the account page.
    expect(codes(phone).at(-1)).toContain('es su código')
    await travel(16 * MINUTE)
    await press(other, PASSKEYS, { do: 'confirm' })
    await expect.poll(() => codes(phone)).toHaveLength(4)
    expect(codes(phone).at(-1)).toContain('es su código')
    expect(isBack(await signIn(other, phone))).toBe(true)
    expect(told()).toHaveLength(1)
  })

  test('proves a person anew by another, for ten minutes, where it may sign them in still', async () => {
    const phone = await patient()
    const browser = hosted.browser()
    expect(isBack(await signIn(browser, phone))).toBe(true)
    await travel(16 * MINUTE)
    // What allowed it to sign them in is looked at again.
    await hosted.set(COUNTRIES)
    const off = await press(browser, PASSKEYS, { do: 'confirm' })
    expect(off.text).toContain('no longer allows sign-in by text message')
    expect(codes(phone)).toHaveLength(1)
    await hosted.set(...ON)
    const asked = await press(browser, PASSKEYS, { do: 'confirm' })
    expect([asked.heading, asked.text.includes('•••• 89')]).toEqual(['Enter your code', true])
    expect(asked.text).not.toContain('recovery')
    const right = await code(phone, 1)
    const answer = (from: Visit, typed: string): Promise<Visit> =>
      browser.post('/account/code', { form: from.hidden('form'), next: PASSKEYS, way: 'sms', do: 'prove', code: typed })
    expect((await answer(asked, '000000')).status).toBe(400)
    await hosted.set(COUNTRIES)
    expect((await answer(asked, right)).status).toBe(400)
    await hosted.set(...ON)
    const again = await press(browser, '/account', { do: 'end-others' })
    expect(again.heading).toBe('Enter your code')
    // A wrong setting counted as a try, and used up the code.
    const sent = await browser.post('/account/code', { form: again.hidden('form'), next: PASSKEYS, way: 'text' })
    expect(sent.heading).toBe('Enter your code')
    const proven = await browser.follow(await answer(sent, await code(phone, 2)))
    expect(proven.heading).toBe('Passkeys')
    const keys = passkeys.authenticator()
    expect((await passkeys.make(browser, keys)).text).toContain('The passkey is created')
    await expect.poll(() => hosted.world.phones.to(phone).at(-1)).toMatch(/^The way you sign in at .* was changed/)
    // From now on it is the passkey that proves them: whoever has their number only adds no other one.
    await travel(11 * MINUTE)
    const texts = codes(phone).length
    const closed = await press(browser, PASSKEYS, { do: 'confirm' })
    expect(askedTo(closed, 'use')).toMatchObject({ allowCredentials: [{ type: 'public-key' }] })
    expect(closed.text).not.toContain('current-password')
    const passkey = keys.get(askedTo(closed, 'use'))
    const open = await browser.follow(await browser.post('/account/sign-in', { form: closed.hidden('form'), passkey }))
    expect(askedTo(open, 'make')).toBeDefined()
    expect(codes(phone)).toHaveLength(texts)
    // It also opens their own page, where no text message was sent.
    const other = hosted.browser()
    const page = await other.open('/account')
    const used = { form: page.hidden('form'), passkey: keys.get(askedTo(page, 'use')) }
    expect((await other.follow(await other.post('/account/sign-in', used))).heading).toBe('Your account')
  })

  test('ends with the account: the number is downloaded with it, and forgotten with it', async () => {
    const phone = await patient()
    const back = await signIn(hosted.browser(), phone)
    const tokens = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    const own = await hosted.world.call('auth/account/export', { token: tokens.body.access_token })
    expect(own.body.account, own.text).toMatchObject({ signInNumber: phone, hasPassword: false })
    const asked = await hosted.world.call('auth/account/delete', {
      token: tokens.body.access_token,
      json: { confirm: true },
    })
    expect(asked.status, asked.text).toBe(200)
    const user = { project: hosted.clinic.project, id: own.body.account.id }
    const kept = async (): Promise<number> => {
      const sql = 'select 1 from sign_in_numbers where user_id = $1 and project = $2'
      return (await hosted.world.store.db.query({ sql, params: [user.id, user.project] })).count
    }
    expect(await kept()).toBe(1)
    await travel(15 * DAY)
    expect(await kept()).toBe(0)
    expect((await invite({ phone })).status).toBe(200)
    expect(isBack(await signIn(hosted.browser(), phone))).toBe(true)
  })

  test('opens nothing while the account is off', async () => {
    const phone = await patient()
    const browser = hosted.browser()
    const { at } = await ask(browser, phone)
    const right = await code(phone)
    const sql = `update users set active = false where id in (select user_id from sign_in_numbers n
      join memberships m using (user_id) where m.project = $1)`
    await hosted.world.store.db.query({ sql, params: [hosted.clinic.project] })
    expect((await browser.post(at, { code: right })).status).toBe(400)
  })
})
