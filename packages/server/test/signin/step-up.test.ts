/** A sign-in that is weaker than what is demanded by now, and how an app asks for a stronger one (RFC 9470). */
import { type Answer, proveAsIf, storesForWalks } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'
import { askedTo, passkeyBench } from './passkey-bench.ts'

const AAL1 = 'http://idmanagement.gov/ns/assurance/aal/1'
const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
const MINUTE = 60_000

describe.each(storesForWalks())('step-up on %s:', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let travelled = 0
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  const { withPasskey } = passkeyBench(
    () => hosted,
    () => app,
  )
  const call: Hosted['world']['call'] = (...given) => hosted.world.call(...given)
  const travel = (ms: number): Promise<void> => {
    travelled += ms
    return hosted.travel(ms)
  }
  const code = (secret: string): string => generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) })
  const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
  const secretOf = ({ text }: Visit): string =>
    (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(text)?.[1] ?? '').replaceAll(' ', '')
  const answered = ({ location }: Visit): URLSearchParams =>
    location.startsWith(`${CALLBACK}?`) ? new URL(location).searchParams : new URLSearchParams()
  const tokensOf = async (back: Visit): Promise<Answer['body']> =>
    (await app.redeem(answered(back).get('code') ?? '')).body
  const claimsOf = (token: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const challengeOf = ({ headers }: Answer): Record<string, string> =>
    Object.fromEntries(
      [...(headers.get('www-authenticate') ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    )
  const required = { name: 'mfaRequired', valueBoolean: true }
  const authorize = async (browser: CookieBrowser, changes: Record<string, string>): Promise<Visit> =>
    browser.follow(await browser.open(`/oauth2/authorize?${app.query(changes)}`))

  /** Somebody who signed in with the password alone. */
  async function signedIn() {
    const person = await hosted.member('Practitioner')
    const browser = hosted.browser()
    const tokens = await tokensOf(await hosted.signIn(browser, app, person, { scope: 'openid offline_access' }))
    const { token } = hosted.clinic
    const found = await call(`fhir/R4/ProjectMembership?profile=${tokens.profile.reference}`, { token })
    const membership = `ProjectMembership/${found.body.entry[0].resource.id}`
    const json = { resourceType: 'AccessPolicy', name: 'of one member', resource: [{ resourceType: 'Patient' }] }
    const policy = `AccessPolicy/${(await call('fhir/R4/AccessPolicy', { json, token })).body.id}`
    await change(membership, { accessPolicy: { reference: policy } })
    return { person, browser, tokens, token: String(tokens.access_token), membership, policy }
  }
  /** Somebody who has set up an authenticator app. */
  async function withApp(): Promise<{ readonly person: Person; readonly secret: string }> {
    const person = await hosted.member('Practitioner')
    await hosted.demand(required)
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    const secret = secretOf(page)
    await browser.post(actionOf(page), { code: code(secret) })
    await hosted.demand()
    await travel(30_000)
    return { person, secret }
  }
  async function change(reference: string, fields: object): Promise<() => Promise<void>> {
    const at = `fhir/R4/${reference}`
    const { body } = await call(at, { token: hosted.clinic.token })
    const put = async (json: object): Promise<void> => {
      const written = await call(at, { method: 'PUT', json, token: hosted.clinic.token })
      if (written.status !== 200) throw new Error(written.text)
    }
    await put({ ...body, ...fields })
    return () => put(body)
  }
  const search = (token: string) => call('fhir/R4/Patient', { token })

  test('a weaker sign-in is refused by the APIs, and told what is demanded', async () => {
    const { token, tokens } = await signedIn()
    expect((await search(token)).status).toBe(200)
    await hosted.demand(required)
    for (const path of [
      'fhir/R4/Patient',
      'oauth2/userinfo',
      'auth/session',
      `admin/projects/${hosted.clinic.project}`,
    ]) {
      const refused = await call(path, { token })
      expect([path, refused.status]).toEqual([path, 401])
      expect(challengeOf(refused)).toMatchObject({
        error: 'insufficient_user_authentication',
        acr_values: AAL2,
        max_age: '600',
      })
    }
    const { body } = await search(token)
    expect(body).toMatchObject({ resourceType: 'OperationOutcome', id: 'unauthorized' })
    expect(body.issue[0].details).toMatchObject({ coding: [{ code: 'insufficient_user_authentication' }] })
    expect(body.issue[0].details.text).toContain('/oauth2/authorize')
    // What the SDK asks without end after a 401, and what sets up a factor, goes on.
    for (const path of ['auth/me', 'auth/mfa/status']) expect((await call(path, { token })).status, path).toBe(200)
    // Its refresh token goes on too, at its level.
    const form = { grant_type: 'refresh_token', refresh_token: String(tokens.refresh_token), client_id: app.id }
    const refreshed = await call('oauth2/token', { form })
    expect(refreshed.status).toBe(200)
    expect(claimsOf(refreshed.body.id_token)['acr']).toBe(AAL1)
    expect((await search(refreshed.body.access_token)).status).toBe(401)
    const { loginId } = { loginId: claimsOf(token)['login_id'] }
    expect((await call('auth/revoke', { json: { loginId }, token: refreshed.body.access_token })).status).toBe(200)
    await hosted.demand()
  })

  test('it signs out, and is accepted again when nothing is demanded any more', async () => {
    const { token } = await signedIn()
    await hosted.demand(required)
    expect((await search(token)).status).toBe(401)
    await hosted.demand()
    expect((await search(token)).status).toBe(200)
    await hosted.demand(required)
    expect((await call('oauth2/logout', { method: 'POST', token })).status).toBe(200)
    await hosted.demand()
    expect((await search(token)).status).toBe(401)
  })

  test.each<[string, (who: { membership: string; policy: string; client: string }) => [string, object]]>([
    ['a membership', ({ membership }) => [membership, { mfaRequired: true }]],
    ['an access policy', ({ policy }) => [policy, { minimumAcr: AAL2 }]],
    ['an app', ({ client }) => [client, { mfaRequired: true }]],
    ['an app’s least acr', ({ client }) => [client, { minimumAcr: AAL2 }]],
  ])('also where %s demands it', async (_, where) => {
    const { token, membership, policy } = await signedIn()
    expect((await search(token)).status).toBe(200)
    const undo = await change(...where({ membership, policy, client: `ClientApplication/${app.id}` }))
    expect(challengeOf(await search(token))['error']).toBe('insufficient_user_authentication')
    await undo()
    expect((await search(token)).status).toBe(200)
  })

  test('a code by e-mail is enough where the project says so, and is told as such', async () => {
    const { token, browser, person } = await signedIn()
    await hosted.demand(required, { name: 'allowedMfaMethods', valueString: 'totp,email' })
    expect(challengeOf(await search(token))['acr_values']).toBe(`${AAL2} ${AAL1}`)
    const page = await authorize(browser, { acr_values: `${AAL2} ${AAL1}`, max_age: '600' })
    await browser.follow(await browser.post(actionOf(page), { decision: 'email' }))
    const mailed = /\b\d{6}\b/.exec(hosted.world.inbox.to(person.email).at(-1)?.text ?? '')?.[0] ?? ''
    const back = await browser.follow(await browser.post(actionOf(page), { code: mailed, way: 'email' }))
    expect((await search(String((await tokensOf(back)).access_token))).status).toBe(200)
    await hosted.demand()
  })

  test('the app sends the person to get it with what the answer says, in the browser’s sign-in', async () => {
    const { person, secret } = await withApp()
    const browser = hosted.browser()
    // Signed in before the app was set up.
    const early = await signedIn()
    expect(early.token).not.toBe('')
    const page = await hosted.signIn(browser, app, person)
    await browser.follow(await browser.post(actionOf(page), { code: code(secret), way: 'app' }))
    const { browser: other, token } = early
    await hosted.demand({ name: 'minimumAcr', valueString: AAL2 })
    const { acr_values = '', max_age = '' } = challengeOf(await search(token))
    const asked = await authorize(other, { acr_values, max_age })
    expect(asked.heading).toBe('Protect your account')
    const own = secretOf(asked)
    await other.post(actionOf(asked), { code: code(own) })
    const back = await other.follow(await other.open(actionOf(asked)))
    const { access_token, id_token } = await tokensOf(back)
    expect(claimsOf(id_token)).toMatchObject({ acr: AAL2 })
    expect((await search(access_token)).status).toBe(200)
    expect((await search(token)).status).toBe(401)
    await hosted.demand()
  })

  test('a machine is not asked', async () => {
    const json = { name: 'Export', kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' }
    const { token, project } = hosted.clinic
    const { body } = await call(`admin/projects/${project}/client`, { json, token })
    await hosted.demand(required, { name: 'minimumAcr', valueString: AAL2 })
    const basic = [body.id, body.secret] as const
    const machine = await call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic })
    expect((await call('fhir/R4/Patient', { token: machine.body.access_token })).status).not.toBe(401)
    await hosted.demand()
  })

  test('a password is changed only in a sign-in with the second factor, and the refusal says where', async () => {
    const { person, secret } = await withApp()
    const { project } = hosted.clinic
    const change = (token: string) =>
      call('auth/changepassword', {
        json: { oldPassword: person.password, newPassword: 'another quiet garden path' },
        token,
      })
    const begun = await hosted.world.actors.signIn(person.email, person.password, { projectId: project })
    expect(begun.body).toMatchObject({ mfaRequired: true })
    const plain = await signedIn()
    await hosted.demand(required)
    const json = { oldPassword: plain.person.password, newPassword: 'another quiet garden path' }
    const refused = await call('auth/changepassword', { json, token: plain.token })
    expect(refused.status).toBe(403)
    expect(refused.body.issue[0].details.text).toContain('/account')
    await hosted.demand()
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, app, person)
    const back = await browser.follow(await browser.post(actionOf(page), { code: code(secret), way: 'app' }))
    const { access_token } = await tokensOf(back)
    expect((await change(access_token)).status).toBe(200)
  })

  describe('an app asks for an acr', () => {
    const essential = (...values: readonly string[]): { readonly claims: string } => ({
      claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }),
    })

    test('that is voluntary: whoever has a second factor is asked for it, others go on', async () => {
      const { person, keys } = await withPasskey()
      const browser = hosted.browser()
      expect(answered(await hosted.signIn(browser, app, person)).get('code')).not.toBeNull()
      const page = await authorize(browser, { acr_values: AAL2 })
      expect(page.heading).toBe('Confirm with your passkey')
      const passkey = keys.get(askedTo(page, 'use'))
      const back = await browser.follow(await browser.post(actionOf(page), { passkey }))
      expect(claimsOf((await tokensOf(back)).id_token)).toMatchObject({ acr: AAL2 })
      // The browser has it now: the next app is not asked.
      expect(answered(await authorize(browser, { acr_values: AAL2, prompt: 'none' })).get('code')).not.toBeNull()
      const { browser: other } = await signedIn()
      const without = await authorize(other, { acr_values: `urn:example:gold ${AAL2}` })
      expect(claimsOf((await tokensOf(without)).id_token)).toMatchObject({ acr: AAL1 })
    })

    test('that is essential: whoever has none sets one up, after proving themselves just now', async () => {
      const { browser, person } = await signedIn()
      const silent = await authorize(browser, { ...essential(AAL2), prompt: 'none' })
      expect(answered(silent).get('error')).toBe('interaction_required')
      const page = await authorize(browser, essential(AAL2))
      expect(page.heading).toBe('Protect your account')
      await browser.post(actionOf(page), { code: code(secretOf(page)) })
      const back = await browser.follow(await browser.open(actionOf(page)))
      expect(claimsOf((await tokensOf(back)).id_token)).toMatchObject({ acr: AAL2 })
      // What the app asked for is still asked for where the person begins again.
      const { browser: late } = await signedIn()
      await travel(11 * MINUTE)
      const again = await authorize(late, essential(AAL2))
      expect(again.heading).toBe('Sign in')
      expect(person.email).not.toBe('')
    })

    test('that does not exist: the app gets an error, and no code', async () => {
      const browser = hosted.browser()
      for (const prompt of [{}, { prompt: 'none' }]) {
        const refused = answered(
          await browser.open(`/oauth2/authorize?${app.query({ ...essential('urn:x'), ...prompt })}`),
        )
        expect([refused.get('error'), refused.get('code')]).toEqual(['unmet_authentication_requirements', null])
        expect(refused.get('state')).toBe('the-state')
      }
      const broken = answered(await browser.open(`/oauth2/authorize?${app.query({ claims: '{' })}`))
      expect(broken.get('error')).toBe('invalid_request')
    })

    test('and for a person: nobody else signs in', async () => {
      const { browser, tokens } = await signedIn()
      const { sub } = claimsOf(tokens.id_token)
      const other = await signedIn()
      const claims = JSON.stringify({ id_token: { sub: { value: sub } } })
      expect(answered(await authorize(browser, { claims, prompt: 'none' })).get('code')).not.toBeNull()
      expect(answered(await authorize(other.browser, { claims, prompt: 'none' })).get('error')).toBe('login_required')
      const hint = { claims, id_token_hint: String(other.tokens.id_token) }
      expect(answered(await authorize(browser, hint)).get('error')).toBe('invalid_request')
    })

    test('the metadata say so', async () => {
      const { body } = await call('.well-known/openid-configuration')
      expect(body).toMatchObject({
        claims_parameter_supported: true,
        acr_values_supported: expect.arrayContaining([AAL1, AAL2]),
      })
    })
  })

  test('a token of another sign-in is as strong as that', async () => {
    const { token } = await signedIn()
    await proveAsIf(hosted.world, token)
    await hosted.demand(required)
    expect((await search(token)).status).toBe(200)
    await hosted.demand()
  })
})
