import type { Answer } from '@damson/testkit'
import { startBetterAuth } from '@damson/testkit/better-auth'
import type { IdentityProvider } from '@damson/testkit/identity-providers'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import { type App, type Arrived, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const PAGE = 'https://app.example.org'
const STAFF = { emailDomain: ['startup.example'], profileType: ['Practitioner'] }

let federated: Federated
let provider: IdentityProvider
let app: App
let bySubject: App
let ada = ''
beforeAll(async () => {
  federated = await startFederated()
  provider = await startBetterAuth({ redirectUris: [`${PAGE}/better-auth`] })
  const fields = { allowedOrigin: [PAGE], grantType: ['authorization_code', 'refresh_token', GRANT] }
  app = await federated.app(provider, STAFF, fields)
  bySubject = await federated.app(provider, { identitySource: 'subject' }, fields)
  ada = (await federated.invite({ email: 'ada@startup.example' })).body.profile.reference
})
afterAll(async () => {
  await provider.stop()
  await federated.world.close()
})

const signIn = (person: string, at = app): Promise<Arrived> =>
  signInWith(federated, federated.browser(), at, provider, person)
function exchange(token: string, type: string, form: object = {}, at = app): Promise<Answer> {
  const subject = { subject_token: token, subject_token_type: `urn:ietf:params:oauth:token-type:${type}` }
  const fields = { grant_type: GRANT, client_id: at.id, ...subject, ...form }
  return federated.world.call('oauth2/token', { form: fields, headers: { Origin: PAGE } })
}
const profileOf = (answer: Answer): string => must(answer).body.profile.reference
async function refused(work: () => Promise<Answer>): Promise<string> {
  const before = await federated.written()
  const answer = await work()
  expect(verdict(answer)).toBe('400 invalid_request')
  expect(await federated.written()).toBe(before)
  return answer.body.error_description
}

describe('better-auth, which is no oidc-provider, as a provider', () => {
  test('signs in on the pages whoever was invited, by the address that its userinfo alone tells', async () => {
    const { id_token: idToken } = await provider.tokensFor('ada')
    expect(decodeJwt(idToken)).not.toHaveProperty('email')
    expect(profileOf(await tokensOf(federated, app, await signIn('ada')))).toBe(ada)
  })

  test('is begun on the hosted page too, by its button', async () => {
    const browser = federated.browser()
    const { url } = app.start()
    const page = await browser.open(url.replace('auth/external/start?', 'oauth2/authorize?response_type=code&'))
    const [, link = ''] = /href="([^"]*\/auth\/external\/start[^"]*)"/.exec(page.text) ?? []
    const sent = await browser.open(link.replaceAll('&amp;', '&'))
    expect(sent.location).toContain(provider.endpoints.authorize)
    const back = await browser.open((await provider.signIn(sent.location, 'ada')).replace(federated.world.baseUrl, '/'))
    expect(new URL(back.location).searchParams.get('code')).toBeTypeOf('string')
  })

  test('signs nobody in whose address it does not confirm, or whom nobody invited', async () => {
    await federated.invite({ email: 'eve@startup.example' })
    const before = await federated.written()
    expect((await signIn('eve')).visit.heading).toMatch(/not confirmed/)
    expect((await signIn('ben')).visit.heading).toMatch(/You don’t have an account here yet/)
    expect((await signIn('refuse')).visit.heading).toBe('You are not signed in')
    expect(await federated.written()).toBe(before)
  })

  test('has its id token exchanged, once the person is known by its subject', async () => {
    const { id_token: idToken } = await provider.tokensFor('ada')
    expect(profileOf(await exchange(idToken, 'id_token'))).toBe(ada)
  })

  test('has an id token refused, which tells no address, of somebody who is not known by its subject', async () => {
    const { profile } = (await federated.invite({ email: 'ben@startup.example' })).body
    const { id_token: idToken, access_token: accessToken } = await provider.tokensFor('ben')
    expect(await refused(() => exchange(idToken, 'id_token'))).toContain('may not vouch')
    const path = 'fhir/R4/AuditEvent?subtype=token.refused&_sort=-date&_count=1'
    const audit = await federated.world.call(path, { token: federated.owner.token })
    expect(audit.text).toContain('no_email')
    // Beside it the access token opens userinfo, which tells the address.
    expect(profileOf(await exchange(accessToken, 'access_token', { id_token: idToken }))).toBe(profile.reference)
  })

  test('has its opaque access tokens exchanged, since its introspection tells for whom they are', async () => {
    const { access_token: accessToken } = await provider.tokensFor('ada')
    expect(accessToken).not.toContain('.')
    expect(profileOf(await exchange(accessToken, 'access_token'))).toBe(ada)
    expect(await refused(() => exchange(`${accessToken}x`, 'access_token'))).toContain('unknown, expired or revoked')
  })

  test('has people known by its subject from the first exchange on', async () => {
    const { subject } = provider.person('eve')
    const { body } = await federated.invite({ externalId: subject, externalIdIssuer: provider.issuer })
    const { id_token: idToken } = await provider.tokensFor('eve')
    expect(profileOf(await exchange(idToken, 'id_token', {}, bySubject))).toBe(body.profile.reference)
  })

  test('has nothing exchanged that is for another app of it', async () => {
    const { id_token: idToken, access_token: accessToken } = await provider.tokensFor('ada', { client: 'other' })
    expect(await refused(() => exchange(idToken, 'id_token'))).toContain('for another audience')
    await refused(() => exchange(accessToken, 'access_token'))
    const { access_token: own } = await provider.tokensFor('ada')
    await refused(() => exchange(own, 'access_token', { id_token: idToken }))
  })

  test('goes on with its new keys', async () => {
    await provider.rotateKeys()
    await federated.world.travel(5_000)
    expect(profileOf(await tokensOf(federated, app, await signIn('ada')))).toBe(ada)
  })

  test('is offered to sign out at, and takes what that sends', async () => {
    const browser = federated.browser()
    expect((await signInWith(federated, browser, app, provider, 'ada')).code).not.toBe('')
    const asked = await browser.open('/oauth2/logout')
    const fields = { confirmation: asked.hidden('confirmation'), decision: 'sign_out' }
    const page = await browser.open((await browser.post('/oauth2/logout', fields)).location)
    expect(page.text).toContain(provider.endpoints.endSession)
  })
})
