/** What the audit is told of a provider's people: by whose word they came, and why a link to one of them went. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { follow, freshEmail, must, PASSWORD } from '../identity/steps.ts'
import type { Visit } from '../signin/cookie-browser.ts'
import { type App, type Arrived, answerIn, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

interface Event {
  readonly outcomeDesc?: string
  readonly entity?: readonly { readonly what?: { readonly reference?: string; readonly identifier?: Identifier } }[]
}
interface Identifier {
  readonly system: string
  readonly value: string
}
let serial = 0

describe.each(storesForWalks())('the audit of a provider’s people, on %s', (store) => {
  let federated: Federated
  let provider: HostileProvider
  let app: App
  beforeAll(async () => {
    federated = await startFederated({ store })
    provider = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
    app = await federated.app(provider, { identitySource: 'subject' })
  })
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  const as = async (path: string, options: object = {}): Promise<Answer> =>
    must(await federated.world.call(path, { token: federated.owner.token, ...options }))
  /** The newest events of a kind about something. */
  const events = async (kind: string): Promise<readonly Event[]> => {
    const { body } = await as(`fhir/R4/AuditEvent?subtype=${kind}&_count=20&_sort=-date`)
    return (body.entry ?? []).map(({ resource }: { resource: Event }) => resource)
  }
  const named = ({ entity = [] }: Event): Record<string, string> =>
    Object.fromEntries(
      entity.flatMap(({ what }) => (what?.identifier ? [[what.identifier.system, what.identifier.value]] : [])),
    )
  const PROVIDER = 'urn:damson:identity-provider'
  const IDENTITY = 'urn:damson:identity'

  async function arrive(sub: string, at = app, browser = federated.browser()): Promise<Arrived> {
    provider.misbehave({ idToken: { sub, email: undefined }, userinfo: { sub, email: undefined } })
    const scope = 'openid offline_access'
    return signInWith(federated, browser, at, provider, 'mallory', { scope })
  }
  /** Somebody whom an external id knows, signed in. */
  async function signedIn() {
    const sub = `very-own-subject-${(serial += 1)}`
    const { body: membership } = await federated.invite({ externalId: sub, externalIdIssuer: provider.issuer })
    const { body } = await tokensOf(federated, app, await arrive(sub))
    const { login_id: login } = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString())
    return { sub, membership: membership.id, login, token: body.access_token }
  }

  test('a sign-in says by which provider and which link, and nothing of what the provider says of them', async () => {
    const { sub } = await signedIn()
    const [event] = await events('login.succeeded')
    const { rows } = await federated.world.store.db.query({
      sql: 'select id::text as id from identities where subject = $1',
      params: [sub],
    })
    expect(event && named(event)).toEqual({ [PROVIDER]: `client:${app.id}`, [IDENTITY]: rows[0]?.['id'] })
    expect(JSON.stringify(event)).not.toContain(sub)
    expect(named((await events('identity.linked'))[0] ?? {})).toEqual(named(event ?? {}))
    must(await federated.world.actors.signIn(federated.owner.email, federated.owner.password))
    expect(named((await events('login.succeeded'))[0] ?? {})).toEqual({})
  })

  test.each<[string, (membership: string) => Promise<unknown>]>([
    [
      'external_id_changed',
      async (membership) => {
        const at = `fhir/R4/ProjectMembership/${membership}`
        const { body } = await as(at)
        await as(at, { method: 'PUT', json: { ...body, externalId: `another-${(serial += 1)}` } })
      },
    ],
    ['membership_removed', (membership) => as(`fhir/R4/ProjectMembership/${membership}`, { method: 'DELETE' })],
  ])('a link that the project takes away is told of, and what ended with it: %s', async (reason, take) => {
    const one = await signedIn()
    await take(one.membership)
    const [unlinked] = await events('identity.unlinked')
    expect(unlinked).toMatchObject({ outcomeDesc: reason })
    expect(named(unlinked ?? {})).toMatchObject({ [PROVIDER]: `client:${app.id}`, [IDENTITY]: expect.any(String) })
    const revoked = (await events('login.revoked')).filter((event) => JSON.stringify(event).includes(one.login))
    expect(revoked.map(({ outcomeDesc }) => outcomeDesc)).toEqual(['identity_unlinked'])
    expect((await federated.world.call('auth/me', { token: one.token })).status).toBe(401)
  })

  test('so is a link that a forgotten password had proved', async () => {
    const [email, sub] = [`person-${(serial += 1)}@clinic.example`, `own-${serial}`]
    const linking = await federated.app(provider, { identitySource: 'subject', accountPolicy: 'ask' })
    await federated.invite({ email })
    await follow(federated.world, email)
    const browser = federated.browser()
    const { visit, verifier } = await arrive(sub, linking, browser)
    const fields = { link: visit.hidden('link'), email, decision: 'link', password: PASSWORD }
    const linked = await browser.post('/auth/external/link', fields)
    await tokensOf(federated, linking, { visit: linked, verifier, callback: '', ...answerIn(linked) })
    must(await federated.world.call('auth/resetpassword', { json: { email } }))
    await follow(federated.world, email)
    const [unlinked] = await events('identity.unlinked')
    expect(unlinked).toMatchObject({ outcomeDesc: 'password_set' })
    expect(named(unlinked ?? {})[PROVIDER]).toBe(`client:${linking.id}`)
    expect((await events('login.revoked'))[0]).toMatchObject({ outcomeDesc: 'identity_unlinked' })
  })

  test('so is a link that a thief made with another address, once the owner undid the change', async () => {
    const [email, stolen] = [freshEmail(), freshEmail()]
    const byEmail = await federated.app(provider, { emailDomain: ['example.org'], profileType: ['Practitioner'] })
    await federated.invite({ email, scope: 'project' })
    const { inbox } = federated.world
    const arriveAs = (sub: string, address: string, browser = federated.browser()): Promise<Arrived> => {
      const says = { sub, email: address, email_verified: true }
      // The account's pages take only a proof whose age is known.
      const auth_time = Math.floor(Date.now() / 1_000)
      provider.misbehave({ idToken: { ...says, auth_time }, userinfo: says })
      return signInWith(federated, browser, byEmail, provider, 'mallory')
    }
    const thief = federated.browser()
    expect((await arriveAs(`owner-${(serial += 1)}`, email, thief)).code).not.toBe('')
    const post = async (path: string, fields: Record<string, string>): Promise<Visit> =>
      thief.post(path, { form: (await thief.open(path)).hidden('form'), ...fields })
    const textTo = async (to: string, subject: RegExp): Promise<string> => {
      await expect.poll(() => inbox.to(to).some((mail) => subject.test(mail.subject))).toBe(true)
      return inbox.to(to).findLast((mail) => subject.test(mail.subject))?.text ?? ''
    }
    await post('/account/email', { do: 'ask', email: stolen })
    const code = /\b\d{6}\b/.exec(await textTo(stolen, /confirms your new/))?.[0] ?? ''
    expect((await post('/account/email', { do: 'confirm', code })).location).toBe('/account?done=email')
    // The owner's own link goes, and the thief's takes its place.
    const identity = /name="identity" value="([^"]+)"/.exec((await thief.open('/account')).text)?.[1] ?? ''
    expect((await post('/account', { do: 'unlink', identity })).location).toBe('/account?done=identity')
    const sub = `thief-${(serial += 1)}`
    expect((await arriveAs(sub, stolen)).code).not.toBe('')
    const undo = new URL(/http\S+undoemail\S+/.exec(await textTo(email, /was changed/))?.[0] ?? '').pathname
    const owner = federated.browser()
    const undone = await owner.post(undo, { do: 'undo' })
    const [unlinked] = await events('identity.unlinked')
    expect(unlinked).toMatchObject({ outcomeDesc: 'email_change_undone' })
    expect((await owner.post(undone.location, { password: PASSWORD })).status).toBe(303)
    expect((await arriveAs(sub, stolen)).code).toBe('')
  })

  test('a provider can be changed while somebody of two places is about to choose one', async () => {
    const email = `person-${(serial += 1)}@clinic.example`
    const two = await federated.app(provider, {
      emailDomain: ['clinic.example'],
      profileType: ['Practitioner', 'Patient'],
    })
    await federated.invite({ email, scope: 'project' })
    await federated.invite({ email, scope: 'project', resourceType: 'Patient', forceNewMembership: true })
    const says = { sub: `two-${serial}`, email, email_verified: true }
    provider.misbehave({ idToken: says, userinfo: says })
    const { visit } = await signInWith(federated, federated.browser(), two, provider, 'mallory')
    expect(visit.location).toMatch(/^\/signin\//)
    const at = `fhir/R4/ClientApplication/${two.id}`
    const { body } = await as(at)
    await as(at, { method: 'PUT', json: { ...body, identityProvider: { ...body.identityProvider, scope: 'groups' } } })
  })
})
