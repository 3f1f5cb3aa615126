/** A question that nobody has answered yet: how long it stays open, and who may keep it open for how long. */
import { storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimsOf } from '../identity/steps.ts'
import { actionOf, type SmartClinic, startSmartClinic, tickedIn } from '../smart/smart-clinic.ts'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const MINUTE = 60_000
const ASKS = 'Give Heart Diary access?'
const OVER = 'This took too long'
const mayBeMore = ({ text }: Visit): boolean => /class="quiet small"[^>]* name="stay"/.test(text)
const SCOPE = 'openid patient/Observation.rs patient/Condition.rs'

describe.each(storesUnderTest())('the time that a sign-in under way has, on %s', (store) => {
  let clinic: SmartClinic
  let hosted: Hosted
  let app: HostedApp
  let person: Person
  beforeAll(async () => {
    clinic = await startSmartClinic(store)
    hosted = clinic.hosted
    app = await hosted.app({ firstParty: false, resourceScopesRequired: false })
    person = await hosted.member('Patient')
  })
  afterAll(() => clinic.close())

  async function asked(): Promise<{ browser: CookieBrowser; page: Visit; at: string }> {
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person, { scope: SCOPE, prompt: 'consent' })
    expect(page.heading).toBe(ASKS)
    return { browser, page, at: actionOf(page) }
  }
  const later = (minutes: number): Promise<void> => hosted.world.travel(minutes * MINUTE)
  const stay = (browser: CookieBrowser, at: string, fields = '', headers = {}): Promise<Visit> =>
    browser.post(at, `stay=yes${fields}`, headers)
  const isOver = async (browser: CookieBrowser, at: string): Promise<boolean> => {
    const { heading } = await browser.open(at)
    // The browser forgets a cookie by its own clock, which does not travel.
    expect([ASKS, OVER]).toContain(heading)
    return heading === OVER
  }

  test('is said on the page, with a way to more and one script, which the policy names', async () => {
    const { page } = await asked()
    expect(page.text).toContain('This page stays open for 10 minutes.')
    expect(page.text).toMatch(/<dialog role="alertdialog" [^>]*data-seconds="(600|59\d)"/)
    expect(mayBeMore(page)).toBe(true)
    expect(page.text.match(/<script/g)).toHaveLength(1)
    expect(page.headers.get('content-security-policy')).toContain(
      `script-src ${hosted.issuer}assets/time-left.js; form-action`,
    )
  })

  test('is ten minutes more for whoever asks; what was ticked stays, and the answer counts', async () => {
    const { browser, at } = await asked()
    await later(9)
    const page = await stay(browser, at, '&scope=patient/Condition.rs')
    expect([page.status, page.heading]).toEqual([200, ASKS])
    expect(page.text).toContain('This page stays open for 10 minutes.')
    const ticked = [...page.text.matchAll(/value="(patient[^"]+)"( checked)?/g)].map(([, scope, on]) => [scope, on])
    expect(ticked).toEqual([
      ['patient/Condition.rs', ' checked'],
      ['patient/Observation.rs', undefined],
    ])
    const kept = page.setCookies.filter((cookie) => cookie.startsWith('damson-flow-'))
    expect(kept).toEqual([expect.stringContaining('Max-Age=600')])
    await later(9)
    const allowed = await browser.post(at, 'decision=allow&scope=patient/Condition.rs')
    const back = await browser.follow(allowed)
    const { status, body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
    expect([status, body.scope]).toEqual([200, 'openid patient/Condition.rs'])
  })

  test('keeps what was typed to find a patient', async () => {
    const browser = hosted.browser()
    const scope = 'openid launch/patient patient/Patient.rs'
    const page = await hosted.signIn(browser, clinic.app, clinic.clinician, { scope })
    const again = await stay(browser, actionOf(page), '&find=byr')
    expect(again.heading).toBe('Whose record?')
    expect(again.text).toMatch(/name="find" type="search" value="byr"/)
    expect(again.text).toContain('Byron Lovelace-King')
  })

  test('keeps the question open in which role to go on', async () => {
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, await hosted.member('Practitioner', 'Patient'))
    await later(9)
    const again = await stay(browser, actionOf(page))
    expect([again.heading, mayBeMore(again)]).toEqual(['Which role?', true])
    await later(9)
    expect((await browser.open(actionOf(page))).heading).toBe('Which role?')
  })

  test('is put off ten times at most, however often more is asked for, and the page says so', async () => {
    const { browser, at } = await asked()
    let last: Visit | undefined
    let times = 0
    for (let minutes = 9; minutes < 110; minutes += 9) {
      times += 1
      await later(9)
      last = await stay(browser, at)
      expect(last.heading).toBe(ASKS)
    }
    expect(times).toBeGreaterThanOrEqual(10)
    // 108 minutes are over, of eleven times ten.
    expect(last?.text).toMatch(/This page stays open for 2 minutes\./)
    expect(last === undefined || mayBeMore(last)).toBe(false)
    expect(last?.text).toContain('you cannot keep it open longer')
    const once = await stay(browser, at, '&scope=patient/Condition.rs')
    expect(once.status).toBe(200)
    expect(once.text).toContain('This page stays open for 2 minutes.')
    expect(tickedIn(once)).toEqual(['patient/Condition.rs'])
    await later(7)
    expect(await isOver(browser, at)).toBe(true)
    expect((await browser.follow(await stay(browser, at))).heading).toBe(OVER)
  })

  test('counts as a use of the sign-in that it hangs on: an idle limit does not end it meanwhile', async () => {
    // The administrator's own sign-in is over by now.
    await hosted.travel(MINUTE)
    const staff = await hosted.member('Practitioner')
    const own = await hosted.app()
    const browser = hosted.browser()
    expect((await hosted.signIn(browser, own, staff)).location).toContain('code=')
    const page = await browser.follow(await browser.open(`/oauth2/authorize?${app.query()}`))
    expect(page.heading).toBe(ASKS)
    for (let times = 0; times < 4; times += 1) {
      await later(9)
      expect((await stay(browser, actionOf(page))).heading).toBe(ASKS)
    }
    const back = await browser.follow(await browser.post(actionOf(page), { decision: 'allow' }))
    expect(back.location).toContain('code=')
  })

  describe('does not make a proof younger than the app demands', () => {
    // The administrator's own sign-in is over by now.
    beforeEach(() => hosted.travel(MINUTE))

    test('where the question was kept open: the password is asked for once more', async () => {
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, app, await hosted.member('Patient'), { scope: SCOPE, max_age: '900' })
      for (const _times of [1, 2]) {
        await later(9)
        expect((await stay(browser, actionOf(page))).heading).toBe(ASKS)
      }
      const asked = await browser.follow(await browser.post(actionOf(page), { decision: 'allow' }))
      expect(asked.heading).toBe('Sign in')
    })

    test('where a sign-in was there already; what was allowed stays allowed', async () => {
      const [browser, one] = [hosted.browser(), await hosted.member('Patient')]
      await hosted.signIn(browser, await hosted.app(), one)
      await later(4)
      const query = app.query({ scope: SCOPE, max_age: '300' })
      const page = await browser.follow(await browser.open(`/oauth2/authorize?${query}`))
      expect(page.heading).toBe(ASKS)
      await later(2)
      const ticked = tickedIn(page).map((scope) => `&scope=${scope}`)
      const again = await browser.follow(await browser.post(actionOf(page), `decision=allow${ticked.join('')}`))
      expect(again.heading).toBe('Sign in')
      const sent = await browser.post('/signin', { request: again.hidden('request'), ...one })
      const back = await browser.follow(sent)
      expect(back.location).toContain('code=')
      const { body } = await app.redeem(new URL(back.location).searchParams.get('code') ?? '')
      const { auth_time: proven, iat } = claimsOf(String(body.id_token))
      expect(Number(iat) - Number(proven)).toBeLessThan(60)
    })

    test('nor makes whoever is to prove it now do so twice, however few seconds the app names', async () => {
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, app, await hosted.member('Patient'), { scope: SCOPE, max_age: '0' })
      await later(3)
      const back = await browser.follow(await browser.post(actionOf(page), { decision: 'allow' }))
      expect(back.location).toContain('code=')
    })
  })

  test.each<[string, (browser: CookieBrowser, at: string) => Promise<unknown>]>([
    ['another browser', (_, at) => stay(hosted.browser(), at)],
    [
      'another browser that was given the handle',
      async (browser, at) => {
        const other = hosted.browser()
        await hosted.signInPage(other, app)
        for (const [name, value] of browser.cookies) if (name.includes('flow')) other.cookies.set(name, value)
        return stay(other, at)
      },
    ],
    ['a form of another site', (browser, at) => stay(browser, at, '', { Origin: 'https://evil.example' })],
    ['a GET', (browser, at) => browser.open(`${at}?stay=yes`)],
    ['an address that was made up', (browser) => stay(browser, '/signin/0198c0de-0000-7000-8000-000000000000')],
  ])('is not made longer by %s', async (_, attempt) => {
    const { browser, at } = await asked()
    await later(9)
    await attempt(browser, at)
    await later(2)
    expect(await isOver(browser, at)).toBe(true)
  })

  test('does not come back once it is over, was refused, or its sign-in ended', async () => {
    const over = await asked()
    await later(11)
    expect((await over.browser.follow(await stay(over.browser, over.at))).heading).toBe(OVER)
    expect((await over.browser.follow(await over.browser.post(over.at, { decision: 'allow' }))).heading).toBe(OVER)

    const refused = await asked()
    const cookies = new Map(refused.browser.cookies)
    await refused.browser.post(refused.at, { decision: 'deny' })
    for (const [name, value] of cookies) refused.browser.cookies.set(name, value)
    const after = await refused.browser.follow(await stay(refused.browser, refused.at))
    expect(after.heading).toBe('This sign-in has ended')
  })
})

describe.each(storesUnderTest())(
  'a sign-in under way ends with that of its browser, which may be idle for less, on %s',
  (store) => {
    let hosted: Hosted
    let app: HostedApp
    beforeAll(async () => {
      const env = { DAMSON_LOGINS_IDLE_SECONDS: '300', DAMSON_LOGINS_PATIENT_IDLE_SECONDS: '300' }
      hosted = await startHosted({ store, env })
      app = await hosted.app({ firstParty: false, resourceScopesRequired: false })
    })
    // The administrator's own is over by then.
    beforeEach(() => hosted.travel(0))
    afterAll(() => hosted.world.close())

    async function asked(person: Person, scope = SCOPE): Promise<{ browser: CookieBrowser; page: Visit; at: string }> {
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, app, person, { scope })
      return { browser, page, at: actionOf(page) }
    }
    const later = (minutes: number): Promise<void> => hosted.world.travel(minutes * MINUTE)
    const stay = (browser: CookieBrowser, at: string): Promise<Visit> => browser.post(at, 'stay=yes')

    test('which the page says, and more time puts off', async () => {
      const { browser, page, at } = await asked(await hosted.member('Patient'))
      expect(page.heading).toBe(ASKS)
      expect(page.text).toContain('This page stays open for 5 minutes.')
      for (let times = 0; times < 5; times += 1) {
        await later(4)
        const again = await stay(browser, at)
        expect([again.heading, mayBeMore(again)]).toEqual([ASKS, true])
        expect(again.text).toContain('This page stays open for 5 minutes.')
      }
      const back = await browser.follow(await browser.post(at, { decision: 'allow' }))
      expect(back.location).toContain('code=')
    })

    test('where it did, what was allowed is too late: it is neither granted nor remembered', async () => {
      const who = await hosted.member('Patient')
      const { browser, at } = await asked(who)
      await later(6)
      const late = await browser.follow(await browser.post(at, { decision: 'allow', scope: 'patient/Condition.rs' }))
      expect(late.heading).toBe(OVER)
      expect((await hosted.signIn(hosted.browser(), app, who, { scope: SCOPE })).heading).toBe(ASKS)
    })

    test('each answer counts as a use of it', async () => {
      const { browser, page, at } = await asked(await hosted.member('Practitioner', 'Patient'), 'openid')
      expect(page.heading).toBe('Which role?')
      await later(4)
      const membership = /name="membership" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
      const next = await browser.follow(await browser.post(at, { membership }))
      expect(next.heading).toBe(ASKS)
      expect(next.text).toContain('This page stays open for 5 minutes.')
      await later(4)
      const back = await browser.follow(await browser.post(at, { decision: 'allow' }))
      expect(back.location).toContain('code=')
    })
  },
)
