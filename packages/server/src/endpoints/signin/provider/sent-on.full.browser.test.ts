import { type Answer, pkce } from '@damson/testkit'
import { type IdentityProvider, startIdentityProvider } from '@damson/testkit/identity-providers'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tried } from '../../../../test/federation/domain-clinic.ts'
import { configOf, type Federated, startFederated } from '../../../../test/federation/external.ts'
import { giveFactor } from '../../../../test/federation/own-factor.ts'
import { follow, must, PASSWORD } from '../../../../test/identity/steps.ts'
import { type Callback, launchChromium, openPage, startCallback } from '../../../../test/signin/chromium.ts'

const ADA = 'ada@myhospital.example'
const EMERGENCY = 'emergency@myhospital.example'
const SUBMIT = 'main button:not([type])'
const WAIT = { timeout: 20_000 }

describe('in Chromium', () => {
  let here: Federated
  let browser: Browser
  let callback: Callback
  let hospital: IdentityProvider
  let app: string
  let alone: string
  /** The recovery codes of the emergency account. */
  let codes: string[]
  const zone = new Map<string, readonly string[]>()

  beforeAll(async () => {
    here = await startFederated({ readTxt: (name) => Promise.resolve(zone.get(name) ?? []) })
    const { world, owner } = here
    browser = await launchChromium()
    callback = await startCallback()
    const redirectUris = [`${world.baseUrl}auth/external`]
    hospital = await startIdentityProvider('auth0', { redirectUris, domain: 'myhospital.example' })
    app = (await here.app(undefined, {}, { name: 'Ward Round', redirectUris: [callback.url] })).id
    const config = { name: 'Own Provider', emailDomain: ['myhospital.example'], profileType: ['Practitioner'] }
    alone = (await here.app(hospital, config, { redirectUris: [callback.url] })).id
    await tried(world, `client:${alone}`)
    const path = `fhir/R4/ClientApplication/${alone}`
    const { body } = must(await world.call(path, { token: owner.token }))
    must(await world.call(path, { method: 'PUT', json: { ...body, signIn: 'external' }, token: owner.token }))
    await here.invite({ email: ADA })
  })
  afterAll(async () => {
    await browser.close()
    await callback.close()
    await hospital.stop()
    await here.world.close()
  })

  async function enforceDomain(): Promise<void> {
    const { world, owner } = here
    const invited = await here.invite({ email: EMERGENCY, admin: true })
    await follow(world, EMERGENCY)
    codes = await giveFactor(world, EMERGENCY)
    const admin = async (at: string, json: object): Promise<Answer> =>
      must(await world.call(`admin/projects/${owner.project}/${at}`, { json, token: owner.token }))
    await admin('emergency-account', { membership: { reference: `ProjectMembership/${invited.body.id}` } })
    const identityProvider = configOf(hospital, { name: 'My Hospital', profileType: ['Practitioner'] })
    const domain = (await admin('domain', { domain: 'myhospital.example', identityProvider })).body
    zone.set(domain.record.name, [domain.record.value])
    hospital.allowRedirectUri(`${world.baseUrl}auth/external/domain/${domain.id}`)
    await admin(`domain/${domain.id}/verify`, {})
    await tried(world, `domain:${domain.id}`)
    await admin(`domain/${domain.id}/enforce`, { enforced: true })
  }

  const open = (javaScriptEnabled: boolean) => openPage(browser, { javaScriptEnabled })
  function urlOf(client: string, state: string): string {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: client,
      redirect_uri: callback.url,
      scope: 'openid',
      state,
      code_challenge: pkce().challenge,
      code_challenge_method: 'S256',
    })
    return `${here.world.baseUrl}oauth2/authorize?${query}`
  }
  /** Back in the app, with a code. */
  const back = (state: string): Promise<void> =>
    expect.poll(() => callback.calls.find((call) => call.get('state') === state)?.has('code'), WAIT).toBe(true)
  const pick = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click()

  test.each([true, false])(
    'an app with its own provider alone leads there without a press, with scripts: %s',
    async (scripts) => {
      const { page, complaints } = await open(scripts)
      await page.goto(urlOf(alone, `direct-${scripts}`))
      await pick(page, 'Ada Lovelace')
      await back(`direct-${scripts}`)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  describe('an address of a domain', () => {
    beforeAll(enforceDomain)

    test.each([true, false])(
      'is led to its provider by one press of a key, and one step back it can be changed, with scripts: %s',
      async (scripts) => {
        const { page, complaints } = await open(scripts)
        const seen: string[] = []
        page.on('request', (request) => void seen.push(request.url()))
        await page.goto(urlOf(app, `by-key-${scripts}`))
        await page.focus('#email')
        await page.keyboard.type('ben@myhospital.example')
        await page.keyboard.press('Enter')
        await page.waitForSelector('button[name=person]')
        await page.goBack()
        expect(page.url()).toContain('/oauth2/authorize')
        await page.fill('#email', ADA)
        await page.keyboard.press('Enter')
        const onward = page.getByRole('link', { name: 'Continue with My Hospital' })
        await onward.focus()
        await page.keyboard.press('Enter')
        await pick(page, 'Ada Lovelace')
        await back(`by-key-${scripts}`)
        expect(complaints).toEqual([])
        const ours = seen.filter((url) => url.startsWith(here.world.baseUrl)).map(decodeURIComponent)
        expect(ours.some((url) => url.includes('/auth/external/start?'))).toBe(true)
        expect(ours.filter((url) => url.includes('@myhospital'))).toEqual([])
        await page.context().close()
      },
    )

    test.each([true, false])(
      'who declines at the provider stays on the page that says so, until they go on themselves, with scripts: %s',
      async (scripts) => {
        const { page } = await open(scripts)
        await page.goto(urlOf(app, `declined-${scripts}`))
        await page.fill('#email', ADA)
        await page.click(SUBMIT)
        await pick(page, 'Refuse')
        await page.waitForURL(`${here.world.baseUrl}auth/external/**`)
        let moved = 0
        page.on('framenavigated', () => void (moved += 1))
        expect(await page.textContent('h1')).toBe('You are not signed in')
        await page.waitForTimeout(1_500)
        expect(moved).toBe(0)
        await page.click('a.button')
        expect(await page.inputValue('#email')).toBe(ADA)
        await page.waitForTimeout(1_500)
        expect(moved).toBe(1)
        await page.context().close()
      },
    )

    test.each([true, false])(
      'the emergency account signs in to an app, by keyboard alone, with scripts: %s',
      async (scripts) => {
        const { page, complaints } = await open(scripts)
        await page.goto(urlOf(app, `emergency-${scripts}`))
        await page.fill('#email', EMERGENCY)
        await page.click(SUBMIT)
        await page.waitForSelector('button[name=person]')
        await page.goBack()
        await page.fill('#email', EMERGENCY)
        await page.click(SUBMIT)
        await page.getByRole('link', { name: 'Use the emergency account' }).focus()
        await page.keyboard.press('Enter')
        await page.waitForSelector('#password:focus')
        expect(await page.inputValue('#email')).toBe(EMERGENCY)
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press('Enter')
        await page.getByRole('link', { name: 'Use a recovery code' }).focus()
        await page.keyboard.press('Enter')
        await page.waitForSelector('#code:focus')
        await page.keyboard.type(codes.shift() ?? '')
        await page.keyboard.press('Enter')
        await back(`emergency-${scripts}`)
        expect(complaints).toEqual([])
        await page.context().close()
      },
    )
  })
})
