/** Passwords that must be replaced at the sign-in: listed ones, and short ones whose second factor is gone. */
import { storesForWalks } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importUsers } from '../identity/importing.ts'
import { freshEmail, verdict } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const LISTED = 'passwordpassword'
/** bcrypt of it. */
const HASH = '$2b$04$XPLnUqQisPyN9cn9p9dyTum8pQrSTCbRYglhv5x.0YdN4U07SCWx6'
const OTHER = 'another quiet garden path'

describe.each(storesForWalks())('a password that must be replaced, on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let travelled = 0
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app({ name: 'Our Portal' })
  })
  afterAll(() => hosted.world.close())

  const isBack = ({ location }: Visit): boolean => location.startsWith(`${CALLBACK}?`)
  const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
  const mailed = ({ email }: Person): string =>
    /\b\d{6}\b/.exec(hosted.world.inbox.to(email).findLast(({ text }) => /\b\d{6}\b/.test(text))?.text ?? '')?.[0] ?? ''
  const told = ({ email }: Person): number =>
    hosted.world.inbox.to(email).filter(({ subject }) => subject.startsWith('Your password was changed')).length
  const signIn = (browser: CookieBrowser, person: Person): Promise<Visit> =>
    hosted.signIn(browser, app, person, { prompt: 'login' })
  /** Somebody whose password another system brought. */
  async function imported(): Promise<Person> {
    const email = freshEmail()
    const profile = { firstName: 'Julius', lastName: 'Hibbert', resourceType: 'Practitioner' }
    const line = { id: email, email, emailVerified: true, ...profile, passwordHash: HASH }
    const { reports } = await importUsers(hosted.world.call, hosted.clinic.project, hosted.clinic.token, [line])
    expect(reports.map(({ status }) => status)).toEqual(['created'])
    return { email, password: LISTED }
  }
  const secretOf = ({ text }: Visit): string =>
    (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(text)?.[1] ?? '').replaceAll(' ', '')
  const totp = (secret: string): string => generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
  const travel = async (ms: number): Promise<void> => {
    travelled += ms
    await hosted.travel(ms)
  }

  test('is replaced after a code by e-mail, by nobody who typed it alone, and then the sign-in goes on', async () => {
    const person = await imported()
    const browser = hosted.browser()
    const page = await signIn(browser, person)
    expect(page.heading).toBe('Enter your code')
    expect(page.text).toContain('your password is easy to guess')
    const action = actionOf(page)
    // Too early: the page is still another one.
    expect((await browser.post(action, { new: OTHER })).heading).toBe('Enter your code')
    expect((await signIn(hosted.browser(), { ...person, password: OTHER })).status).toBe(400)
    const asked = await browser.follow(await browser.post(action, { code: mailed(person) }))
    expect(asked).toMatchObject({ status: 200, heading: 'Choose a better password' })
    expect(asked.text).toMatch(/id="new"[^>]*autocomplete="new-password"/)
    for (const typed of ['', 'short', LISTED, `${LISTED}1`]) {
      const refused = await browser.post(action, { new: typed })
      expect(refused, typed).toMatchObject({ status: 400, heading: 'Choose a better password' })
    }
    expect(told(person)).toBe(0)
    const back = await browser.follow(await browser.post(action, { new: OTHER }))
    expect(isBack(back), back.heading).toBe(true)
    await expect.poll(() => told(person)).toBe(1)
    expect((await signIn(hosted.browser(), person)).status).toBe(400)
    expect(isBack(await signIn(hosted.browser(), { ...person, password: OTHER }))).toBe(true)
  })

  const at = (): string => `/projects/${hosted.clinic.project}/account`
  /** Signs in on the account page, up to whatever comes after the password. */
  async function onAccount(browser: CookieBrowser, person: Person): Promise<Visit> {
    const page = await browser.open(at())
    return browser.follow(await browser.post(`${at()}/sign-in`, { form: page.hidden('form'), ...person }))
  }
  const proven = (asked: Visit, person: Person): Record<string, string> => ({
    form: asked.hidden('form'),
    next: asked.hidden('next'),
    do: 'prove',
    code: mailed(person),
  })
  const ROOMS = ['factors', 'factors/add', 'passkeys', 'password', 'email', 'data'] as const

  test('opens nothing of its account before a code by e-mail, and then may be replaced', async () => {
    const person = await imported()
    const browser = hosted.browser()
    const asked = await onAccount(browser, person)
    expect(asked).toMatchObject({ status: 200, heading: 'Enter your code' })
    expect(asked.text).toContain('your password is easy to guess')
    const form = asked.hidden('form')
    for (const room of ROOMS) {
      expect((await browser.open(`${at()}/${room}`)).location, room).toBe(at())
      const fields = { form, do: 'export', code: '000000', password: LISTED, new: OTHER }
      expect((await browser.post(`${at()}/${room}`, fields)).status, room).toBe(403)
    }
    const wrong = mailed(person) === '000000' ? '000001' : '000000'
    expect((await browser.post(`${at()}/code`, { ...proven(asked, person), code: wrong })).status).toBe(400)
    expect((await browser.open(at())).heading).toBe('Enter your code')
    const page = await browser.follow(await browser.post(`${at()}/code`, proven(asked, person)))
    expect(page.heading).toBe('Change your password')
    const change = { form: page.hidden('form'), password: LISTED, new: OTHER }
    expect((await browser.post(`${at()}/password`, change)).location).toBe(`${at()}?done=password`)
    expect((await browser.open(at())).heading).toBe('Your account')
    expect((await onAccount(hosted.browser(), { ...person, password: OTHER })).heading).toBe('Your account')
  })

  test('that is short without its app opens nothing of the account before a code by e-mail', async () => {
    const person = await hosted.member('Practitioner')
    expect((await onAccount(hosted.browser(), person)).heading).toBe('Your account')
    const sql = 'update users set password_short = true where email = $1'
    await hosted.world.store.db.query({ sql, params: [person.email] })
    const browser = hosted.browser()
    expect((await onAccount(browser, person)).text).toContain('your password is easy to guess')
    for (const room of ROOMS) expect((await browser.open(`${at()}/${room}`)).location, room).toBe(at())
  })

  test('is asked for in a browser that is signed in already, too', async () => {
    const person = await hosted.member('Practitioner')
    const browser = hosted.browser()
    expect(isBack(await signIn(browser, person))).toBe(true)
    const mark = `update users set password_listed_at = now() where email = $1`
    await hosted.world.store.db.query({ sql: mark, params: [person.email] })
    const silent = await browser.open(`/oauth2/authorize?${app.query({ prompt: 'none' })}`)
    expect(new URL(silent.location).searchParams.get('error')).toBe('interaction_required')
    expect((await browser.follow(await browser.open(`/oauth2/authorize?${app.query()}`))).heading).toBe(
      'Enter your code',
    )
  })

  test('of eight characters may be chosen beside an authenticator app, and only while there is one', async () => {
    const short = 'gruyere9'
    const person = await hosted.member('Practitioner')
    const reset = async (password: string): Promise<string> => {
      await hosted.world.call('auth/resetpassword', {
        json: { email: person.email, projectId: hosted.clinic.project },
      })
      const newest = (): string =>
        hosted.world.inbox
          .to(person.email)
          .filter(({ text }) => text.includes('/auth/setpassword/'))
          .length.toString()
      await expect.poll(newest).not.toBe('1')
      const { id, secret } = hosted.world.inbox.link(person.email)
      return verdict(await hosted.world.call('auth/setpassword', { json: { id, secret, password } }))
    }
    expect(await reset(short)).toBe('400 unsuitable_password')
    await hosted.set({ name: 'mfaRequired', valueBoolean: true })
    const browser = hosted.browser()
    const page = await signIn(browser, person)
    const secret = secretOf(page)
    expect((await browser.post(actionOf(page), { code: totp(secret) })).heading).toBe('Save your recovery codes')
    await hosted.set()
    expect(await reset('gruyere')).toBe('400 unsuitable_password')
    expect(await reset(short)).toBe('200')
    await travel(60_000)
    const own = hosted.browser()
    const asked = await signIn(own, { ...person, password: short })
    expect(asked.heading).toBe('Enter your code')
    expect(isBack(await own.follow(await own.post(actionOf(asked), { way: 'app', code: totp(secret) })))).toBe(true)
    const sql = `delete from factors where user_id = (select id from users where email = $1)`
    await hosted.world.store.db.query({ sql, params: [person.email] })
    const after = hosted.browser()
    const code = await signIn(after, { ...person, password: short })
    expect(code.text).toContain('your password is easy to guess')
    const choose = await after.follow(await after.post(actionOf(code), { code: mailed(person) }))
    expect(choose.heading).toBe('Choose a better password')
    expect((await after.post(actionOf(code), { new: 'emmental9' })).text).toContain('at least 15 characters')
    expect(isBack(await after.follow(await after.post(actionOf(code), { new: OTHER })))).toBe(true)
    expect(isBack(await signIn(hosted.browser(), { ...person, password: OTHER }))).toBe(true)
  })
})
