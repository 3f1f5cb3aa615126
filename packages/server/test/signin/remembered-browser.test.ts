/** Browsers in which a person is not asked for their second factor for a while. */
import { storesForWalks } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const AAL1 = 'http://idmanagement.gov/ns/assurance/aal/1'
const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
const DAY = 86_400_000
const ON = { name: 'rememberBrowserDays', valueInteger: 7 }
const DEMANDED = { name: 'mfaRequired', valueBoolean: true }
const REMEMBER = { way: 'app', remember: 'yes' }

describe.each(storesForWalks())('a remembered browser, on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let travelled = 0
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app({ name: 'Our Portal' })
  })
  afterAll(() => hosted.world.close())

  const travel = async (ms: number): Promise<void> => {
    travelled += ms
    await hosted.travel(ms)
  }
  const totp = (secret: string): string => generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
  const isBack = ({ location }: Visit): boolean => location.startsWith(`${CALLBACK}?`)
  const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
  const signIn = (browser: CookieBrowser, { person }: { readonly person: Person }, changes = {}): Promise<Visit> =>
    hosted.signIn(browser, app, person, { prompt: 'login', ...changes })

  /** Somebody with an app, in a browser that they had remembered. */
  async function remembered(): Promise<{ person: Person; secret: string; browser: CookieBrowser }> {
    const person = await hosted.member('Practitioner')
    await hosted.set(DEMANDED, ON)
    const first = hosted.browser()
    const page = await signIn(first, { person })
    const secret = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(page.text)?.[1] ?? '').replaceAll(' ', '')
    await first.post(actionOf(page), { code: totp(secret) })
    await hosted.set(ON)
    await travel(60_000)
    const browser = hosted.browser()
    const asked = await signIn(browser, { person })
    expect(asked.text).toContain('Do not ask me again in this browser for 7 days')
    const back = await browser.follow(await browser.post(actionOf(asked), { ...REMEMBER, code: totp(secret) }))
    expect(isBack(back), back.heading).toBe(true)
    return { person, secret, browser }
  }

  test('is offered where its project says so, and then asks for the password alone, which proves no more', async () => {
    const one = await remembered()
    const back = await signIn(one.browser, one)
    expect(isBack(back), back.heading).toBe(true)
    const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1], 'base64url').toString())
    expect(claims).toMatchObject({ acr: AAL1, amr: ['pwd'] })
    // Where a second factor is demanded without a level, too; the API takes its tokens.
    await hosted.set(ON, DEMANDED)
    const again = await signIn(one.browser, one)
    expect(isBack(again), again.heading).toBe(true)
    const tokens = await app.redeem(new URL(again.location).searchParams.get('code') ?? '')
    const token = String(tokens.body.access_token)
    // 403: the person's policy shows no patients. 401 would ask for more of the sign-in.
    expect((await hosted.world.call('fhir/R4/Patient', { token })).status).toBe(403)
    await hosted.set()
    expect((await signIn(one.browser, one)).heading).toBe('Enter your code')
    await hosted.set(ON)
    expect((await signIn(hosted.browser(), one)).heading).toBe('Enter your code')
  })

  test('meets no level of assurance and no step-up', async () => {
    const one = await remembered()
    await travel(60_000)
    await hosted.set(ON, { name: 'minimumAcr', valueString: AAL2 })
    const asked = await signIn(one.browser, one)
    expect(asked.heading).toBe('Enter your code')
    expect(asked.text).not.toContain('Do not ask me again')
    // A forged tick remembers nothing.
    const other = hosted.browser()
    const page = await signIn(other, one)
    expect(isBack(await other.follow(await other.post(actionOf(page), { ...REMEMBER, code: totp(one.secret) })))).toBe(
      true,
    )
    await hosted.set(ON)
    expect((await signIn(other, one)).heading).toBe('Enter your code')
    expect((await signIn(one.browser, one, { acr_values: AAL2 })).heading).toBe('Enter your code')
    expect(isBack(await signIn(one.browser, one))).toBe(true)
    expect((await one.browser.open('/account')).heading).toBe('Enter your code')
  })

  test('is so for the days that the project says, and for none but its person', async () => {
    const one = await remembered()
    const another = await remembered()
    expect((await signIn(one.browser, another)).heading).toBe('Enter your code')
    await travel(3 * DAY)
    expect(isBack(await signIn(one.browser, one))).toBe(true)
    await hosted.set({ ...ON, valueInteger: 2 })
    expect((await signIn(one.browser, one)).heading).toBe('Enter your code')
    await hosted.set({ ...ON, valueInteger: 30 })
    expect(isBack(await signIn(one.browser, one))).toBe(true)
    await travel(5 * DAY)
    expect((await signIn(one.browser, one)).heading).toBe('Enter your code')
  })

  test('that signs in stops a recovery that another browser began, and none of its own', async () => {
    const one = await remembered()
    const { email } = one.person
    const links = (): readonly string[] =>
      hosted.world.inbox
        .to(email)
        .flatMap(({ text }) => /https?:\/\/\S+(\/signin\/recovery\/start\/\S+)/.exec(text)?.[1] ?? [])
    const begin = async (browser: CookieBrowser): Promise<void> => {
      const earlier = links().length
      const asked = await signIn(browser, one, { acr_values: AAL2 })
      const path = /href="(\/signin\/recover\?[^"]+)"/.exec(asked.text)?.[1] ?? ''
      await browser.post(path.replaceAll('&amp;', '&'), { email })
      await expect.poll(() => links().length).toBe(earlier + 1)
      await browser.post(links().at(-1) ?? '', {})
      expect((await browser.open('/signin/recovery')).status).toBe(200)
    }
    const other = hosted.browser()
    await begin(other)
    expect(isBack(await signIn(one.browser, one))).toBe(true)
    expect((await other.open('/signin/recovery')).status).toBe(404)
    await begin(one.browser)
    expect(isBack(await signIn(one.browser, one))).toBe(true)
    expect((await one.browser.open('/signin/recovery')).status).toBe(200)
  })

  test('ends with any change of credentials', async () => {
    const one = await remembered()
    const { db } = hosted.world.store
    const id = `(select id from users where email = $1)`
    const left = async (): Promise<unknown> => {
      const sql = `select count(*)::int as n from remembered_browsers where user_id = ${id}`
      return (await db.query({ sql, params: [one.person.email] })).rows[0]?.['n']
    }
    const changes: readonly string[] = [
      `update users set password_changed_at = now() where id = ${id}`,
      `update users set active = active where id = ${id}`,
      `update users set email = email where id = ${id}`,
      `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
        select gen_random_uuid(), u.id, 'email', '', now(), now() from users u where u.id = ${id}`,
      `delete from factors where kind = 'email' and user_id = ${id}`,
      `update recovery_keys set made_at = now() where user_id = ${id}`,
    ]
    const sql = `insert into remembered_browsers (id, user_id, project, browser_hash, created_at, expires_at)
      select gen_random_uuid(), u.id, u.project, 'x', now(), now() + interval '400 days' from users u where u.id = ${id}`
    for (const change of changes) {
      await db.query({ sql, params: [one.person.email] })
      expect(await left(), change).not.toBe(0)
      await db.query({ sql: change, params: [one.person.email] })
      expect(await left(), change).toBe(0)
    }
    // What a sign-in writes is no change.
    await db.query({ sql, params: [one.person.email] })
    await travel(60_000)
    const browser = hosted.browser()
    const asked = await signIn(browser, one)
    expect(
      isBack(await browser.follow(await browser.post(actionOf(asked), { way: 'app', code: totp(one.secret) }))),
    ).toBe(true)
    expect(await left()).toBe(1)
  })

  test('needs a password that is long enough alone, which its person chose', async () => {
    const one = await remembered()
    const mark = async (set: string): Promise<unknown> =>
      hosted.world.store.db.query({ sql: `update users set ${set} where email = $1`, params: [one.person.email] })
    await mark('password_short = true')
    const asked = await signIn(one.browser, one)
    expect(asked.heading).toBe('Enter your code')
    expect(asked.text).not.toContain('Do not ask me again')
    await mark('password_short = false')
    expect(isBack(await signIn(one.browser, one))).toBe(true)
  })

  test('is on the person’s own page, where they end it', async () => {
    const one = await remembered()
    await travel(60_000)
    const page = await one.browser.open('/account')
    const code = {
      form: page.hidden('form'),
      next: '/account/factors',
      do: 'prove',
      way: 'app',
      code: totp(one.secret),
    }
    const own = await one.browser.follow(await one.browser.post('/account/code', code))
    expect(own.text).toContain('Browsers where we do not ask')
    const id = /name="browser" value="([0-9a-f-]+)"/.exec(own.text)?.[1] ?? ''
    const done = await one.browser.follow(
      await one.browser.post('/account/factors', { form: own.hidden('form'), browser: id, do: 'forget' }),
    )
    expect(done.text).toContain('we ask for your second step there again')
    expect(done.text).not.toContain('Browsers where we do not ask')
    expect((await signIn(one.browser, one)).heading).toBe('Enter your code')
  })
})
