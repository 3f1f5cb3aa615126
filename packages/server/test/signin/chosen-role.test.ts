/** Of several roles one is asked for once: remembered per browser, account, app and address. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const ASKS = 'Which role?'

describe.each(storesForWalks())('a role that was chosen, on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  const actionOf = ({ text }: Visit): string => /action="([^"]*\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
  const codeIn = ({ location }: Visit): string =>
    location.startsWith(CALLBACK) ? (new URL(location).searchParams.get('code') ?? '') : ''
  const open = (browser: CookieBrowser, changes: Record<string, string> = {}, by = app, under = ''): Promise<Visit> =>
    browser.open(`${under}/oauth2/authorize?${by.query(changes)}`)
  /** The memberships that a page lets choose, by the name of their role. */
  const roles = ({ text }: Visit): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...text.matchAll(/name="membership" value="([^"]+)"><span><strong>([^<]+)/g)].map(([, id = '', role = '']) => [
        role,
        id,
      ]),
    )
  async function choose(browser: CookieBrowser, page: Visit, role: string): Promise<Visit> {
    expect(page.heading).toBe(ASKS)
    return browser.follow(await browser.post(actionOf(page), { membership: roles(page)[role] ?? '' }))
  }
  const profileOf = async (visit: Visit): Promise<string> =>
    must(await app.redeem(codeIn(visit))).body.profile.reference.split('/')[0]
  /** Somebody who has chosen to be a patient in this browser. */
  async function chosen(): Promise<{
    readonly person: Person
    readonly browser: CookieBrowser
  }> {
    const person = await hosted.member('Practitioner', 'Patient')
    const browser = hosted.browser()
    const back = await choose(browser, await hosted.signIn(browser, app, person), 'Patient')
    const { body } = must(await app.redeem(codeIn(back)))
    expect(body.profile.reference).toMatch(/^Patient\//)
    return { person, browser }
  }

  test('is not asked for again in that browser, with a page, a new password or none', async () => {
    const { person, browser } = await chosen()
    expect(await profileOf(await open(browser))).toBe('Patient')
    expect(await profileOf(await open(browser, { prompt: 'none' }))).toBe('Patient')
    expect(await profileOf(await hosted.signIn(browser, app, person, { prompt: 'login' }))).toBe('Patient')
  })

  test('is asked for in another browser, by another app, at another address and of another person', async () => {
    const { person, browser } = await chosen()
    expect((await hosted.signIn(hosted.browser(), app, person)).heading).toBe(ASKS)
    const other = await hosted.app({ name: 'Growth Charts' })
    expect((await browser.follow(await open(browser, {}, other))).heading).toBe(ASKS)
    const under = `/projects/${hosted.clinic.project}`
    const there = await open(browser, {}, app, under)
    const sent = { request: there.hidden('request'), email: person.email, password: person.password }
    expect((await browser.follow(await browser.post(`${under}/signin`, sent))).heading).toBe(ASKS)
    const another = await hosted.member('Practitioner', 'Patient')
    expect((await hosted.signIn(browser, app, another, { prompt: 'login' })).heading).toBe(ASKS)
    // What the other one chooses there changes nothing for the first.
    const back = await choose(browser, await browser.follow(await open(browser)), 'Clinician or staff')
    expect(await profileOf(back)).toBe('Practitioner')
    expect(await profileOf(await hosted.signIn(browser, app, person, { prompt: 'login' }))).toBe('Patient')
  })

  test('is asked for when the app asks for the account, and then replaced', async () => {
    const { browser } = await chosen()
    const select = await open(browser, { prompt: 'select_account' })
    const page = await browser.follow(
      await browser.post('/signin', { request: select.hidden('request'), account: 'this' }),
    )
    expect(await profileOf(await choose(browser, page, 'Clinician or staff'))).toBe('Practitioner')
    expect(await profileOf(await open(browser))).toBe('Practitioner')
  })

  test('is asked for once the chosen one is switched off, and counts again when it is on', async () => {
    const person = await hosted.member('Practitioner', 'Patient')
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    const { Patient: membership = '' } = roles(page)
    await choose(browser, page, 'Patient')
    const at = `fhir/R4/ProjectMembership/${membership}`
    const write = async (active: boolean): Promise<void> => {
      const { token } = hosted.clinic
      const { body } = must(await hosted.world.call(at, { token }))
      must(await hosted.world.call(at, { method: 'PUT', json: { ...body, active }, token }))
    }
    await write(false)
    expect(await profileOf(await open(browser))).toBe('Practitioner')
    await write(true)
    expect(await profileOf(await open(browser))).toBe('Patient')
  })

  test('is shown on the person’s own page, where they have it asked for again', async () => {
    const { browser, person } = await chosen()
    const page = await browser.open('/account')
    for (const words of ['Your roles in this browser', 'Heart Diary', 'Ask me next time'])
      expect(page.text).toContain(words)
    const other = hosted.browser()
    await hosted.signIn(other, app, person)
    expect((await other.open('/account')).text).not.toContain('Your roles in this browser')
    const role = page.hidden('role')
    const ask = (form: string, value: string) => browser.post('/account', { form, do: 'ask-role', role: value })
    for (const wrong of ['', 'x', `${hosted.clinic.project} ${hosted.clinic.project}`])
      expect((await ask(page.hidden('form'), wrong)).location).toMatch(/^\/account(\?done=nothing)?$/)
    expect(await profileOf(await open(browser))).toBe('Patient')
    expect((await ask(page.hidden('form'), role)).location).toBe('/account?done=role')
    expect((await browser.open('/account')).text).not.toContain('Your roles in this browser')
    expect((await browser.follow(await open(browser))).heading).toBe(ASKS)
  })

  test('of one role is never asked for, nor kept', async () => {
    const person = await hosted.member('Patient')
    const browser = hosted.browser()
    expect(codeIn(await hosted.signIn(browser, app, person))).not.toBe('')
    const select = await open(browser, { prompt: 'select_account' })
    const back = await browser.post('/signin', { request: select.hidden('request'), account: 'this' })
    expect(codeIn(await browser.follow(back))).not.toBe('')
    expect((await browser.open('/account')).text).not.toContain('Your roles in this browser')
  })
})
