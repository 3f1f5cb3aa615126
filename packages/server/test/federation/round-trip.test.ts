import type { Answer } from '@damson/testkit'
import { pkce } from '@damson/testkit'
import {
  type HostileProvider,
  type IdentityProvider,
  startHostileProvider,
  startIdentityProvider,
} from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, reasonOf } from '../identity/steps.ts'
import { developerMode } from '../traces/tracing.ts'
import {
  APP,
  type App,
  answerIn,
  callbackOf,
  type Federated,
  signInWith,
  startFederated,
  tokensOf,
} from './external.ts'

let federated: Federated
let okta: IdentityProvider
let app: App
beforeAll(async () => {
  federated = await startFederated()
  okta = await startIdentityProvider('okta', { redirectUris: [`${federated.world.baseUrl}auth/external`] })
  app = await federated.app(okta, STAFF)
  await federated.invite({ email: 'ada@hospital.example' })
  must(await developerMode(federated.world.call, federated.owner))
})
afterAll(async () => {
  await okta.stop()
  await federated.world.close()
})

const STAFF = { emailDomain: ['hospital.example'], profileType: ['Practitioner'] }
const as = (path: string, options: object = {}): Promise<Answer> =>
  federated.world.call(path, { token: federated.owner.token, ...options })
describe('a provider that wants the codes of another', () => {
  let hostile: HostileProvider
  let trap: App
  beforeAll(async () => {
    hostile = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
    trap = await federated.app(hostile, { emailDomain: ['evil.example'], profileType: ['Practitioner'] })
  })
  afterAll(() => hostile.stop())

  /** The state of a round trip to the hostile one: it knows it, and can send the browser anywhere with it. */
  const trapped = async (browser = federated.browser()) => {
    const sent = await browser.open(trap.start().url)
    return { browser, state: new URL(sent.location).searchParams.get('state') ?? '' }
  }
  const codesSeen = (): readonly (string | undefined)[] => hostile.received.map(({ form }) => form['code'])

  test('is not sent a code that came to the address of the honest one', async () => {
    const { browser, state } = await trapped()
    const query = new URLSearchParams({ code: 'a-code-of-the-honest-one', state }).toString()
    for (const path of [`/auth/external/client/${app.id}`, '/auth/external', `/auth/external/server/x`]) {
      const refused = await browser.open(`${path}?${query}`)
      expect([refused.status, refused.heading], path).toEqual([400, 'This sign-in can’t continue'])
    }
    expect(codesSeen()).not.toContain('a-code-of-the-honest-one')
  })

  test('is not sent one by the provider-direct form either', async () => {
    const direct = await federated.app(
      hostile,
      { emailDomain: ['evil.example'], profileType: ['Practitioner'] },
      { providerDirect: true },
    )
    const wire = { clientId: direct.id, redirectUri: APP, codeChallenge: pkce().challenge, codeChallengeMethod: 'S256' }
    const query = new URLSearchParams({ code: 'another-code', state: JSON.stringify(wire) }).toString()
    for (const path of [`/auth/external/client/${app.id}`, '/auth/external']) {
      const refused = await federated.browser().open(`${path}?${query}`)
      expect(answerIn(refused).code, path).toBe('')
    }
    expect(codesSeen()).not.toContain('another-code')
  })
})

describe('the client’s rule', () => {
  test('own refuses the provider, and shows no button', async () => {
    const at = await federated.app(okta, STAFF, { signIn: 'own' })
    const refused = await federated.browser().open(at.start().url)
    expect(new URL(refused.location).searchParams.get('error')).toBe('access_denied')
    const page = await federated
      .browser()
      .open(at.start().url.replace('auth/external/start?', 'oauth2/authorize?response_type=code&'))
    expect(page.text).not.toContain('/auth/external/start')
  })

  test('both shows a button and the form; external, once it was tried, the button alone', async () => {
    const at = await federated.app(okta, STAFF)
    const authorize = (): string =>
      at.start().url.replace('auth/external/start?', 'oauth2/authorize?response_type=code&')
    const page = await federated.browser().open(authorize())
    expect(page.text).toContain('name="email"')
    expect(page.text).toMatch(/Continue with .*Okta/)
    expect(page.text).not.toMatch(/<script(?! src="\/assets\/(?:webauthn|passkey)\.js" defer>)/)

    const client = must(await as(`fhir/R4/ClientApplication/${at.id}`)).body
    const external = { method: 'PUT', json: { ...client, signIn: 'external' } }
    expect(reasonOf(await as(`fhir/R4/ClientApplication/${at.id}`, external))).toBe('provider_not_tested')
    const before = await federated.written()
    const trial = must(
      await as(`admin/projects/${federated.owner.project}/provider-test`, {
        json: { provider: { reference: `ClientApplication/${at.id}` } },
      }),
    ).body.url
    const browser = federated.browser()
    const sent = await browser.open(trial)
    const shown = await browser.open((await okta.signIn(sent.location, 'ada')).replace(federated.world.baseUrl, '/'))
    expect([shown.status, shown.heading]).toEqual([200, 'It works'])
    expect(shown.text).toContain('Yes, the provider says so.')
    expect(shown.text).not.toContain('external-second')
    expect(await federated.written()).toBe(before)
    must(await as(`fhir/R4/ClientApplication/${at.id}`, external))
    const alone = await federated.browser().open(authorize())
    expect(alone.text).not.toContain('name="email"')
    expect(alone.text).toContain('/auth/external/start')
  })

  test('a provider is tried by nobody else, and a permit cannot be made up', async () => {
    const other = await federated.world.actors.owner()
    const asked = { json: { provider: { reference: `ClientApplication/${app.id}` } } }
    const refused = await federated.world.call(`admin/projects/${other.project}/provider-test`, {
      ...asked,
      token: other.token,
    })
    expect([refused.status, reasonOf(refused)]).toEqual([400, 'unknown_provider'])
    expect((await federated.browser().open('/auth/external/try?trial=made-up')).status).toBe(400)
  })
})

describe('in a browser in which somebody else is signed in', () => {
  test('a provider ends that only when the person says so', async () => {
    const patients = await federated.app(okta, { ...STAFF, profileType: ['Patient'] })
    await federated.invite({ email: 'ben@hospital.example', resourceType: 'Patient' })
    const browser = federated.browser()
    const first = await tokensOf(federated, app, await signInWith(federated, browser, app, okta, 'ada'))
    const { visit } = await signInWith(federated, browser, patients, okta, 'ben')
    expect([visit.status, visit.heading]).toEqual([200, 'Someone else is signed in here'])
    expect((await federated.world.call('auth/me', { token: first.body.access_token })).status).toBe(200)
    const link = visit.hidden('link')
    expect((await federated.browser().post('/auth/external/link', { link, decision: 'switch' })).status).toBe(400)
    expect(answerIn(await browser.post('/auth/external/link', { link, decision: 'switch' })).code).not.toBe('')
    expect((await federated.world.call('auth/me', { token: first.body.access_token })).status).toBe(401)
    // Whoever comes to the same desk later goes back to the page in vain.
    await browser.open('/oauth2/logout')
    const later = await browser.post('/auth/external/link', { link, decision: 'switch' })
    expect([later.status, answerIn(later).code]).toEqual([403, ''])
  })
})

describe('one’s own page', () => {
  test('opens by a provider all of an account of its project, and of a server-wide one only its project’s part', async () => {
    const browser = federated.browser()
    expect((await signInWith(federated, browser, app, okta, 'ada')).code).not.toBe('')
    const page = await browser.open('/account')
    expect(page.text).toContain('so you see your data at')
    // A password of one’s own is asked for first, by an e-mail: nothing else changes the account.
    for (const path of ['email', 'data', 'factors', 'passkeys', 'changes'])
      expect((await browser.open(`/account/${path}`)).location, path).toBe('/account/password')
  })

  test('shows what is linked, and takes it away: what was signed in by it ends', async () => {
    const patients = await federated.app(okta, { ...STAFF, profileType: ['Patient'] })
    const browser = federated.browser()
    const arrived = await signInWith(federated, browser, patients, okta, 'ben')
    const { body } = await tokensOf(federated, patients, arrived)
    const page = await browser.open('/account')
    expect(page.text).toContain('Okta')
    expect(page.text).toContain('This is your only way to sign in here')
    const identity = page.hidden('identity')
    const unlinked = await browser.post('/account', { form: page.hidden('form'), do: 'unlink', identity })
    expect(unlinked.location).toContain('done=identity')
    expect((await federated.world.call('auth/me', { token: body.access_token })).status).toBe(401)
  })

  test('offers to sign out at the provider, and does not force it', async () => {
    const browser = federated.browser()
    expect((await signInWith(federated, browser, app, okta, 'ada')).code).not.toBe('')
    const asked = await browser.open('/oauth2/logout')
    const done = await browser.post('/oauth2/logout', {
      confirmation: asked.hidden('confirmation'),
      decision: 'sign_out',
    })
    const page = await browser.open(done.location)
    expect(page.text).toContain(okta.endpoints.endSession)
    expect(page.text).not.toContain('http-equiv')
  })
})

describe('the wire’s provider-direct form', () => {
  const LOOPBACK = 'http://127.0.0.1/callback'
  /** What `signInWithExternalAuth` of `@medplum/core` does: the app sends the browser to the provider by itself. */
  async function direct(at: App, state: object, more: Record<string, string> = {}) {
    const { verifier, challenge } = pkce()
    const url = new URL(okta.endpoints.authorize)
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: okta.clientId,
      redirect_uri: callbackOf(federated.world.baseUrl, at.id),
      scope: 'openid profile email',
      state: JSON.stringify({
        clientId: at.id,
        redirectUri: APP,
        codeChallenge: challenge,
        codeChallengeMethod: 'S256',
        ...state,
      }),
      ...more,
    }).toString()
    const callback = (await okta.signIn(url.href, 'ada')).replace(federated.world.baseUrl, '/')
    const browser = federated.browser()
    return { browser, verifier, visit: await browser.open(callback), callback }
  }

  test('works for a client that opted into it, and signs no browser in', async () => {
    const at = await federated.app(okta, STAFF, { providerDirect: true })
    const { browser, visit, verifier, callback } = await direct(at, { scope: 'openid' })
    const tokens = await tokensOf(federated, at, { visit, verifier, callback, ...answerIn(visit) })
    expect(tokens.body.access_token).toBeDefined()
    expect([...browser.cookies.keys()].filter((name) => /root|flow/.test(name))).toEqual([])
  })

  test.each<[string, object, object, string]>([
    ['that did not opt into it', {}, {}, 'access_denied'],
    ['that sends no PKCE', { providerDirect: true }, { codeChallenge: undefined }, 'invalid_request'],
    ['that sends plain', { providerDirect: true }, { codeChallengeMethod: 'plain' }, 'invalid_request'],
    ['of which consent is asked', { providerDirect: true, firstParty: false }, {}, 'interaction_required'],
    [
      'that any app on a device may pass itself off as',
      { providerDirect: true, redirectUris: [LOOPBACK] },
      { redirectUri: LOOPBACK },
      'interaction_required',
    ],
  ])('is refused to a client %s, with the remedy', async (_, fields, state, error) => {
    const { visit } = await direct(await federated.app(okta, STAFF, fields), state)
    const back = new URL(visit.location).searchParams
    expect(back.get('error'), visit.location).toBe(error)
    expect(back.get('error_description')).toMatch(/auth\/external\/start|S256/)
  })

  test('never goes to an address that is not registered', async () => {
    const at = await federated.app(okta, STAFF, { providerDirect: true })
    for (const redirectUri of ['https://evil.example/', `${APP}/x`, undefined])
      expect((await direct(at, { redirectUri })).visit.status).toBe(400)
  })

  test('names the remedy where PKCE cannot be verified', async () => {
    const at = await federated.app(okta, STAFF, { providerDirect: true })
    const { visit } = await direct(at, {}, { code_challenge: pkce().challenge, code_challenge_method: 'S256' })
    expect(new URL(visit.location).searchParams.get('error_description')).toContain('pkceEnabled')
  })
})

test('a provider is found by its configuration field by field too, and authenticated to in each way', async () => {
  const { issuer, endpoints } = okta
  const { authorize: authorizeUrl, token: tokenUrl, jwks: jwksUrl } = endpoints
  const at = await federated.app(okta, { ...STAFF, discoveryUrl: undefined, issuer, authorizeUrl, tokenUrl, jwksUrl })
  expect((await signInWith(federated, federated.browser(), at, okta, 'ada')).code).not.toBe('')
  const redirectUris = [`${federated.world.baseUrl}auth/external`]
  for (const tokenAuthMethod of ['client_secret_post', 'none'] as const) {
    const other = await startIdentityProvider('okta', {
      redirectUris,
      tokenAuthMethod,
      domain: `${tokenAuthMethod.replaceAll('_', '-')}.example`,
    })
    const email = `ada@${tokenAuthMethod.replaceAll('_', '-')}.example`
    await federated.invite({ email })
    const its = await federated.app(other, { ...STAFF, emailDomain: [email.split('@')[1]] })
    expect((await signInWith(federated, federated.browser(), its, other, 'ada')).code, tokenAuthMethod).not.toBe('')
    await other.stop()
  }
})
