/** Codes by text message as a second factor, on the hosted pages, on `/account` and for forms of apps. */
import { storesForWalks } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const AAL1 = 'http://idmanagement.gov/ns/assurance/aal/1'
const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
const DAY = 86_400_000
const REQUIRED = { name: 'mfaRequired', valueBoolean: true }
const METHODS = { name: 'allowedMfaMethods', valueString: 'totp, sms' }
const COUNTRIES = { name: 'smsCountries', valueString: 'DE, US' }
const ON = [METHODS, COUNTRIES]

describe.each(storesForWalks())('a code by text message, on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let travelled = 0
  let numbers = 0
  beforeAll(async () => {
    const env = { DAMSON_THROTTLE_TEXTS_PER_NUMBER: '5', DAMSON_THROTTLE_TEXTS_PER_PREFIX: '6' }
    hosted = await startHosted({ store, env })
    app = await hosted.app({ name: 'Our Portal' })
  })
  afterAll(() => hosted.world.close())

  const travel = async (ms: number): Promise<void> => {
    travelled += ms
    await hosted.travel(ms)
  }
  /** Each with a prefix of its own, as it counts for limits. */
  function newNumber(): string {
    numbers += 1
    return `+49151${String(1_000 + numbers)}6789`
  }
  const textsTo = (number: string): readonly string[] => hosted.world.phones.to(number)
  const codeTo = (number: string): string => hosted.world.phones.code(number)
  const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
  const recoveryOf = ({ text }: Visit): readonly string[] =>
    [...text.matchAll(/<li><code>([0-9A-Z-]{29})<\/code><\/li>/g)].map(([, one = '']) => one)
  const isBack = ({ location }: Visit): boolean => location.startsWith(`${CALLBACK}?`)
  const notices = ({ email }: Person): string =>
    hosted.world.inbox
      .to(email)
      .map(({ subject }) => subject)
      .join('\n')
  async function claimsOf(back: Visit): Promise<Record<string, unknown>> {
    const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    return JSON.parse(Buffer.from(body.id_token.split('.')[1], 'base64url').toString())
  }

  const apiSignIn = ({ email, password }: Person) =>
    hosted.world.actors.signIn(email, password, { projectId: hosted.clinic.project })

  /** Types a number at the forced enrolment. */
  async function asked(browser: CookieBrowser, page: Visit, number: string): Promise<Visit> {
    const action = actionOf(page)
    expect((await browser.open(`${action}?way=number`)).heading).toBe('Get codes by text message')
    return browser.follow(await browser.post(action, { way: 'number', number }))
  }

  /** Somebody who has set up a number on the pages, and their recovery codes. */
  async function withNumber(who?: Person) {
    const person = who ?? (await hosted.member('Practitioner'))
    const number = newNumber()
    await hosted.set(REQUIRED, ...ON)
    const browser = hosted.browser()
    const page = await asked(browser, await hosted.signIn(browser, app, person), number)
    const shown = await browser.post(actionOf(page), { way: 'texted', code: codeTo(number) })
    expect(shown.heading).toBe('Save your recovery codes')
    await hosted.set(...ON)
    return { person, number, browser, codes: recoveryOf(shown) }
  }

  test('is set up where a project demands a second factor and allows it, by a code to the number', async () => {
    const person = await hosted.member('Practitioner')
    const number = newNumber()
    await hosted.set(REQUIRED, ...ON)
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    expect(page.heading).toBe('Protect your account')
    expect(page.text).toContain('Get codes by text message instead')
    const action = actionOf(page)
    const form = await browser.open(`${action}?way=number`)
    expect(form.text).toMatch(/type="tel"[^>]* autocomplete="tel"/)
    expect(form.text).toContain('an authenticator app is safer')
    const code = await asked(browser, page, number.replace('+49', '0 ').replace('151', '151/'))
    expect(code).toMatchObject({ status: 200, heading: 'Enter your code' })
    expect(code.text).toMatch(/autocomplete="one-time-code" inputmode="numeric"/)
    const [text = ''] = textsTo(number)
    // The last line lets phones fill the code in on this host alone.
    expect(text).toMatch(/^\d{6} is your code for localhost:\d+\. Nobody will ask you for it\.\n\n@localhost #\d{6}$/)
    const wrong = await browser.post(action, { way: 'texted', code: '000000' })
    expect([wrong.status, wrong.heading]).toEqual([400, 'Enter your code'])
    const arabic = codeTo(number).replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))
    const shown = await browser.post(action, { way: 'texted', code: `${arabic.slice(0, 3)} ${arabic.slice(3)}` })
    expect(recoveryOf(shown)).toHaveLength(10)
    const back = await browser.follow(await browser.open(action))
    expect(isBack(back), back.heading).toBe(true)
    // Restricted: it is told, and raises no level.
    expect(await claimsOf(back)).toMatchObject({ acr: AAL1, amr: ['pwd', 'sms'] })
    expect(notices(person)).toContain('A second step was added')
    expect(textsTo(number).at(-1)).toMatch(/^From now on, this number gets codes/)
  })

  test('is asked for at the next sign-in, also where nobody demands it, and shows two digits of the number', async () => {
    const { person, number, codes } = await withNumber()
    const earlier = textsTo(number).length
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    expect(page.heading).toBe('Enter your code')
    expect(page.text).toContain('•••• 89')
    expect(page.text).not.toContain(number.slice(3, -2))
    // Looking again sends nothing.
    await browser.open(actionOf(page))
    expect(textsTo(number)).toHaveLength(earlier + 1)
    const first = codeTo(number)
    const other = hosted.browser()
    const sql = `update users set language = 'es' where email = $1`
    await hosted.world.store.db.query({ sql, params: [person.email] })
    const elsewhere = await hosted.signIn(other, app, person)
    // In the language of the person, whatever that of the page is.
    expect(textsTo(number).at(-1)).toContain('es su código')
    // The code of one sign-in answers no other.
    if (codeTo(number) !== first)
      expect((await other.post(actionOf(elsewhere), { way: 'sms', code: first })).status).toBe(400)
    const back = await browser.follow(await browser.post(actionOf(page), { way: 'sms', code: first }))
    expect(isBack(back), back.heading).toBe(true)
    // Where no project of the person allows it any more, nothing is sent, and the password alone opens nothing.
    await hosted.set()
    const sent = textsTo(number).length
    const last = hosted.browser()
    const shut = await hosted.signIn(last, app, person)
    expect(shut.heading).toBe('Enter your code')
    expect(shut.text).toContain('We send no text messages to this country')
    expect(textsTo(number)).toHaveLength(sent)
    const saved = await last.follow(await last.post(actionOf(shut), { way: 'recovery', code: codes[0] ?? '' }))
    expect(isBack(saved), saved.heading).toBe(true)
  })

  test('works for ten minutes and five tries, and a new one replaces it', async () => {
    const { person, number } = await withNumber()
    const browser = hosted.browser()
    const action = actionOf(await hosted.signIn(browser, app, person))
    const first = codeTo(number)
    const again = await browser.follow(await browser.post(action, { decision: 'text' }))
    expect(again.heading).toBe('Enter your code')
    const second = codeTo(number)
    if (first !== second) expect((await browser.post(action, { way: 'sms', code: first })).status).toBe(400)
    for (let n = first === second ? 0 : 1; n < 5; n += 1)
      expect((await browser.post(action, { way: 'sms', code: '000000' })).status).toBe(400)
    expect((await browser.post(action, { way: 'sms', code: second })).status).toBe(400)
    // A code of another sign-in, as late as it can be, and later.
    for (const [seconds, isTaken] of [
      [595, true],
      [605, false],
    ] as const) {
      await travel(3_600_000)
      const later = hosted.browser()
      const page = await hosted.signIn(later, app, person)
      const code = codeTo(number)
      await travel(seconds * 1_000)
      const answer = await later.follow(await later.post(actionOf(page), { way: 'sms', code }))
      expect(isBack(answer), answer.heading).toBe(isTaken)
    }
  })

  test('is sent neither often to one number nor to its neighbours', async () => {
    const { person, number } = await withNumber()
    const browser = hosted.browser()
    const action = actionOf(await hosted.signIn(browser, app, person))
    for (let n = 0; n < 4; n += 1) expect((await browser.post(action, { decision: 'text' })).status).toBe(303)
    const refused = await browser.post(action, { decision: 'text' })
    expect([refused.status, refused.title]).toEqual([400, expect.stringMatching(/^Error: /)])
    expect(refused.text).toContain('We sent many text messages')
    expect(textsTo(number).filter((text) => text.includes('#'))).toHaveLength(6)
    // Numbers that differ in their last digits share a limit, whoever asks.
    await hosted.set(REQUIRED, ...ON)
    const answers: number[] = []
    for (let n = 0; n < 7; n += 1) {
      const other = hosted.browser()
      const page = await hosted.signIn(other, app, await hosted.member('Practitioner'))
      const neighbour = `${number.slice(0, -4)}${1_000 + n}`
      answers.push((await other.post(actionOf(page), { way: 'number', number: neighbour })).status)
    }
    expect(answers).toEqual([303, 303, 303, 303, 303, 400, 400])
    // Whoever has a number is not kept from its codes by those who type it, or one beside it.
    const owner = await withNumber()
    const thief = hosted.browser()
    await hosted.set(REQUIRED, ...ON)
    const typing = actionOf(await hosted.signIn(thief, app, await hosted.member('Practitioner')))
    const statuses: number[] = []
    for (let n = 0; n < 6; n += 1)
      statuses.push((await thief.post(typing, { way: 'number', number: owner.number })).status)
    expect(statuses).toEqual([303, 303, 303, 303, 400, 400])
    const before = textsTo(owner.number).length
    await hosted.signIn(hosted.browser(), app, owner.person)
    expect(textsTo(owner.number)).toHaveLength(before + 1)
    await hosted.set()
  })

  test('goes to mobile phones of the allowed countries alone', async () => {
    await hosted.set(REQUIRED, ...ON)
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, await hosted.member('Practitioner'))
    for (const [number, why] of [
      ['+43 664 1234567', 'We send no text messages to this country'],
      ['+49 900 1234567', 'This is not a mobile phone number'],
      ['+49 180 5123456', 'This is not a mobile phone number'],
      ['+1 900 555 0123', 'This is not a mobile phone number'],
      ['hello', 'This is not a phone number'],
      ['', 'This is not a phone number'],
    ] as const) {
      const refused = await browser.post(actionOf(page), { way: 'number', number })
      expect([refused.status, refused.heading], number).toEqual([400, 'Get codes by text message'])
      expect(refused.text).toContain(why)
      expect(refused.text).toContain(`value="${number}"`)
    }
    await hosted.set()
  })

  test('is offered where a project allows it, and nowhere else', async () => {
    const person = await hosted.member('Practitioner')
    await hosted.set(REQUIRED)
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    expect(page.text).not.toContain('Get codes by text message instead')
    const number = newNumber()
    const sent = await browser.follow(await browser.post(actionOf(page), { way: 'number', number }))
    expect(sent.heading).toBe('Protect your account')
    const guessed = await browser.follow(await browser.post(actionOf(page), { way: 'texted', code: '123456' }))
    expect(guessed.heading).toBe('Protect your account')
    expect(textsTo(number)).toEqual([])
    await hosted.set()
  })

  test('never meets a demand for two factors', async () => {
    const { person, number } = await withNumber()
    await hosted.set({ name: 'minimumAcr', valueString: AAL2 }, ...ON)
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    expect(page.heading).toBe('Enter your code')
    const after = await browser.follow(await browser.post(actionOf(page), { way: 'sms', code: codeTo(number) }))
    expect(after.heading).toBe('Protect your account')
    expect(after.text).not.toContain('Get codes by text message instead')
    await hosted.set()
  })

  test('lets the forms of apps send the person to the pages, which alone can send it', async () => {
    const { person } = await withNumber()
    const login = await apiSignIn(person)
    expect([login.status, login.body.issue[0].details.coding[0].code]).toEqual([400, 'sms_required'])
    expect(login.body.issue[0].details.text).toContain('/oauth2/authorize')
    await hosted.set(REQUIRED, ...ON)
    const other = await hosted.member('Practitioner')
    const enrol = await apiSignIn(other)
    expect(enrol.body).toMatchObject({ mfaEnrollRequired: true, allowedMfaMethods: ['totp'] })
    const refused = await hosted.world.call('auth/mfa/login-enroll', {
      json: { login: enrol.body.login, method: 'sms' },
    })
    expect(refused.status).toBe(400)
    await hosted.set()
  })

  test('is added and removed on the account page, by whoever proves what stands', async () => {
    const person = await hosted.member('Practitioner')
    await hosted.set(...ON)
    const browser = hosted.browser()
    expect(isBack(await hosted.signIn(browser, app, person))).toBe(true)
    const page = await browser.open('/account/factors')
    expect(page.text).toContain('Get codes by text message')
    const number = newNumber()
    const form = await browser.open('/account/factors/number')
    expect(form.heading).toBe('Get codes by text message')
    const bad = await browser.post('/account/factors/number', { form: form.hidden('form'), do: 'ask', number: '110' })
    expect([bad.status, bad.heading]).toEqual([400, 'Get codes by text message'])
    const asks = await browser.follow(
      await browser.post('/account/factors/number', { form: form.hidden('form'), do: 'ask', number }),
    )
    expect(asks.heading).toBe('Enter your code')
    const wrong = await browser.post('/account/factors/number', {
      form: asks.hidden('form'),
      do: 'add',
      code: '000000',
    })
    expect([wrong.status, wrong.heading]).toEqual([400, 'Enter your code'])
    const code = codeTo(number)
    const added = await browser.post('/account/factors/number', { form: asks.hidden('form'), do: 'add', code })
    expect(added.heading).toBe('Save your recovery codes')
    const shown = await browser.open('/account/factors')
    expect(shown.text).toContain('•••• 89')
    expect(shown.text).not.toContain('Get codes by text message')
    // Neither the password nor an old proof removes it.
    const other = hosted.browser()
    await hosted.signIn(other, app, person)
    expect((await other.open('/account/factors')).location).toBe('/account')
    await travel(11 * 60_000)
    const later = await browser.open('/account/factors')
    expect(later.heading).toBe('Enter your code')
    const proof = { form: later.hidden('form'), next: '/account/factors', way: 'sms', do: 'prove' }
    expect((await browser.post('/account/code', { ...proof, code: '000000' })).status).toBe(400)
    const proven = await browser.follow(await browser.post('/account/code', { ...proof, code: codeTo(number) }))
    expect(proven.heading).toBe('Second step when you sign in')
    const factor = proven.hidden('factor')
    const removed = await browser.follow(
      await browser.post('/account/factors', { form: proven.hidden('form'), factor, do: 'remove' }),
    )
    expect(removed.text).toContain('It was removed.')
    expect(removed.text).not.toContain('•••• 89')
    expect(notices(person)).toContain('A second step was removed')
    expect(textsTo(number).at(-1)).toMatch(/^This number no longer gets codes/)
    await hosted.set()
  })

  test('goes to no number that was not used for 90 days: then a recovery code opens the account', async () => {
    const { person, number, codes } = await withNumber()
    await travel(89 * DAY)
    const early = hosted.browser()
    const page = await hosted.signIn(early, app, person)
    const back = await early.follow(await early.post(actionOf(page), { way: 'sms', code: codeTo(number) }))
    expect(isBack(back), back.heading).toBe(true)
    await travel(91 * DAY)
    const earlier = textsTo(number).length
    const browser = hosted.browser()
    const late = await hosted.signIn(browser, app, person)
    expect(late.heading).toBe('Enter your code')
    expect(late.text).toContain('You have not used this number for 90 days')
    expect((await browser.post(actionOf(late), { decision: 'text' })).text).toContain('for 90 days')
    expect(textsTo(number)).toHaveLength(earlier)
    const recovered = await browser.follow(
      await browser.post(actionOf(late), { way: 'recovery', code: codes[0] ?? '' }),
    )
    expect(isBack(recovered), recovered.heading).toBe(true)
    expect((await browser.open('/account/factors')).text).toContain('for 90 days')
  })

  test('is no way around an authenticator app', async () => {
    const { person, number, browser } = await withNumber()
    const add = await browser.open('/account/factors/add')
    const secret = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(add.text)?.[1] ?? '').replaceAll(' ', '')
    const epoch = Math.floor((Date.now() + travelled) / 1000)
    const code = generateSync({ secret, epoch })
    await browser.post('/account/factors/add', { form: add.hidden('form'), code })
    const other = hosted.browser()
    const page = await hosted.signIn(other, app, person)
    const text = await other.follow(await other.post(actionOf(page), { decision: 'text' }))
    expect(text.text).toContain('•••• 89')
    const back = await other.follow(await other.post(actionOf(page), { way: 'sms', code: codeTo(number) }))
    expect(isBack(back), back.heading).toBe(true)
    // It signs in, but changes no factor.
    const guarded = await other.open('/account/factors')
    expect(guarded.text).toContain('enter the code from your authenticator app')
    expect(guarded.text).not.toContain('Send me a code by text message')
  })

  test.each([
    [[{ name: 'allowedMfaMethods', valueString: 'sms' }, COUNTRIES], 'never the only choice'],
    [[{ name: 'allowedMfaMethods', valueString: 'sms, email' }, COUNTRIES], 'never the only choice'],
    [[METHODS], 'add the setting smsCountries'],
    [[METHODS, { name: 'smsCountries', valueString: 'DE,' }], 'two letters'],
    [[METHODS, { name: 'smsCountries', valueString: 'Germany' }], 'two letters'],
    [[{ name: 'smsCountries', valueString: '+49' }], 'two letters'],
    [[METHODS, COUNTRIES, COUNTRIES], 'occurs twice'],
  ])('is set by settings that leave another choice: %s', async (setting, sentence) => {
    const { project, token } = hosted.clinic
    const at = `fhir/R4/Project/${project}`
    const { setting: _earlier, ...rest } = (await hosted.world.call(at, { token })).body
    const refused = await hosted.world.call(at, { method: 'PUT', json: { ...rest, setting }, token })
    expect(refused.status).toBe(400)
    expect(refused.text).toContain(sentence)
  })
})
