/** Who may change second factors and passkeys: one rule, on the account page and in the JSON API. */
import { storesForWalks } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'
import { askedIn, askedTo, PASSKEYS, passkeyBench } from './passkey-bench.ts'

const MINUTE = 60_000

describe.each(storesForWalks())('whoever has a second factor, on %s,', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let travelled = 0
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  const { authenticator, own, make, withPasskey, use } = passkeyBench(
    () => hosted,
    () => app,
  )
  const travel = (ms: number): Promise<void> => {
    travelled += ms
    return hosted.travel(ms)
  }
  const code = (secret: string): string => generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
  const mailed = ({ email }: Person): string =>
    /\b\d{6}\b/.exec(hosted.world.inbox.to(email).at(-1)?.text ?? '')?.[0] ?? ''
  const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
  const secretOf = ({ text }: Visit): string =>
    (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(text)?.[1] ?? '').replaceAll(' ', '')
  const mayChange = (page: Visit): boolean => askedIn(page).some(({ does }) => does === 'make')

  /** Somebody with codes by e-mail, and the browser in which they answered with one. */
  async function withMail(): Promise<{ person: Person; browser: CookieBrowser }> {
    const person = await hosted.member('Patient')
    await hosted.demand(
      { name: 'mfaRequired', valueBoolean: true },
      { name: 'allowedMfaMethods', valueString: 'totp,email' },
    )
    const browser = hosted.browser()
    const action = actionOf(await hosted.signIn(browser, app, person))
    await browser.follow(await browser.post(action, { decision: 'email' }))
    await browser.follow(await browser.post(action, { code: mailed(person), way: 'email' }))
    await hosted.demand()
    return { person, browser }
  }
  const confirm = async (browser: CookieBrowser): Promise<Visit> => {
    const page = await browser.open(PASSKEYS)
    return browser.post(PASSKEYS, { form: page.hidden('form'), do: 'confirm' })
  }
  const prove = async (browser: CookieBrowser, page: Visit, typed: string, way: string): Promise<Visit> => {
    const fields = { form: page.hidden('form'), next: page.hidden('next'), way, do: 'prove', code: typed }
    return browser.follow(await browser.post('/account/code', fields))
  }
  const touch = async (browser: CookieBrowser, keys: ReturnType<typeof authenticator>, page: Visit): Promise<Visit> => {
    const passkey = keys.get(askedTo(page, 'use'), { isVerified: false })
    return browser.follow(await browser.post('/account/sign-in', { form: page.hidden('form'), passkey }))
  }

  test('and it is only the mailbox, adds a passkey with a code of it, within ten minutes', async () => {
    const { person, browser } = await withMail()
    expect(mayChange(await browser.open(PASSKEYS))).toBe(true)
    await travel(11 * MINUTE)
    expect(mayChange(await browser.open(PASSKEYS))).toBe(false)
    const asked = await confirm(browser)
    expect(asked.heading).toBe('Enter your code')
    expect((await prove(browser, asked, '000000', 'email')).status).toBe(400)
    const page = await prove(browser, asked, mailed(person), 'email')
    expect([page.heading, mayChange(page)]).toEqual(['Passkeys', true])
    const keys = authenticator()
    expect((await make(browser, keys)).text).toContain('The passkey is created')
    // From now on the mailbox is not enough.
    const next = await confirm(browser)
    expect([next.heading, next.text.includes('name="password"')]).toEqual(['Confirm that it is you', false])
  })

  test('changes nothing with the password alone, nor with what another factor was proven by long ago', async () => {
    const { person } = await withMail()
    const thief = await own(person)
    for (const path of [PASSKEYS, '/account/factors', '/account/factors/add'])
      expect((await thief.follow(await thief.open(path))).heading, path).toBe('Enter your code')
  })

  test('and an app beside the mailbox, changes them with the app alone', async () => {
    const { person, browser } = await withMail()
    const adding = await browser.open('/account/factors/add')
    const secret = secretOf(adding)
    const added = await browser.post('/account/factors/add', { form: adding.hidden('form'), code: code(secret) })
    expect(added.heading).toBe('Save your recovery codes')
    await travel(30_000)
    const other = hosted.browser()
    const action = actionOf(await hosted.signIn(other, app, person))
    await other.follow(await other.post(action, { decision: 'mail' }))
    await other.follow(await other.post(action, { code: mailed(person), way: 'email' }))
    expect((await other.open('/account')).heading).toBe('Your account')
    const asked = await other.open('/account/factors')
    expect([asked.heading, asked.text.includes('e-mail')]).toEqual(['Enter your code', false])
    const byMail = await other.post('/account/code', {
      form: asked.hidden('form'),
      next: asked.hidden('next'),
      way: 'mail',
    })
    expect((await prove(other, byMail, mailed(person), 'email')).status).toBe(400)
    expect((await prove(other, asked, code(secret), 'app')).heading).toBe('Second step when you sign in')
    // A code by e-mail does not renew what the app has proven.
    await travel(11 * MINUTE)
    const overview = await other.open('/account/factors')
    const renewing = { form: overview.hidden('form'), next: '/account', way: 'mail' }
    const sent = await other.post('/account/code', renewing)
    expect((await prove(other, sent, mailed(person), 'email')).heading).toBe('Your account')
    expect((await other.open('/account/factors')).heading).toBe('Enter your code')
  })

  test('and it is a key that is only touched, changes it with the touch and the password', async () => {
    const { person, keys, browser } = await withPasskey()
    const asked = await confirm(browser)
    expect([asked.heading, asked.text.includes('name="password"')]).toEqual(['Confirm that it is you', false])
    expect(mayChange(await touch(browser, keys, asked))).toBe(true)
    // Whoever has only the key is asked for the password too, in either order.
    const other = hosted.browser()
    await use(keys, { bent: { isVerified: false }, browser: other })
    expect(mayChange(await other.open(PASSKEYS))).toBe(false)
    const again = await confirm(other)
    expect(again.text).toContain('name="password"')
    const fields = { form: again.hidden('form'), password: person.password }
    expect(mayChange(await other.follow(await other.post('/account/sign-in', fields)))).toBe(false)
    expect(mayChange(await touch(other, keys, await confirm(other)))).toBe(true)
  })

  test('and it is an app, sees their account and changes it with a passkey instead', async () => {
    const { person, keys, browser } = await withPasskey()
    const page = await confirm(browser)
    const passkey = keys.get(askedTo(page, 'use'))
    await browser.post('/account/sign-in', { form: page.hidden('form'), passkey })
    const adding = await browser.open('/account/factors/add')
    await browser.post('/account/factors/add', { form: adding.hidden('form'), code: code(secretOf(adding)) })
    const other = hosted.browser()
    await hosted.signIn(other, app, person)
    const asked = await other.open('/account')
    expect(asked.heading).toBe('Enter your code')
    const { allowCredentials } = askedTo(asked, 'use')
    expect(allowCredentials).toMatchObject([{ id: keys.held[0]?.id.toString('base64url'), type: 'public-key' }])
    const strangers = (await withPasskey()).keys
    for (const answer of [strangers.get(askedTo(asked, 'use')), 'x']) {
      const fields = { form: asked.hidden('form'), next: '/account/factors', passkey: answer }
      const refused = await other.post('/account/code', fields)
      expect([refused.status, refused.heading]).toEqual([400, 'Enter your code'])
    }
    expect((await other.open('/account')).heading).toBe('Enter your code')
    const fresh = await other.open('/account')
    const fields = { form: fresh.hidden('form'), next: '/account/factors', passkey: keys.get(askedTo(fresh, 'use')) }
    expect((await other.follow(await other.post('/account/code', fields))).heading).toBe('Second step when you sign in')
  })

  test('is told by the JSON API to prove it, and where', async () => {
    const { person } = await withPasskey()
    const { project } = hosted.clinic
    const { body } = await hosted.world.actors.signIn(person.email, person.password, { projectId: project })
    const token = String(body.access_token)
    const status = await hosted.world.call('auth/mfa/status', { token })
    const secret = new URL(status.body.enrollUri).searchParams.get('secret') ?? ''
    const refused = await hosted.world.call('auth/mfa/enroll', { json: { token: code(secret) }, token })
    expect(refused.status).toBe(403)
    expect(refused.body.issue[0].details).toMatchObject({ coding: [{ code: 'step_up_required' }] })
    expect(refused.body.issue[0].details.text).toMatch(/passkey.*\/account/)
    expect((await hosted.world.call('auth/mfa/status', { token })).body.enrolled).toBe(false)
  })

  test('in a browser that was left open, sets up the first one only after the password', async () => {
    const person = await hosted.member('Patient')
    const browser = await own(person)
    await travel(11 * MINUTE)
    await hosted.demand({ name: 'mfaRequired', valueBoolean: true })
    const asked = await browser.follow(await browser.open(`/oauth2/authorize?${app.query()}`))
    expect(asked.heading).toBe('Sign in')
    const begun = await browser.post('/signin', { request: asked.hidden('request'), ...person })
    expect((await browser.follow(begun)).heading).toBe('Protect your account')
    await hosted.demand()
  })
})
