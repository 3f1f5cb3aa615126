/** Second factors on the hosted pages, and on `/account`. */
import { storesForWalks } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
const MINUTE = 60_000

describe.each(storesForWalks())('a second factor on the pages, on %s', (store) => {
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
  const code = (secret: string): string => generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
  const secretOf = ({ text }: Visit): string =>
    (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(text)?.[1] ?? '').replaceAll(' ', '')
  const codesOf = ({ text }: Visit): readonly string[] =>
    [...text.matchAll(/<li><code>([0-9A-Z-]{29})<\/code><\/li>/g)].map(([, one = '']) => one)
  const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
  const isBack = ({ location }: Visit): boolean => location.startsWith(`${CALLBACK}?`)
  const mailed = ({ email }: Person): string =>
    /\b\d{6}\b/.exec(hosted.world.inbox.to(email).at(-1)?.text ?? '')?.[0] ?? ''
  const notices = ({ email }: Person): string =>
    hosted.world.inbox
      .to(email)
      .map(({ subject }) => subject)
      .join('\n')

  async function set(...setting: readonly object[]): Promise<void> {
    const { project, token } = hosted.clinic
    const at = `fhir/R4/Project/${project}`
    const { setting: _earlier, ...rest } = (await hosted.world.call(at, { token })).body
    const json = { ...rest, ...(setting.length > 0 && { setting }) }
    expect((await hosted.world.call(at, { method: 'PUT', json, token })).status).toBe(200)
  }
  const demanded = { name: 'mfaRequired', valueBoolean: true }

  async function claimsOf(back: Visit): Promise<Record<string, unknown>> {
    const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    return JSON.parse(Buffer.from(body.id_token.split('.')[1], 'base64url').toString())
  }

  /** What the routes that act on an account answer to a token. */
  async function answersTo(token: string): Promise<ReadonlySet<string>> {
    const all = new Set<string>()
    for (const [path, json] of [
      ['mfa/status', undefined],
      ['mfa/enroll', { token: '123456' }],
      ['mfa/disable', { token: '123456' }],
      ['mfa/send-email-challenge', {}],
      ['mfa/recovery-codes', { token: '123456' }],
      ['account/export', undefined],
      ['account/delete', { confirm: true }],
      ['account/keep', {}],
    ] as const) {
      const answer = await hosted.world.call(`auth/${path}`, { token, ...(json !== undefined && { json }) })
      all.add(`${answer.status} ${answer.body.issue?.[0].details.coding[0].code}`)
    }
    return all
  }

  /** Somebody who has set up an app on the pages; its secret, and their recovery codes. */
  async function withApp(who?: Person) {
    const person = who ?? (await hosted.member('Practitioner'))
    await set(demanded)
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    const secret = secretOf(page)
    const codes = codesOf(await browser.post(actionOf(page), { code: code(secret) }))
    await set()
    await travel(30_000)
    return { person, secret, codes, browser }
  }

  test('that a project demands is set up with a picture or a key, and comes with recovery codes shown once', async () => {
    const person = await hosted.member('Practitioner')
    await set(demanded)
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    expect(page).toMatchObject({ status: 200, heading: 'Protect your account' })
    expect(page.text).toMatch(/<svg role="img" aria-label="QR code for your authenticator app"/)
    expect(page.text).toMatch(/autocomplete="one-time-code" inputmode="numeric"/)
    const [secret, action] = [secretOf(page), actionOf(page)]
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    const wrong = await browser.post(action, { code: '000000' })
    expect(wrong).toMatchObject({ status: 400, heading: 'Protect your account' })
    expect(wrong.title).toMatch(/^Error: /)
    expect(secretOf(wrong)).toBe(secret)
    expect((await browser.post(action, { code: ' ' })).status).toBe(400)
    const shown = await browser.post(action, { code: code(secret) })
    expect(shown).toMatchObject({ status: 200, heading: 'Save your recovery codes' })
    expect(codesOf(shown)).toHaveLength(10)
    expect(shown.headers.get('cache-control')).toBe('no-store')
    const back = await browser.follow(await browser.open(action))
    expect(isBack(back), back.heading).toBe(true)
    expect(await claimsOf(back)).toMatchObject({ acr: AAL2, amr: ['pwd', 'otp', 'mfa'] })
    // Nowhere else: not at the address of the step, not on the account page.
    for (const path of [action, '/account', '/account/factors'])
      expect(codesOf(await browser.open(path)), path).toEqual([])
    await set()
  })

  test('is asked for after the password, in any digits, and in that browser once for all apps', async () => {
    const { person, secret } = await withApp()
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    expect(page.heading).toBe('Enter your code')
    const action = actionOf(page)
    for (const typed of ['000000', 'abc', '']) {
      const refused = await browser.post(action, { code: typed, way: 'app' })
      expect([refused.status, refused.heading]).toEqual([400, 'Enter your code'])
    }
    const arabic = code(secret).replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))
    const back = await browser.follow(await browser.post(action, { code: `${arabic.slice(0, 3)} ${arabic.slice(3)}` }))
    expect(isBack(back), back.heading).toBe(true)
    const other = await hosted.app({ name: 'Another' })
    const silent = await browser.open(`/oauth2/authorize?${other.query({ prompt: 'none' })}`)
    expect(new URL(silent.location).searchParams.get('code')).not.toBeNull()
    // A sign-in anew needs the code anew.
    const again = await hosted.signIn(browser, app, person, { prompt: 'login' })
    expect(again.heading).toBe('Enter your code')
  })

  test('is never passed over silently', async () => {
    const person = await hosted.member('Practitioner')
    const browser = hosted.browser()
    expect(isBack(await hosted.signIn(browser, app, person))).toBe(true)
    await set(demanded)
    const silent = await browser.open(`/oauth2/authorize?${app.query({ prompt: 'none' })}`)
    const { searchParams } = new URL(silent.location)
    expect([searchParams.get('error'), searchParams.get('code')]).toEqual(['interaction_required', null])
    const asked = await browser.follow(await browser.open(`/oauth2/authorize?${app.query()}`))
    expect(asked.heading).toBe('Protect your account')
    await set()
  })

  test('is not for an app of others to see or set up, whatever people allow it', async () => {
    const earlier = { name: 'Growth Charts', firstParty: false, resourceScopesRequired: false }
    for (const [fields, why] of [
      [{ name: 'Growth Charts', firstParty: false }, 'identity_alone'],
      [earlier, 'not_first_party'],
    ] as const) {
      const foreign = await hosted.app(fields)
      const person = await hosted.member('Practitioner')
      const browser = hosted.browser()
      const consent = await hosted.signIn(browser, foreign, person)
      const back = await browser.follow(await browser.post(actionOf(consent), { decision: 'allow' }))
      const { body } = await foreign.redeem(new URL(back.location).searchParams.get('code') ?? '')
      expect(await answersTo(body.access_token)).toEqual(new Set([`403 ${why}`]))
    }
  })

  test('is not for an app of one project where others use the account too', async () => {
    const person = await hosted.member('Practitioner')
    const admin = (path: string, json?: object) =>
      hosted.world.call(`fhir/R4/${path}`, { token: hosted.clinic.token, ...(json !== undefined && { json }) })
    const user = (await admin(`User?email=${person.email}`)).body.entry[0].resource.id
    expect((await admin(`User/${user}/$rescope`, { scope: 'server' })).status).toBe(200)
    const browser = hosted.browser()
    const back = await hosted.signIn(browser, app, person)
    const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    const status = await hosted.world.call('auth/mfa/status', { token: body.access_token })
    expect(status.status).toBe(200)
    const parameter = [
      { name: 'name', valueString: 'Elsewhere' },
      { name: 'ownerEmail', valueString: person.email },
    ]
    const elsewhere = await admin('Project/$init', { resourceType: 'Parameters', parameter })
    expect(elsewhere.status, elsewhere.text).toBeLessThan(300)
    expect(await answersTo(body.access_token)).toEqual(new Set(['403 shared_account']))
    expect((await browser.open('/account/factors')).status).toBe(200)
  })

  test('can be a recovery code, once, and the person is told', async () => {
    const { person, codes } = await withApp()
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    const recovery = await browser.open(`${actionOf(page)}?way=recovery`)
    expect(recovery.heading).toBe('Enter a recovery code')
    expect(recovery.text).not.toContain('inputmode="numeric"')
    const typed = (codes[0] ?? '').toLowerCase()
    const back = await browser.follow(await browser.post(actionOf(page), { code: typed, way: 'recovery' }))
    expect(await claimsOf(back)).toMatchObject({ acr: AAL2, amr: ['pwd', 'mfa'] })
    expect(notices(person)).toContain('A recovery code was used')
    const second = hosted.browser()
    const again = await hosted.signIn(second, app, person)
    const used = await second.post(actionOf(again), { code: typed, way: 'recovery' })
    expect([used.status, used.heading]).toEqual([400, 'Enter a recovery code'])
  })

  test('can be a code by e-mail where the project lists it, sent once for each sign-in that asks', async () => {
    await set(demanded, { name: 'allowedMfaMethods', valueString: 'totp,email' })
    const person = await hosted.member('Practitioner')
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    expect(page.text).toContain('Use codes by e-mail instead')
    const sent = await browser.follow(await browser.post(actionOf(page), { decision: 'email' }))
    expect(sent.text).toContain('We sent a code to')
    const count = hosted.world.inbox.to(person.email).length
    await browser.open(actionOf(page))
    expect(hosted.world.inbox.to(person.email)).toHaveLength(count)
    const renewed = await browser.follow(await browser.post(actionOf(page), { decision: 'mail' }))
    expect(renewed.heading).toBe('Enter your code')
    const back = await browser.follow(await browser.post(actionOf(page), { code: mailed(person), way: 'email' }))
    expect(await claimsOf(back)).toMatchObject({ acr: AAL2.replace(/2$/, '1'), amr: ['pwd'] })
    await set()
  })

  test('speaks the person’s language, in e-mails too', async () => {
    await set(demanded, { name: 'allowedMfaMethods', valueString: 'email' })
    const person = await hosted.member('Practitioner')
    const browser = hosted.browser()
    const action = `${actionOf(await hosted.signIn(browser, app, person))}?ui_locales=es`
    expect((await browser.open(action)).heading).toBe('Proteja su cuenta')
    await browser.follow(await browser.post(action, { decision: 'email' }))
    const subject = (): string => hosted.world.inbox.to(person.email).at(-1)?.subject ?? ''
    expect(subject()).toContain('es su código')
    // Once theirs is known, the page of whoever has their password does not choose it.
    await hosted.world.store.db.query({
      sql: `update users set language = 'ar' where email = $1`,
      params: [person.email],
    })
    const thief = hosted.browser()
    const asked = actionOf(await hosted.signIn(thief, app, person))
    await thief.follow(await thief.post(asked, { decision: 'email' }))
    expect(subject()).toContain('هو رمزك')
    await set()
  })

  describe('on the account page', () => {
    let people = 0
    /** Somebody with an account of the whole server, who signs in to the page by itself. */
    async function ofServer(): Promise<Person> {
      const person = { email: `of-server-${(people += 1)}@example.org`, password: 'a quiet garden path' }
      await hosted.invite(person.email, { scope: 'server' })
      const { id, secret } = hosted.world.inbox.link(person.email)
      await hosted.world.call('auth/setpassword', { json: { id, secret, password: person.password } })
      return person
    }
    const signIn = async (browser: CookieBrowser, { email, password }: Person): Promise<Visit> => {
      const page = await browser.open('/account')
      return browser.follow(await browser.post('/account/sign-in', { form: page.hidden('form'), email, password }))
    }
    const prove = async (browser: CookieBrowser, page: Visit, typed: string, way = 'app'): Promise<Visit> => {
      const fields = { form: page.hidden('form'), next: page.hidden('next'), way, do: 'prove', code: typed }
      return browser.follow(await browser.post('/account/code', fields))
    }
    const act = async (browser: CookieBrowser, fields: Record<string, string>): Promise<Visit> => {
      const page = await browser.open('/account/factors')
      return browser.follow(await browser.post('/account/factors', { form: page.hidden('form'), ...fields }))
    }

    test('is asked for before anything is shown or done', async () => {
      const { person, secret } = await withApp(await ofServer())
      const browser = hosted.browser()
      const asked = await signIn(browser, person)
      expect(asked.heading).toBe('Enter your code')
      const form = asked.hidden('form')
      for (const path of ['/account', '/account/password', '/account/factors', '/account/factors/add'])
        expect((await browser.follow(await browser.open(path))).heading, path).toBe('Enter your code')
      for (const [path, fields] of [
        ['/account', { do: 'end-all' }],
        ['/account/password', { password: person.password, new: 'another quiet garden path' }],
        ['/account/factors', { do: 'codes' }],
        ['/account/factors/add', { code: '123456' }],
      ] as const)
        expect((await browser.post(path, { form, ...fields })).status, path).toBe(403)
      expect((await prove(browser, asked, '000000')).status).toBe(400)
      expect((await prove(browser, asked, code(secret))).heading).toBe('Your account')
    })

    test('is added, named and removed, and each is told', async () => {
      const person = await ofServer()
      const browser = hosted.browser()
      await signIn(browser, person)
      const empty = await browser.open('/account/factors')
      expect(empty).toMatchObject({ status: 200, heading: 'Second step when you sign in' })
      const adding = await browser.open('/account/factors/add')
      const secret = secretOf(adding)
      const form = adding.hidden('form')
      const wrong = await browser.post('/account/factors/add', { form, code: '000000' })
      expect([wrong.status, secretOf(wrong)]).toEqual([400, secret])
      const added = await browser.post('/account/factors/add', { form, code: code(secret) })
      expect(codesOf(added)).toHaveLength(10)
      const list = await browser.open('/account/factors')
      expect(list.text).toContain('Authenticator app')
      expect(list.text).toContain('You have 10 left.')
      const factor = list.hidden('factor')
      const renamed = await act(browser, { do: 'rename', factor, name: '  Phone of <Ada> ' })
      expect(renamed.text).toContain('Phone of &lt;Ada&gt;')
      expect((await act(browser, { do: 'rename', factor, name: 'x'.repeat(61) })).text).toContain(
        'Phone of &lt;Ada&gt;',
      )
      const made = await browser.open('/account/factors')
      const codes = codesOf(await browser.post('/account/factors', { form: made.hidden('form'), do: 'codes' }))
      expect(codes).toHaveLength(10)
      const removed = await act(browser, { do: 'remove', factor })
      expect(removed.text).toContain('It was removed.')
      for (const subject of ['added', 'New recovery codes', 'removed']) expect(notices(person)).toContain(subject)
      expect(isBack(await hosted.signIn(hosted.browser(), app, person))).toBe(true)
      // The recovery codes went with it.
      const { rows } = await hosted.world.store.db.query({
        sql: 'select 1 from recovery_codes c join users u on u.id = c.user_id where u.email = $1',
        params: [person.email],
      })
      expect(rows).toEqual([])
    })

    test('have no new recovery codes by a sign-in that ends meanwhile, as by a recovery', async () => {
      const person = await ofServer()
      const browser = hosted.browser()
      await signIn(browser, person)
      const adding = await browser.open('/account/factors/add')
      await browser.post('/account/factors/add', { form: adding.hidden('form'), code: code(secretOf(adding)) })
      const form = (await browser.open('/account/factors')).hidden('form')
      const { db } = hosted.world.store
      const of = `(select id from users where email = '${person.email}')`
      const codes = { sql: `select code_hash from recovery_codes where user_id = ${of} order by code_hash`, params: [] }
      const { rows: before } = await db.query(codes)
      await db.exec(`create function end_meanwhile() returns trigger language plpgsql as $$
        begin
          update login_roots set revoked_at = now(), revoked_why = 'recovered' where user_id = ${of};
          return null;
        end $$;
        create trigger end_meanwhile after insert or update on recovery_keys execute function end_meanwhile()`)
      const refused = await browser.post('/account/factors', { form, do: 'codes' })
      await db.exec('drop trigger end_meanwhile on recovery_keys; drop function end_meanwhile')
      expect([refused.status, refused.location, codesOf(refused)]).toEqual([303, '/account', []])
      expect((await db.query(codes)).rows).toEqual(before)
    })

    test('gives the browser another cookie: the one from before opens nothing', async () => {
      const { person, secret } = await withApp(await ofServer())
      const browser = hosted.browser()
      const asked = await signIn(browser, person)
      const thief = hosted.browser()
      for (const [name, value] of browser.cookies) thief.cookies.set(name, value)
      expect((await thief.open('/account')).heading).toBe('Enter your code')
      expect((await prove(browser, asked, code(secret))).heading).toBe('Your account')
      expect((await thief.open('/account')).heading).toBe('Sign in')
      // The same on the way to an app.
      await travel(30_000)
      const other = hosted.browser()
      const page = await hosted.signIn(other, app, person)
      for (const [name, value] of other.cookies) thief.cookies.set(name, value)
      expect(isBack(await other.follow(await other.post(actionOf(page), { code: code(secret) })))).toBe(true)
      const silent = (one: CookieBrowser) => one.open(`/oauth2/authorize?${app.query({ prompt: 'none' })}`)
      expect(new URL((await silent(thief)).location).searchParams.get('error')).toBe('login_required')
      expect(new URL((await silent(other)).location).searchParams.get('code')).not.toBeNull()
    })

    test('of another person is not there to rename or remove', async () => {
      const [mine, other] = [await withApp(await ofServer()), await withApp(await ofServer())]
      const { rows } = await hosted.world.store.db.query({
        sql: 'select f.id::text as id from factors f join users u on u.id = f.user_id where u.email = $1',
        params: [other.person.email],
      })
      const factor = String(rows[0]?.['id'])
      const browser = hosted.browser()
      await prove(browser, await signIn(browser, mine.person), code(mine.secret))
      for (const what of ['rename', 'remove']) {
        const page = await act(browser, { do: what, factor, name: 'taken' })
        expect(page.text).not.toContain('role="status"')
      }
      const page = await hosted.signIn(hosted.browser(), app, other.person)
      expect(page.heading).toBe('Enter your code')
    })

    test('is changed only within ten minutes of a proof', async () => {
      const { person, secret } = await withApp(await ofServer())
      const browser = hosted.browser()
      await prove(browser, await signIn(browser, person), code(secret))
      const form = (await browser.open('/account/factors')).hidden('form')
      await travel(11 * MINUTE)
      const hashes = async (): Promise<readonly unknown[]> => {
        const { rows } = await hosted.world.store.db.query({
          sql: 'select code_hash from recovery_codes c join users u on u.id = c.user_id where u.email = $1 order by 1',
          params: [person.email],
        })
        return rows
      }
      const before = await hashes()
      const late = await browser.post('/account/factors', { form, do: 'codes' })
      expect([late.heading, codesOf(late)]).toEqual(['Enter your code', []])
      // Not behind the page that asks, either.
      await browser.open('/account')
      expect(await hashes()).toEqual(before)
      expect((await browser.open('/account')).heading).toBe('Your account')
      const asked = await browser.open('/account/factors')
      expect((await prove(browser, asked, code(secret))).heading).toBe('Second step when you sign in')
      // Without a factor, the password is that proof.
      const plain = await ofServer()
      const other = hosted.browser()
      await signIn(other, plain)
      await travel(11 * MINUTE)
      const again = await other.open('/account/factors/add')
      expect(again.heading).toBe('Confirm that it is you')
      const fields = { form: again.hidden('form'), password: plain.password }
      const shown = await other.follow(await other.post('/account/sign-in', fields))
      expect(shown.heading).toBe('Add an authenticator app')
    })

    test('that is the last one stays while a project demands it', async () => {
      const { person, secret } = await withApp(await ofServer())
      const browser = hosted.browser()
      await prove(browser, await signIn(browser, person), code(secret))
      await set(demanded)
      const factor = (await browser.open('/account/factors')).hidden('factor')
      const kept = await act(browser, { do: 'remove', factor })
      expect(kept.text).toContain('this is your only one')
      await set()
      expect((await act(browser, { do: 'remove', factor })).text).toContain('It was removed.')
    })
  })
})
