import { type Answer, logOf, pkce } from '@damson/testkit'
import {
  type HostileProvider,
  type IdentityProvider,
  startHostileProvider,
  startIdentityProvider,
  type TokenTap,
  tapTokens,
} from '@damson/testkit/identity-providers'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tried } from '../../../../test/federation/domain-clinic.ts'
import { configOf, type Federated, startFederated } from '../../../../test/federation/external.ts'
import { follow, must, PASSWORD, verdict } from '../../../../test/identity/steps.ts'
import { type Callback, launchChromium, openPage, pagesOf, startCallback } from '../../../../test/signin/chromium.ts'

/** A machine that does much else is slow to come back. */
const WAIT = { timeout: 20_000 }
const GRACE = 'grace@clinic.example'
const SUBMIT = 'main button:not([type])'

let federated: Federated
let browser: Browser
let callback: Callback
let okta: IdentityProvider
let google: IdentityProvider
let hospital: IdentityProvider
let tap: TokenTap
/** As whom everybody acts, by their address. */
const profiles = new Map<string, string>()
/** What DNS says. */
const zone = new Map<string, readonly string[]>()
const ids = { okta: '', google: '', own: '', routed: '' }
type AppName = keyof typeof ids
/** Sealed into the page while the app still took passwords. */
let earlierRequest: { readonly page: Page; readonly request: string }

beforeAll(async () => {
  federated = await startFederated({ readTxt: (name) => Promise.resolve(zone.get(name) ?? []) })
  browser = await launchChromium()
  callback = await startCallback()
  const redirectUris = [`${federated.world.baseUrl}auth/external`]
  okta = await startIdentityProvider('okta', { redirectUris })
  google = await startIdentityProvider('google', { redirectUris })
  hospital = await startIdentityProvider('auth0', { redirectUris, domain: 'myhospital.example' })
  tap = await tapTokens(okta)
  const at = { redirectUris: [callback.url] }
  const ofStaff = (emailDomain: string): object => ({ emailDomain: [emailDomain], profileType: ['Practitioner'] })
  const byOkta = { ...ofStaff('hospital.example'), tokenUrl: tap.url }
  ids.okta = (await federated.app(okta, byOkta, { ...at, name: 'Ward Round' })).id
  const byGoogle = { ...ofStaff('practice.example'), hostedDomain: ['practice.example'] }
  ids.google = (await federated.app(google, byGoogle, { ...at, name: 'Practice Desk' })).id
  ids.own = (await federated.app(undefined, {}, { ...at, name: 'Own Sign-in', signIn: 'own' })).id
  ids.routed = (await federated.app(undefined, {}, { ...at, name: 'Hospital Board' })).id
  await enforceDomain('myhospital.example')
  for (const email of ['ada@hospital.example', 'ada@practice.example', 'ada@myhospital.example', GRACE])
    profiles.set(email, (await federated.invite({ email })).body.profile.reference)
  await follow(federated.world, GRACE)
  earlierRequest = await openBeforeTheChange()
  await allowNothingElse(ids.okta)
  await allowNothingElse(ids.google)
})
afterAll(async () => {
  await browser.close()
  await callback.close()
  for (const provider of [okta, google, hospital, tap]) await ('stop' in provider ? provider.stop() : provider.close())
  await federated.world.close()
})

async function openBeforeTheChange(): Promise<typeof earlierRequest> {
  const page = await openContext()
  await page.goto(authorizeUrl('okta', 'earlier').url)
  return { page, request: await page.inputValue('input[name=request]') }
}

/** Its provider was tried, and is the only way in from now on. */
async function allowNothingElse(id: string): Promise<void> {
  const { world, owner } = federated
  await tried(world, `client:${id}`)
  const path = `fhir/R4/ClientApplication/${id}`
  const { body } = must(await world.call(path, { token: owner.token }))
  must(await world.call(path, { method: 'PUT', json: { ...body, signIn: 'external' }, token: owner.token }))
}

/** Adds a domain with its provider, proves it, and holds its addresses to it. */
async function enforceDomain(domain: string): Promise<void> {
  const { world, owner } = federated
  const admin = async (path: string, json: object): Promise<Answer> =>
    must(await world.call(`admin/projects/${owner.project}/domain${path}`, { json, token: owner.token }))
  const ofStaff = { emailDomain: [domain], profileType: ['Practitioner'] }
  const { body } = await admin('', { domain, identityProvider: configOf(hospital, ofStaff) })
  zone.set(body.record.name, [body.record.value])
  hospital.allowRedirectUri(`${world.baseUrl}auth/external/domain/${body.id}`)
  await admin(`/${body.id}/verify`, {})
  await tried(world, `domain:${body.id}`)
  await admin(`/${body.id}/enforce`, { enforced: true })
}

function authorizeUrl(app: AppName, state: string, changes: Record<string, string> = {}) {
  const { verifier, challenge } = pkce()
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: ids[app],
    redirect_uri: callback.url,
    scope: 'openid',
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  })
  return { url: `${federated.world.baseUrl}oauth2/authorize?${query}`, verifier, query }
}

/** What the app was called back with for this state. */
async function answerFor(state: string): Promise<Record<string, string>> {
  const find = (): URLSearchParams | undefined => callback.calls.find((call) => call.get('state') === state)
  await expect.poll(find, WAIT).toBeDefined()
  return Object.fromEntries(find() ?? [])
}

async function redeem(app: AppName, code: string, verifier: string) {
  const form = {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    client_id: ids[app],
    redirect_uri: callback.url,
  }
  return must(await federated.world.call('oauth2/token', { form }))
}

const pages = pagesOf(() => browser)
const openContext = async (): Promise<Page> => (await pages.open()).page
const heading = (page: Page): Promise<string | null> => page.locator('h1').textContent()
/** The provider's own page. */
const pick = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click()

/** From the app to the provider's page. */
async function goToProvider(page: Page, app: AppName, state: string): Promise<string> {
  const { url, verifier } = authorizeUrl(app, state)
  await page.goto(url)
  const sent = page.waitForRequest((request) => /[?&]state=/.test(request.url()) && !isOurs(request.url()))
  await page.click('a.provider')
  sentTo.set(page, (await sent).url())
  await page.waitForSelector('button[name=person]')
  return verifier
}

/** The provider's address that a page was last sent to. */
const sentTo = new Map<Page, string>()
const stateOf = (page: Page): string => new URL(sentTo.get(page) ?? '').searchParams.get('state') ?? ''
const isOurs = (url: string): boolean => url.startsWith(federated.world.baseUrl)

async function byProvider(page: Page, app: AppName, state: string): Promise<string> {
  const verifier = await goToProvider(page, app, state)
  await pick(page, 'Ada Lovelace')
  await allow(page)
  return verifier
}

/** Back to the app; whoever allowed it before is not asked again. */
async function allow(page: Page): Promise<void> {
  const where = (): Promise<string> =>
    page
      .evaluate<string>(
        `document.querySelector('button[value=allow]') ? 'asked' : document.title === 'Back in the app' ? 'back' : ''`,
      )
      .catch(() => '')
  await expect.poll(where, WAIT).not.toBe('')
  if ((await where()) !== 'back') await page.click('button[value=allow]')
  await page.waitForURL(`${callback.url}?*`)
}

async function byPassword(page: Page, app: AppName, state: string): Promise<string> {
  const { url, verifier } = authorizeUrl(app, state)
  await page.goto(url)
  await typePassword(page)
  await allow(page)
  return verifier
}

async function typePassword(page: Page): Promise<void> {
  await page.fill('#email', GRACE)
  await page.click(SUBMIT)
  await page.waitForSelector('#password:focus')
  await page.fill('#password', PASSWORD)
  await page.click(SUBMIT)
}

describe('three apps of one project', () => {
  test('sign people in at once, each in its own way, and each shows no other', async () => {
    const [atOkta, atGoogle, atHome] = await Promise.all([openContext(), openContext(), openContext()])
    const verifiers = await Promise.all([
      byProvider(atOkta, 'okta', 'at-okta'),
      byProvider(atGoogle, 'google', 'at-google'),
      byPassword(atHome, 'own', 'at-home'),
    ])
    const apps = ['okta', 'google', 'own'] as const
    const people = ['ada@hospital.example', 'ada@practice.example', GRACE]
    for (const [at, state] of ['at-okta', 'at-google', 'at-home'].entries()) {
      const [app, verifier] = [apps[at] ?? 'own', verifiers[at] ?? '']
      const { code = '', iss } = await answerFor(state)
      expect(iss).toBe(federated.world.baseUrl)
      expect((await redeem(app, code, verifier)).body.profile.reference).toBe(profiles.get(people[at] ?? ''))
    }
    // A domain of the project is held to a provider of its own: its people are told apart by their address.
    for (const [app, buttons, passwords] of [
      ['okta', ['Continue with Okta'], 0],
      ['google', ['Continue with Google'], 0],
      ['own', [], 1],
    ] as const) {
      const page = await openContext()
      await page.goto(authorizeUrl(app, 'looking').url)
      expect(await page.locator('a.provider > span:not([aria-hidden])').allTextContents(), app).toEqual(buttons)
      expect(await page.locator('#email').count(), app).toBe(1)
      expect(await page.locator('#password').count(), app).toBe(passwords)
      expect(await page.locator('a[href*="/signin/forgot"]').count(), app).toBe(passwords)
      await pages.leave(page)
    }
    for (const page of [atOkta, atGoogle, atHome]) await pages.leave(page)
  })

  test.each<[AppName, AppName]>([
    ['okta', 'google'],
    ['google', 'okta'],
    ['own', 'okta'],
    ['own', 'google'],
  ])('%s refuses the provider of %s when it is asked for by hand', async (app, other) => {
    const page = await openContext()
    const { query } = authorizeUrl(app, `${app}-by-${other}`)
    await page.goto(`${federated.world.baseUrl}auth/external/start?${query}&provider=client:${ids[other]}`)
    const answer = await answerFor(`${app}-by-${other}`)
    expect(answer).toMatchObject({ error: 'access_denied', iss: federated.world.baseUrl })
    await pages.leave(page)
  })

  test('an app that refuses all providers has none to begin with', async () => {
    const page = await openContext()
    await page.goto(`${federated.world.baseUrl}auth/external/start?${authorizeUrl('own', 'own-by-any').query}`)
    expect(await answerFor('own-by-any')).toMatchObject({ error: 'access_denied' })
    await pages.leave(page)
  })

  test.each<[AppName, string, string]>([
    ['okta', 'ada@hospital.example', 'google'],
    ['google', 'ada@practice.example', 'okta'],
  ])('%s cannot be entered with an answer of the other’s round trip', async (app, _, other) => {
    const page = await openContext()
    await goToProvider(page, other as AppName, `${app}-mixed`)
    // The answer of one provider under the state that the other was given, in the same browser.
    const second = await page.context().newPage()
    await goToProvider(second, app, `${app}-mixed-own`)
    const answer = new URL(await callbackOf(page, other === 'okta' ? okta : google, stateOf(second)))
    await second.goto(answer.href)
    expect(await heading(second)).toBe('This sign-in can’t continue')
    // Nor where the app's own provider answers.
    answer.pathname = `/auth/external/client/${ids[app]}`
    await second.goto(answer.href)
    expect(await heading(second)).toBe('We could not check your sign-in')
    expect(callback.calls.some((call) => call.get('state')?.startsWith(`${app}-mixed`))).toBe(false)
    await pages.leave(page)
  })

  test.each(['okta', 'google'] as const)('%s refuses a password at /auth/login too, which has no page', async (app) => {
    const { world } = federated
    const { challenge } = pkce()
    const refused = await world.call('auth/login', {
      json: {
        email: GRACE,
        password: PASSWORD,
        scope: 'openid',
        clientId: ids[app],
        codeChallenge: challenge,
        codeChallengeMethod: 'S256',
      },
    })
    expect(verdict(refused)).toBe('400 client_provider')
  })

  test('a page from before the change signs nobody in with a password', async () => {
    const { page, request } = earlierRequest
    await page.evaluate(
      `(() => {
        const form = document.createElement('form')
        form.method = 'post'
        form.action = '/signin'
        for (const [name, value] of ${JSON.stringify(Object.entries({ request, email: GRACE, password: PASSWORD }))}) {
          const input = document.createElement('input')
          input.name = name
          input.value = value
          form.append(input)
        }
        document.body.append(form)
        form.submit()
      })()`,
    )
    await page.waitForURL(/\/signin/)
    await page.waitForSelector('h1')
    expect(await page.locator('button[value=allow]').count()).toBe(0)
    expect(callback.calls.some((call) => call.get('state') === 'earlier')).toBe(false)
    await pages.leave(page)
  })

  test('who signed in for one app is asked anew by the others', async () => {
    for (const [first, others] of [
      [(page: Page) => byProvider(page, 'okta', 'sso-okta'), ['google', 'own']],
      [(page: Page) => byPassword(page, 'own', 'sso-own'), ['okta', 'google']],
    ] as const) {
      const page = await openContext()
      await first(page)
      for (const app of others) {
        const state = `sso-${app}-${others.join('-')}`
        await page.goto(authorizeUrl(app, state, { prompt: 'none' }).url)
        expect(await answerFor(state), app).toMatchObject({ error: 'login_required' })
        await page.goto(authorizeUrl(app, `${state}-shown`).url)
        expect(await page.locator(app === 'own' ? '#email' : 'a.provider').count(), app).toBe(1)
      }
      await pages.leave(page)
    }
  })
})

describe('a fourth app, without a provider,', () => {
  test('sends an address of the hospital’s domain to the hospital’s provider, however it is written', async () => {
    const { world } = federated
    for (const email of ['ada@myhospital.example', 'Ada+ward@MyHospital.Example']) {
      const { body } = must(await world.call('auth/method', { json: { email, clientId: ids.routed } }))
      const page = await openContext()
      const state = `routed-${email}`
      const { query, verifier } = authorizeUrl('routed', state)
      const url = new URL(body.authorizeUrl)
      for (const [name, value] of query) url.searchParams.set(name, value)
      await page.goto(url.href)
      await pick(page, 'Ada Lovelace')
      await allow(page)
      const { code = '' } = await answerFor(state)
      expect((await redeem('routed', code, verifier)).body.profile.reference).toBe(
        profiles.get('ada@myhospital.example'),
      )
      await pages.leave(page)
    }
    // On the page that asks for the address first, too.
    const page = await openContext()
    await page.goto(authorizeUrl('routed', 'routed-by-page').url)
    await page.fill('#email', 'ada@myhospital.example')
    await page.click(SUBMIT)
    await pick(page, 'Ada Lovelace')
    await allow(page)
    expect(await answerFor('routed-by-page')).toHaveProperty('code')
    await pages.leave(page)
    const nobody = must(await world.call('auth/method', { json: { email: GRACE, clientId: ids.routed } }))
    expect(nobody.body).toEqual({})
  })

  test('takes no password for it, and no other provider', async () => {
    const { world } = federated
    const { challenge } = pkce()
    const json = { email: 'ada@myhospital.example', password: PASSWORD, scope: 'openid', clientId: ids.routed }
    const refused = await world.call('auth/login', {
      json: { ...json, codeChallenge: challenge, codeChallengeMethod: 'S256' },
    })
    expect(verdict(refused)).toBe('400 domain_provider')
    const page = await openContext()
    const { query } = authorizeUrl('routed', 'routed-by-okta')
    await page.goto(`${world.baseUrl}auth/external/start?${query}&provider=client:${ids.okta}`)
    expect(await answerFor('routed-by-okta')).toMatchObject({ error: 'access_denied' })
    await pages.leave(page)
  })

  test('takes the passwords of everybody else', async () => {
    const page = await openContext()
    await byPassword(page, 'routed', 'routed-own')
    expect(await answerFor('routed-own')).toHaveProperty('code')
    await pages.leave(page)
  })
})

test('with the keyboard alone, and nothing that the browser complains about', async () => {
  const { page, complaints } = await pages.open()
  await page.goto(authorizeUrl('okta', 'keyboard', { prompt: 'consent' }).url)
  const tabTo = async (selector: string): Promise<void> => {
    for (let at = 0; at < 12; at += 1) {
      await page.keyboard.press('Tab')
      if (await page.evaluate(`document.activeElement.matches('${selector}')`)) return
    }
    throw new Error(`Tab does not lead to ${selector} on ${page.url()}`)
  }
  await page.waitForSelector('a.provider')
  await tabTo('a.provider')
  const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')
  expect(outline).toBe('solid')
  await page.keyboard.press('Enter')
  await page.waitForSelector('button[value=ada]')
  await tabTo('button[value=ada]')
  await page.keyboard.press('Enter')
  await page.waitForSelector('button[value=allow]')
  await tabTo('button[value=allow]')
  await page.keyboard.press('Enter')
  expect(await answerFor('keyboard')).toHaveProperty('code')
  expect(complaints).toEqual([])
  await pages.leave(page)
})

describe('the browser', () => {
  test('never sees a token of the provider, and the app’s state comes back as it was', async () => {
    const { page } = await openPage(browser)
    const log = logOf(page.context())
    const tab = await page.context().newPage()
    const before = tap.tokens.length
    const state = 'of the app & "more" = ü%20+'
    const verifier = await byProvider(tab, 'okta', state)
    const { code = '' } = await answerFor(state)
    const given = tap.tokens.slice(before)
    expect(given.map(([name]) => name).sort()).toEqual(['access_token', 'id_token', 'refresh_token'])
    const seen = await log.text()
    // It would be seen if it were there: the codes of both are.
    expect(seen).toContain(code)
    expect(seen).toMatch(/\/auth\/external\/client\/[^?]*\?code=/)
    for (const [name, token] of given) {
      expect(seen.includes(token), name).toBe(false)
      const [, payload, signature] = token.split('.')
      for (const part of [payload, signature])
        if (part !== undefined) expect(seen.includes(part), `a part of the ${name}`).toBe(false)
    }
    // What the app gets is ours.
    const { body } = await redeem('okta', code, verifier)
    for (const [name, token] of given) expect(JSON.stringify(body).includes(token), name).toBe(false)
    await page.context().close()
  })

  test('refuses an injected code: that of another round trip', async () => {
    const [ofAda, ofVictim] = [await openContext(), await openContext()]
    await goToProvider(ofAda, 'okta', 'attacker')
    await goToProvider(ofVictim, 'okta', 'victim')
    await ofVictim.goto(await callbackOf(ofAda, okta, stateOf(ofVictim)))
    expect(await heading(ofVictim)).toBe('We could not check your sign-in')
    await expectNobody(ofVictim, 'victim')
    for (const page of [ofAda, ofVictim]) await pages.leave(page)
  })

  test('that another one’s answer is brought to refuses it, and the one that it is for still takes it', async () => {
    const [own, foreign] = [await openContext(), await openContext()]
    await goToProvider(own, 'okta', 'bound')
    const url = await callbackOf(own)
    // With and without a sign-in of its own under way.
    for (const isUnderWay of [false, true]) {
      if (isUnderWay) await goToProvider(foreign, 'okta', 'foreign')
      await foreign.goto(url)
      expect(await heading(foreign)).toBe('This sign-in can’t continue')
      expect((await foreign.locator('main p').first().textContent())?.length).toBeGreaterThan(20)
      await expectNobody(foreign, 'bound')
    }
    await own.goto(url)
    await allow(own)
    expect(await answerFor('bound')).toHaveProperty('code')
    // And only once.
    await own.goto(url)
    expect(await heading(own)).toBe('This sign-in can’t continue')
    for (const page of [own, foreign]) await pages.leave(page)
  })
})

/** Signs in where a page was sent to, and stops before Damson is called back; another state takes the place of its own. */
async function callbackOf(page: Page, provider = okta, state = stateOf(page)): Promise<string> {
  const url = new URL(await provider.signIn(sentTo.get(page) ?? '', 'ada'))
  url.searchParams.set('state', state)
  return url.href
}

async function expectNobody(page: Page, state: string): Promise<void> {
  const cookies = await page.context().cookies()
  expect(cookies.filter(({ name }) => /root|flow/.test(name))).toEqual([])
  expect(callback.calls.some((call) => call.get('state') === state)).toBe(false)
}

/**
 * A provider that does as it is told, of an app that takes passwords too. What is known of it is kept: one for each
 * test.
 */
async function startSlow(): Promise<{ readonly slow: HostileProvider; readonly id: string }> {
  const slow = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
  const { id } = await federated.app(slow, {}, { redirectUris: [callback.url] })
  return { slow, id }
}

/** What requests took that were answered by 503, all together. */
async function secondsOf503(): Promise<number> {
  const { text } = await federated.world.call('metrics')
  const sums = text.matchAll(/^damson_http_request_seconds_sum\{.*status="503"\} (\S+)$/gm)
  return [...sums].reduce((all, [, sum]) => all + Number(sum), 0)
}

describe('a provider that', () => {
  test.each(['discovery', 'token'] as const)(
    'hangs at its %s costs a person less than 5 seconds, and they can go back and sign in otherwise',
    async (endpoint) => {
      const { slow, id } = await startSlow()
      const page = await openContext()
      const state = `hangs-${endpoint}`
      slow.misbehave({ faults: { [endpoint]: 'hang' } })
      await page.goto(authorizeUrl('own', state, { client_id: id }).url)
      if (endpoint === 'token') await page.click('a.provider')
      const answered = page.waitForResponse((response) => response.status() === 503, WAIT)
      const before = await secondsOf503()
      await (endpoint === 'token' ? pick(page, 'Mallory Evil') : page.click('a.provider'))
      await answered
      // As the server measures it: what a page takes on this machine is not the provider's doing.
      const seconds = (await secondsOf503()) - before
      expect(seconds).toBeGreaterThan(1)
      expect(seconds).toBeLessThan(5)
      expect(await heading(page)).toBe('This way to sign in is not working right now')
      await page.click('a.button')
      await typePassword(page)
      await allow(page)
      expect(await answerFor(state)).toHaveProperty('code')
      await slow.stop()
      await pages.leave(page)
    },
  )

  test('hangs keeps nobody else waiting: not who uses another provider, nor who has a password', async () => {
    const { slow, id } = await startSlow()
    slow.misbehave({ faults: { discovery: 'hang' } })
    const { query } = authorizeUrl('own', 'waiting', { client_id: id })
    const crowd = await Promise.all(Array.from({ length: 4 }, openContext))
    let waiting = crowd.length
    const stuck = crowd.map((page) =>
      page
        .goto(`${federated.world.baseUrl}auth/external/start?${query}`)
        .then((response) => response?.status())
        .finally(() => (waiting -= 1)),
    )
    await expect.poll(() => slow.received.length, WAIT).toBeGreaterThan(0)
    // What the server does meanwhile is not held up: it is answered while the crowd still waits.
    expect((await federated.world.call('healthcheck')).status).toBe(200)
    expect(waiting).toBe(crowd.length)
    const [other, own] = [await openContext(), await openContext()]
    await Promise.all([byProvider(other, 'okta', 'meanwhile-okta'), byPassword(own, 'own', 'meanwhile-own')])
    for (const state of ['meanwhile-okta', 'meanwhile-own']) expect(await answerFor(state)).toHaveProperty('code')
    expect(await Promise.all(stuck)).toEqual(crowd.map(() => 503))
    await slow.stop()
    for (const page of [...crowd, other, own]) await pages.leave(page)
  })

  test('is down is told at once, and the app’s page is one step back', async () => {
    const { slow, id } = await startSlow()
    await slow.stop()
    const page = await openContext()
    await page.goto(authorizeUrl('own', 'down', { client_id: id }).url)
    await page.click('a.provider')
    expect(await heading(page)).toBe('This way to sign in is not working right now')
    await page.click('a.button')
    expect(await page.locator('#email').count()).toBe(1)
    await pages.leave(page)
  })
})
