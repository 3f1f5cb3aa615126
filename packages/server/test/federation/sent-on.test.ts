import { pkce, storesForWalks } from '@damson/testkit'
import { type IdentityProvider, startIdentityProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { follow, must, PASSWORD } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { tried } from './domain-clinic.ts'
import { APP, type App, answerIn, configOf, type Federated, startFederated } from './external.ts'
import { giveFactor } from './own-factor.ts'

/** Where a page leads on to by itself, if it does. */
function onwardIn({ text }: Visit): string {
  const [, path = ''] = /<meta http-equiv="refresh" content="0;url=([^"]+)">/.exec(text) ?? []
  return path.replaceAll('&amp;', '&')
}

const linkTo = ({ text }: Visit, words: string): string =>
  (new RegExp(`<a[^>]* href="([^"]+)"[^>]*>${words}`).exec(text)?.[1] ?? '').replaceAll('&amp;', '&')

const askFor = (app: App, changes: Record<string, string> = {}): string =>
  app.start({ response_type: 'code', ...changes }).url.replace('auth/external/start', 'oauth2/authorize')

describe.each(storesForWalks())('whoever has but one way to sign in, on %s,', (store) => {
  const zone = new Map<string, readonly string[]>()
  let here: Federated
  let hospital: IdentityProvider
  let okta: IdentityProvider
  let app: App
  let alone: App

  beforeAll(async () => {
    here = await startFederated({ store, readTxt: (name) => Promise.resolve(zone.get(name) ?? []) })
    const redirectUris = [`${here.world.baseUrl}auth/external`]
    hospital = await startIdentityProvider('auth0', { redirectUris, domain: 'myhospital.example' })
    okta = await startIdentityProvider('okta', { redirectUris })
    app = await here.app(undefined, {}, { name: 'Ward Round' })
    alone = await here.app(okta, { emailDomain: ['hospital.example'], profileType: ['Practitioner'] })
    await tried(here.world, `client:${alone.id}`)
    const path = `fhir/R4/ClientApplication/${alone.id}`
    const { token } = here.owner
    const { body } = must(await here.world.call(path, { token }))
    must(await here.world.call(path, { method: 'PUT', json: { ...body, signIn: 'external' }, token }))
  })
  afterAll(async () => {
    await hospital.stop()
    await okta.stop()
    await here.world.close()
  })

  /** Types an address on the page that asks for it first. */
  async function type(browser: CookieBrowser, email: string, at = app, more: Record<string, string> = {}) {
    const page = await browser.open(askFor(at))
    return browser.post('/signin', { request: page.hidden('request'), step: 'email', email, ...more })
  }

  describe('an app with its own provider alone', () => {
    test('sends people on to it, unless it asks for a page or for silence', async () => {
      const page = await here.browser().open(askFor(alone))
      expect([page.status, page.title.split(' · ')[0]]).toEqual([200, 'Continuing to Okta…'])
      expect(onwardIn(page)).toContain(`provider=client%3A${alone.id}`)
      expect(onwardIn(await here.browser().open(askFor(alone, { prompt: 'login' })))).not.toBe('')
      const asked = await here.browser().open(askFor(alone, { prompt: 'select_account' }))
      expect([asked.status, onwardIn(asked)]).toEqual([200, ''])
      expect(linkTo(asked, '<span>Continue with')).toContain('/auth/external/start?')
      const silent = await here.browser().open(askFor(alone, { prompt: 'none' }))
      expect(silent.location).toContain('error=login_required')
    })

    test('does so below the address of its project, and in its language', async () => {
      const { project } = here.owner
      const at = askFor(alone, { ui_locales: 'es' }).replace('oauth2/', `projects/${project}/oauth2/`)
      const page = await here.browser().open(at)
      expect(page.heading).toBe('Pasando a Okta…')
      expect(onwardIn(page)).toMatch(new RegExp(`^/projects/${project}/auth/external/start\\?.*&ui_locales=es$`))
    })

    test('sends nobody round in circles: who declines, or comes back without an answer, is asked', async () => {
      const browser = here.browser()
      const sent = await browser.open(onwardIn(await browser.open(askFor(alone))))
      expect(sent.status).toBe(302)
      // One step back, or a second tab.
      const back = await browser.open(askFor(alone))
      expect([back.status, onwardIn(back)]).toEqual([200, ''])
      expect(linkTo(back, '<span>Continue with')).toContain('/auth/external/start?')
      const state = new URL(sent.location).searchParams.get('state') ?? ''
      const answer = new URLSearchParams({ error: 'access_denied', state, iss: okta.issuer })
      const declined = await browser.open(`/auth/external/client/${alone.id}?${answer}`)
      expect([declined.status, declined.heading, onwardIn(declined)]).toEqual([400, 'You are not signed in', ''])
      const again = await browser.open(linkTo(declined, 'Sign in again'))
      expect([again.status, again.heading, onwardIn(again)]).toEqual([200, 'Sign in', ''])
      expect(linkTo(again, '<span>Continue with')).toContain('/auth/external/start?')
    })

    test('that cannot be reached shows why, and goes nowhere by itself', async () => {
      const browser = here.browser()
      const gone = await startIdentityProvider('okta', { redirectUris: [] })
      const down = await here.app(gone, { emailDomain: ['hospital.example'], profileType: ['Practitioner'] })
      await gone.stop()
      const page = await browser.open(down.start().url)
      expect([page.status, onwardIn(page)]).toEqual([503, ''])
      expect(onwardIn(await browser.open(linkTo(page, 'Sign in again')))).toBe('')
    })
  })

  describe('an address of a domain that is held to its provider', () => {
    let emergency: string
    let other: string
    let codes: string[]

    beforeAll(async () => {
      const admin = async (path: string, json: object) =>
        must(await here.world.call(`admin/projects/${here.owner.project}/${path}`, { json, token: here.owner.token }))
      const person = async (email: string) => {
        const { body } = await here.invite({ email, admin: true })
        await follow(here.world, email)
        return body.id as string
      }
      emergency = 'emergency@myhospital.example'
      other = 'other@myhospital.example'
      const membership = { reference: `ProjectMembership/${await person(emergency)}` }
      await person(other)
      codes = await giveFactor(here.world, emergency)
      await admin('emergency-account', { membership })
      const identityProvider = configOf(hospital, { name: 'My Hospital', profileType: ['Practitioner'] })
      const { body } = await admin('domain', { domain: 'myhospital.example', identityProvider })
      zone.set(body.record.name, [body.record.value])
      hospital.allowRedirectUri(`${here.world.baseUrl}auth/external/domain/${body.id}`)
      await admin(`domain/${body.id}/verify`, {})
      await tried(here.world, `domain:${body.id}`)
      await admin(`domain/${body.id}/enforce`, { enforced: true })
    })

    test.each(['ada@myhospital.example', 'Ada+ward@MYHOSPITAL.example', 'nobody@myhospital.example'])(
      '%s is sent on from the page that asks for it, and stands in no address',
      async (email) => {
        const browser = here.browser()
        const page = await type(browser, email)
        expect([page.status, page.heading]).toEqual([200, 'Continuing to My Hospital…'])
        expect(decodeURIComponent(page.text).toLowerCase()).not.toContain('@myhospital')
        expect(page.headers.get('content-security-policy')).not.toContain('script-src')
        const sent = await browser.open(onwardIn(page))
        expect([sent.status, new URL(sent.location).origin]).toEqual([
          302,
          new URL(hospital.endpoints.authorize).origin,
        ])
      },
    )

    test('is sent on too where the app names it, or a password manager has filled in what was not asked for', async () => {
      const hinted = await here.browser().open(askFor(app, { login_hint: 'ada@myhospital.example' }))
      expect(hinted.heading).toBe('Continuing to My Hospital…')
      const filled = await type(here.browser(), 'ada@myhospital.example', app, { password: PASSWORD })
      expect([filled.status, filled.heading]).toEqual([200, 'Continuing to My Hospital…'])
    })

    test('can be changed by whoever comes back without an answer', async () => {
      const browser = here.browser()
      await browser.open(onwardIn(await type(browser, 'ada@myhospital.example')))
      const back = await type(browser, 'ada@myhospital.example')
      expect([back.status, back.heading, onwardIn(back), back.hidden('step')]).toEqual([200, 'Sign in', '', 'email'])
      expect(back.text).toContain('value="ada@myhospital.example"')
      const request = back.hidden('request')
      const same = { request, step: 'email', show: back.hidden('show'), email: 'ada@myhospital.example' }
      expect(onwardIn(await browser.post('/signin', same))).not.toBe('')
      const changed = await browser.post('/signin', { request, step: 'email', email: 'grace@clinic.example' })
      expect(changed.heading).toBe('Enter your password')
    })

    test('is asked for also by an app that takes its own provider alone, which anybody else is told to use', async () => {
      const page = await here.browser().open(askFor(alone))
      expect([page.status, onwardIn(page), page.hidden('step')]).toEqual([200, '', 'email'])
      expect(page.text).not.toContain('name="password"')
      expect(linkTo(page, '<span>Continue with')).toContain(`provider=client%3A${alone.id}`)
      expect((await type(here.browser(), 'ada@myhospital.example', alone)).heading).toBe('Continuing to My Hospital…')
      const known = await here.browser().open(askFor(alone, { login_hint: 'grace@clinic.example' }))
      expect(known.heading).toBe('Continuing to Okta…')
    })

    /** The page for the emergency account, as it is come to from an address. */
    async function emergencyPage(browser: CookieBrowser, email: string): Promise<Visit> {
      await browser.open(onwardIn(await type(browser, email)))
      const routed = await type(browser, email)
      return browser.open(linkTo(routed, 'Use the emergency account'))
    }
    const send = (browser: CookieBrowser, page: Visit, email: string, password: string): Promise<Visit> =>
      browser.post('/signin', { request: page.hidden('request'), show: page.hidden('show'), email, password })
    /** The second step, which the emergency account never goes without. */
    const withCode = async (browser: CookieBrowser, sent: Visit): Promise<Visit> => {
      const page = await browser.follow(sent)
      expect(page.heading).toBe('Enter your code')
      const action = /action="(\/signin\/[0-9a-f-]+)"/.exec(page.text)?.[1] ?? ''
      return browser.follow(await browser.post(action, { way: 'recovery', code: codes.shift() ?? '' }))
    }
    /** A page without what is different each time. */
    const bare = ({ text }: Visit, email: string): string =>
      text
        .replaceAll(email, 'EMAIL')
        .replace(/carried=[^"&]+|challenge&quot;:&quot;[^&]*|(name="(?:request|to)" value=")[^"]*/g, '$1')

    test('leads to the same page for the emergency account, whoever’s it is', async () => {
      const pages = []
      for (const email of [emergency, other, 'nobody@myhospital.example']) {
        const page = await emergencyPage(here.browser(), email)
        expect([page.status, page.heading, page.hidden('show')]).toEqual([200, 'Enter your password', 'emergency'])
        pages.push(bare(page, email))
      }
      expect(new Set(pages).size).toBe(1)
    })

    test('signs the emergency account alone in there: all others get one refusal, whatever they type', async () => {
      const refusals = []
      for (const [email, password] of [
        [emergency, 'not this one, but long enough'],
        [other, PASSWORD],
        ['nobody@myhospital.example', PASSWORD],
      ] as const) {
        const browser = here.browser()
        const refused = await send(browser, await emergencyPage(browser, email), email, password)
        expect([refused.status, onwardIn(refused), refused.hidden('show')]).toEqual([400, '', 'emergency'])
        expect(refused.text).toContain('through your organisation, not with a password here')
        refusals.push(bare(refused, email))
      }
      expect(new Set(refusals).size).toBe(1)

      const browser = here.browser()
      const { verifier, challenge } = pkce()
      const first = await browser.open(
        showing(askFor(app, { login_hint: emergency, code_challenge: challenge }), 'emergency'),
      )
      const done = await withCode(browser, await send(browser, first, emergency, PASSWORD))
      const form = {
        grant_type: 'authorization_code',
        code: answerIn(done).code,
        code_verifier: verifier,
        client_id: app.id,
        redirect_uri: APP,
      }
      must(await here.world.call('oauth2/token', { form }))
    })

    test('has no such way in an app that takes a provider alone', async () => {
      const page = await here.browser().open(showing(askFor(alone, { login_hint: emergency }), 'emergency'))
      expect(page.text).not.toContain('name="password"')
      expect(linkTo(page, 'Use the emergency account')).toBe('')
    })

    test('is asked for a password as long as the domain is suspended, and the emergency account’s is taken', async () => {
      const suspend = (status: string) =>
        here.world.store.db.query({
          sql: 'update domains set status = $1 where domain = $2',
          params: [status, 'myhospital.example'],
        })
      await suspend('suspended')
      try {
        const texts = []
        for (const [email, password] of [
          [emergency, 'not this one, but long enough'],
          [other, PASSWORD],
        ] as const) {
          const browser = here.browser()
          const page = await type(browser, email)
          expect([page.status, page.heading, onwardIn(page)]).toEqual([200, 'Enter your password', ''])
          const refused = await send(browser, page, email, password)
          expect(refused.status).toBe(400)
          texts.push(bare(refused, email))
        }
        expect(texts[0]).toContain('Nobody with an address at this organisation can sign in')
        expect(texts[1]).toBe(texts[0])
        const browser = here.browser()
        const done = await send(browser, await type(browser, emergency), emergency, PASSWORD)
        expect(answerIn(await withCode(browser, done)).code).not.toBe('')
      } finally {
        await suspend('proven')
      }
    })
  })
})

const showing = (url: string, shown: string): string => `${url}&show=${shown}`
