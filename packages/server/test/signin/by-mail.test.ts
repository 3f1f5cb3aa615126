/** Signing in by an e-mail alone: its code, and its link. */
import { storesForWalks } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'
import { passkeyBench } from './passkey-bench.ts'

const ALONE = 'urn:damson:acr:email'
const AAL1 = 'http://idmanagement.gov/ns/assurance/aal/1'
const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
const MINUTE = 60_000
const ON = { name: 'emailSignIn', valueString: 'Patient' }

describe.each(storesForWalks())('signing in by an e-mail alone, on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let travelled = 0
  beforeAll(async () => {
    hosted = await startHosted({ store, env: { DAMSON_THROTTLE_MAILS_PER_RECIPIENT: '5' } })
    app = await hosted.app({ name: 'Our Portal' })
    await set(ON)
  })
  afterAll(() => hosted.world.close())

  const set = (...setting: readonly object[]): Promise<void> => hosted.set(...setting)
  const travel = async (ms: number): Promise<void> => {
    travelled += ms
    await hosted.travel(ms)
  }
  const isBack = ({ location }: Visit): boolean => location.startsWith(`${CALLBACK}?`)
  const mailsTo = (email: string): readonly string[] =>
    hosted.world.inbox
      .to(email)
      .map(({ text }) => text)
      .filter((text) => text.includes('/signin/mail/'))

  /** The page for the code, and what the e-mail carries. */
  async function ask(
    browser: CookieBrowser,
    email: string,
    changes: Record<string, string> = {},
  ): Promise<{ page: Visit; at: string; code: string; link: string }> {
    const earlier = mailsTo(email).length
    const first = await hosted.signInPage(browser, app, { prompt: 'login', ...changes })
    const sent = await browser.post('/signin', { request: first.hidden('request'), step: 'email', email, by: 'email' })
    expect(sent.status, sent.text).toBe(303)
    const mailed = await hosted.mailed(email, earlier)
    return { page: await browser.follow(sent), at: sent.location, ...mailed }
  }
  const patient = (): Promise<Person> => hosted.member('Patient')

  async function claimsOf(back: Visit): Promise<Record<string, unknown>> {
    const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    return JSON.parse(Buffer.from(body.id_token.split('.')[1], 'base64url').toString())
  }

  test('with its code, in any digits, which says less of the person than a password', async () => {
    const { email } = await patient()
    const browser = hosted.browser()
    const { page, at, code } = await ask(browser, email)
    expect(page).toMatchObject({ status: 200, heading: 'Enter your code' })
    expect(page.text).toMatch(/autocomplete="one-time-code" inputmode="numeric"/)
    const arabic = code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))
    const back = await browser.follow(await browser.post(at, { code: ` ${arabic.slice(0, 3)} ${arabic.slice(3)} ` }))
    expect(isBack(back), back.heading).toBe(true)
    expect(await claimsOf(back)).toMatchObject({ acr: ALONE, amr: [] })
    // Once, also for whoever has both.
    expect(await browser.open(at)).toMatchObject({ heading: 'Ask for a new code' })
    expect(await browser.post(at, { code })).toMatchObject({ status: 400, heading: 'Ask for a new code' })
  })

  test('in the language of the person, whatever that of the page is', async () => {
    const { email } = await patient()
    await hosted.world.store.db.query({ sql: `update users set language = 'es' where email = $1`, params: [email] })
    await ask(hosted.browser(), email)
    expect(hosted.world.inbox.to(email).at(-1)?.subject).toContain('es su código para iniciar sesión')
  })

  /** On PostgreSQL, each has looked at the e-mail before any of them uses it up. */
  async function atOnce(acts: readonly (() => Promise<Visit>)[]): Promise<readonly Visit[]> {
    const { db } = hosted.world.store
    if (store !== 'postgres') return Promise.all(acts.map((act) => act()))
    const { going } = await db.tx(async (tx) => {
      await tx.query({ sql: 'select 1 from mailed_sign_ins for update', params: [] })
      const begun = Promise.all(acts.map((act) => act()))
      const waiting = async (): Promise<number> => {
        await tx.query({ sql: 'select pg_stat_clear_snapshot()', params: [] })
        const { rows } = await tx.query({
          sql: `select count(*)::int as n from pg_stat_activity
            where wait_event_type = 'Lock' and datname = current_database() and query like '%update mailed_sign_ins%'`,
          params: [],
        })
        return Number(rows[0]?.['n'])
      }
      await expect.poll(waiting, { timeout: 10_000 }).toBe(acts.length)
      return { going: begun }
    })
    return going
  }

  test('with its link, which uses nothing up until its button is pressed, and then works once', async () => {
    const { email } = await patient()
    const browser = hosted.browser()
    const { link, at, code } = await ask(browser, email)
    for (let scan = 0; scan < 5; scan += 1) expect((await browser.open(link)).heading).toBe('Sign in')
    const answers = await atOnce([
      () => browser.post(link, {}),
      () => browser.post(link, {}),
      () => browser.post(at, { code }),
    ])
    expect(answers.map(({ status, location }) => status === 303 && /^\/signin\/[0-9a-f-]{36}$/.test(location))).toEqual(
      expect.arrayContaining([true]),
    )
    const [first, ...more] = answers.filter(({ status }) => status === 303)
    expect(more).toEqual([])
    const back = first === undefined ? undefined : await browser.follow(first)
    expect(back !== undefined && isBack(back)).toBe(true)
    const dead = await browser.open(link)
    expect(dead).toMatchObject({ status: 404, heading: 'This link does not work' })
    // It leads to no new password, which nobody needs here.
    expect(dead.text).toContain('sign in there again')
    expect(dead.text).not.toContain('/signin/forgot')
  })

  test('signs in the browser that asked, and shows any other only the code to type there', async () => {
    const { email } = await patient()
    const [browser, phone] = [hosted.browser(), hosted.browser()]
    await phone.open(`/oauth2/authorize?${app.query()}`)
    const { at, link, code } = await ask(browser, email)
    for (const shown of [await phone.open(link), await phone.post(link, {})]) {
      expect(shown).toMatchObject({ status: 200, heading: 'Your code' })
      expect(shown.text).toContain(`<code>${code}</code>`)
      expect(shown.text).not.toContain(email)
      expect(shown.text).not.toMatch(/<form[^>]*signin\/mail/)
    }
    expect(await phone.open(at)).toMatchObject({ status: 400, heading: 'Start again from your app' })
    expect(await phone.post(at, { code })).toMatchObject({ status: 400, heading: 'Start again from your app' })
    const back = await browser.follow(await browser.post(at, { code }))
    expect(isBack(back), back.heading).toBe(true)
  })

  test('is over after ten minutes, or after five wrong codes; a new e-mail makes another one', async () => {
    const { email } = await patient()
    const browser = hosted.browser()
    const first = await ask(browser, email)
    const wrong = first.code === '000000' ? '000001' : '000000'
    expect(await browser.post(first.at, { code: '' })).toMatchObject({ status: 400, heading: 'Enter your code' })
    for (let n = 0; n < 4; n += 1)
      expect(await browser.post(first.at, { code: wrong })).toMatchObject({ status: 400, heading: 'Enter your code' })
    expect(await browser.post(first.at, { code: wrong })).toMatchObject({
      status: 400,
      heading: 'Ask for a new code',
    })
    expect(await browser.post(first.at, { code: first.code })).toMatchObject({ heading: 'Ask for a new code' })
    expect((await browser.open(first.link)).status).toBe(404)
    const again = await browser.post(first.at, { decision: 'again' })
    const second = { ...(await hosted.mailed(email, 1)), at: again.location }
    // The code of one is none of the other.
    const third = await ask(browser, email)
    if (second.code !== third.code) expect((await browser.post(second.at, { code: third.code })).status).toBe(400)
    await travel(10 * MINUTE)
    for (const { at, code, link } of [second, third]) {
      expect(await browser.post(at, { code })).toMatchObject({ status: 400, heading: 'Ask for a new code' })
      expect((await browser.post(link, {})).status).toBe(404)
    }
  })

  test('counts as guesses what was compared: an e-mail whose tries are over turns no codes off', async () => {
    const { email } = await patient()
    const browser = hosted.browser()
    const { at, code } = await ask(browser, email)
    const counted = async (): Promise<unknown> => {
      const sql = 'select coalesce(sum(failures), 0)::integer as n from password_guesses'
      return (await hosted.world.store.db.query({ sql, params: [] })).rows[0]?.['n']
    }
    const before = Number(await counted())
    for (let n = 0; n < 12; n += 1) await browser.post(at, { code: code === '000000' ? '000001' : '000000' })
    // Each for the address, and for the network that it came from.
    expect(await counted()).toBe(before + 2 * 5)
  })

  test('shows the same for an address without an account, of staff, and of somebody who is gone', async () => {
    const gone = await patient()
    await hosted.world.store.db.query({
      sql: 'update users set active = false where email = $1',
      params: [gone.email],
    })
    const known = await patient()
    const [staff, registered] = [await hosted.member('Practitioner'), await hosted.register()]
    const browser = hosted.browser()
    const plain = (text: string, email: string): string =>
      text
        .replaceAll(email, 'EMAIL')
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
        .replaceAll(/(?:carried|to)(?:=|" value=")[\w.%-]+/g, 'SEALED')
        .replaceAll(/data-seconds="\d+"/g, 'SECONDS')
    const { page } = await ask(browser, known.email)
    const expected = plain(page.text, known.email)
    for (const { email } of [{ email: 'nobody@example.org' }, staff, gone, registered]) {
      const first = await hosted.signInPage(browser, app, { prompt: 'login' })
      const sent = await browser.post('/signin', { request: first.hidden('request'), email, by: 'email' })
      expect(sent.status).toBe(303)
      const shown = await browser.follow(sent)
      expect(plain(shown.text, email), email).toBe(expected)
      const tried = await browser.post(sent.location, { code: '123456' })
      expect(tried).toMatchObject({ status: 400, heading: 'Enter your code' })
    }
    // An e-mail that is sent to another one meanwhile shows that the others would have been, too.
    await ask(hosted.browser(), known.email)
    for (const { email } of [staff, gone, registered]) expect(mailsTo(email), email).toEqual([])
  })

  test('is neither offered nor done where the project does not say so', async () => {
    const { email } = await patient()
    const browser = hosted.browser()
    const offered = await hosted.signInPage(browser, app)
    expect(offered.text).toContain('<button class="quiet" name="by" value="email">')
    const { at, code } = await ask(browser, email)
    await set()
    const page = await hosted.signInPage(browser, app)
    expect(page.text).not.toContain('name="by"')
    const refused = await browser.post('/signin', { request: page.hidden('request'), email, by: 'email' })
    expect(refused).toMatchObject({ status: 200, heading: 'Sign in' })
    // What was begun before ends there, too.
    expect((await browser.post(at, { code })).text).toContain('A code alone is not enough here')
    await set(ON)
    const other = await ask(browser, email)
    expect(isBack(await browser.follow(await browser.post(other.at, { code: other.code })))).toBe(true)
    await set()
    // The browser is signed in, but not for this.
    expect((await hosted.signInPage(browser, app)).heading).toBe('Sign in')
    await set(ON)
    expect(isBack(await hosted.signInPage(browser, app))).toBe(true)
  })

  test('leads to no role that the project does not say it of', async () => {
    const { email } = await hosted.member('Practitioner', 'Patient')
    const browser = hosted.browser()
    const { at, code } = await ask(browser, email)
    const back = await browser.follow(await browser.post(at, { code }))
    expect(isBack(back), back.heading).toBe(true)
    const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    expect(body.profile.reference).toMatch(/^Patient\//)
  })

  test('does not lead around a second factor, and never reaches the level of two', async () => {
    const person = await patient()
    await set(ON, { name: 'mfaRequired', valueBoolean: true })
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    const secret = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(page.text)?.[1] ?? '').replaceAll(' ', '')
    const action = /action="(\/signin\/[0-9a-f-]+)"/.exec(page.text)?.[1] ?? ''
    const totp = (): string => generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
    expect((await browser.post(action, { code: totp() })).heading).toBe('Save your recovery codes')
    await set(ON)
    await travel(MINUTE)
    const other = hosted.browser()
    const { at, code } = await ask(other, person.email)
    const factor = await other.follow(await other.post(at, { code }))
    expect(factor.heading).toBe('Enter your code')
    // Another e-mail to the same address is no second factor.
    expect(factor.text).not.toContain('value="mail"')
    const to = /action="(\/signin\/[0-9a-f-]+)"/.exec(factor.text)?.[1] ?? ''
    const back = await other.follow(await other.post(to, { way: 'app', code: totp() }))
    expect(isBack(back), back.heading).toBe(true)
    expect(await claimsOf(back)).toMatchObject({ acr: AAL1, amr: ['otp'] })
    await set(ON, { name: 'minimumAcr', valueString: AAL2 })
    const more = await ask(other, person.email)
    const refused = await other.follow(await other.post(more.at, { code: more.code }))
    expect(refused.heading).toBe('Sign in another way')
    expect(isBack(refused)).toBe(false)
    await set(ON)
  })

  test('where a second factor or the first level is demanded, sets up an app, if one may be set up', async () => {
    const { email } = await patient()
    const browser = hosted.browser()
    await set(ON, { name: 'mfaRequired', valueBoolean: true }, { name: 'allowedMfaMethods', valueString: 'email' })
    const first = await ask(browser, email)
    expect((await browser.follow(await browser.post(first.at, { code: first.code }))).heading).toBe(
      'Sign in another way',
    )
    for (const demand of [
      { name: 'mfaRequired', valueBoolean: true },
      { name: 'minimumAcr', valueString: AAL1 },
    ]) {
      await set(ON, demand)
      const { at, code } = await ask(browser, email)
      const page = await browser.follow(await browser.post(at, { code }))
      expect(page.heading, demand.name).toBe('Protect your account')
    }
    await set(ON)
  })

  test('leaves passkeys as they are: one signs in beside it, also somebody who has no password', async () => {
    const { withPasskey, use } = passkeyBench(
      () => hosted,
      () => app,
    )
    const { keys, person } = await withPasskey()
    const params = [person.email]
    await hosted.world.store.db.query({ sql: 'update users set password_hash = null where email = $1', params })
    const browser = hosted.browser()
    expect((await hosted.signInPage(browser, app)).text).toContain('name="by" value="email"')
    expect(isBack(await use(keys, { browser }))).toBe(true)
    const other = hosted.browser()
    const { at, code } = await ask(other, person.email)
    expect(isBack(await other.follow(await other.post(at, { code })))).toBe(true)
  })

  test('renews no sign-in of its browser that proved more, and only one that an e-mail began', async () => {
    const person = await patient()
    const browser = hosted.browser()
    expect(isBack(await hosted.signIn(browser, app, person))).toBe(true)
    const roots = async (): Promise<readonly object[]> => {
      const sql = `select id::text as id, method, factors, authenticated_at, last_used_at, ends_at from login_roots
        where user_id = (select id from users where email = $1) order by method desc`
      return (await hosted.world.store.db.query({ sql, params: [person.email] })).rows
    }
    const [before] = await roots()
    for (let times = 0; times < 2; times += 1) {
      await travel(MINUTE)
      const { at, code } = await ask(browser, person.email)
      expect(isBack(await browser.follow(await browser.post(at, { code })))).toBe(true)
      expect(await roots()).toEqual([before, expect.objectContaining({ method: 'email', factors: ['email'] })])
    }
  })

  test('signs in nobody else than the app expects', async () => {
    const [one, another] = [await patient(), await patient()]
    const browser = hosted.browser()
    const { at, code } = await ask(browser, one.email)
    const back = await browser.follow(await browser.post(at, { code }))
    const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    const changes = { id_token_hint: String(body.id_token) }
    const other = await ask(browser, another.email, changes)
    const refused = await browser.post(other.at, { code: other.code })
    expect(refused.status).toBe(400)
    expect(isBack(await browser.follow(refused))).toBe(false)
  })

  test('is counted for each address: after five e-mails in an hour, the page says so', async () => {
    const email = 'nobody-else@example.org'
    const browser = hosted.browser()
    const answers: Visit[] = []
    for (let n = 0; n < 6; n += 1) {
      const page = await hosted.signInPage(browser, app)
      answers.push(await browser.post('/signin', { request: page.hidden('request'), email, by: 'email' }))
    }
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303, 400])
    expect(answers[5]?.text).toContain('We sent you many e-mails')
  })
})
