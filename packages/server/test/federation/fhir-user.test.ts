import { type Answer, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { follow, must, verdict } from '../identity/steps.ts'
import { type App, type Arrived, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const PAGE = 'https://app.example.org'
let serial = 0

/** Somebody with a place in the project, and nothing else that is theirs. */
interface Invited {
  readonly email: string
  /** Such as `Patient/…`. */
  readonly profile: string
}
type Says = Readonly<Record<string, unknown>>

describe.each(storesForWalks())('a provider that names its people by fhirUser, on %s', (store) => {
  let federated: Federated
  let provider: HostileProvider
  let app: App
  beforeAll(async () => {
    federated = await startFederated({ store })
    provider = await startHostileProvider({ redirectUris: [`${PAGE}/idp`] })
    app = await federated.app(
      provider,
      { identitySource: 'fhir-user', profileType: ['Patient', 'Practitioner'] },
      { allowedOrigin: [PAGE], grantType: ['authorization_code', 'refresh_token', GRANT] },
    )
  })
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  async function invited(fields: object = {}): Promise<Invited> {
    const email = `person-${(serial += 1)}@elsewhere.example`
    const { body } = await federated.invite({ email, resourceType: 'Patient', ...fields })
    return { email, profile: body.profile.reference }
  }
  /** A provider's person, whom it knows by no address at all. */
  const someone = (claims: Says): Says => ({ sub: `sub-${(serial += 1)}`, email: undefined, ...claims })

  /** The provider says this of somebody while that is done. */
  async function saying<T>(says: Says, work: () => Promise<T>): Promise<T> {
    provider.misbehave({ idToken: says, accessToken: says, userinfo: says })
    try {
      return await work()
    } finally {
      provider.behave()
    }
  }
  const byPages = (says: Says): Promise<Arrived> =>
    saying(says, () => signInWith(federated, federated.browser(), app, provider, 'mallory'))
  const exchange = (token: string, type: string): Promise<Answer> => {
    const subject = { subject_token: token, subject_token_type: `urn:ietf:params:oauth:token-type:${type}` }
    const form = { grant_type: GRANT, client_id: app.id, ...subject }
    return federated.world.call('oauth2/token', { form, headers: { Origin: PAGE } })
  }
  const byExchange = (says: Says, type: 'access_token' | 'id_token' = 'id_token'): Promise<Answer> =>
    saying(says, async () => exchange((await provider.tokensFor('mallory'))[type], type))
  /** How many identities are linked to the account of somebody. */
  const linksOf = async (email: string): Promise<number> => {
    const sql = 'select i.id from identities i join users u on u.id = i.user_id where u.email = $1'
    return (await federated.world.store.db.query({ sql, params: [email] })).rows.length
  }

  const names: Readonly<Record<string, (profile: string) => Says>> = {
    'a relative reference': (profile) => ({ fhirUser: profile }),
    'its address at this server': (profile) => ({ fhirUser: `${federated.world.fhirUrl}${profile}` }),
    'its address at the project’s own': (profile) => ({
      fhirUser: `${federated.world.baseUrl}projects/${federated.owner.project}/fhir/R4/${profile}`,
    }),
    'ext.fhirUser': (profile) => ({ ext: { fhirUser: profile } }),
  }

  test.each(Object.entries(names))('signs in whoever it names by %s', async (_, name) => {
    const [one, other] = [await invited(), await invited({ resourceType: 'Practitioner' })]
    const says = someone(name(one.profile))
    const arrived = await byPages(says)
    expect((await tokensOf(federated, app, arrived)).body.profile.reference).toBe(one.profile)
    // The same person by exchange, and somebody who comes that way first.
    expect(must(await byExchange(says)).body.profile.reference).toBe(one.profile)
    const comesFirst = someone(name(other.profile))
    expect(must(await byExchange(comesFirst, 'access_token')).body.profile.reference).toBe(other.profile)
  })

  test('asks userinfo for it, also where the token names an address', async () => {
    for (const way of ['pages', 'exchange'] as const) {
      const { profile } = await invited()
      const says = someone({ email: 'ada@clinic.example', email_verified: true })
      provider.misbehave({ idToken: says, accessToken: says, userinfo: { ...says, fhirUser: profile } })
      const { access_token: token } = await provider.tokensFor('mallory')
      const answer =
        way === 'pages'
          ? await tokensOf(federated, app, await signInWith(federated, federated.browser(), app, provider, 'mallory'))
          : await exchange(token, 'access_token')
      provider.behave()
      expect(must(answer).body.profile.reference, way).toBe(profile)
    }
  })

  test('links once: what fhirUser says of that subject from then on moves nothing', async () => {
    const [one, other] = [await invited(), await invited()]
    const says = someone({ fhirUser: one.profile })
    must(await byExchange(says))
    for (const fhirUser of [other.profile, 'nonsense', undefined])
      expect(must(await byExchange({ ...says, fhirUser })).body.profile.reference).toBe(one.profile)
    // Nor does another subject get in by the same profile.
    await expectNobody(someone({ fhirUser: one.profile }), 'already_linked', /can’t sign in this way/)
  })

  /** Refused with nothing written: by exchange and, where a heading is given, on the pages. */
  async function expectNobody(says: Says, why: string, heading?: RegExp): Promise<void> {
    const before = await federated.written()
    if (heading !== undefined) {
      expect((await byPages(says)).visit.heading).toMatch(heading)
      expect(await reasonOfLast('110122')).toContain(why)
    }
    expect(verdict(await byExchange(says))).toBe('400 invalid_request')
    expect(await reasonOfLast('token.refused')).toContain(why)
    expect(await federated.written()).toBe(before)
  }
  async function reasonOfLast(subtype: string): Promise<string> {
    const path = `fhir/R4/AuditEvent?subtype=${subtype}&_sort=-date&_count=1`
    return JSON.stringify(must(await federated.world.call(path, { token: federated.owner.token })).body.entry)
  }

  test('signs nobody in by a profile at another server', async () => {
    const { email, profile } = await invited()
    const fhirUser = `https://other.example/fhir/R4/${profile}`
    await expectNobody(someone({ fhirUser }), 'not_invited', /You don’t have an account here yet/)
    expect(await linksOf(email)).toBe(0)
  })

  test.each<[string, (profile: string) => unknown]>([
    ['at an address that begins like ours', (profile) => `${federated.world.fhirUrl.replace(/\/$/, '')}x/${profile}`],
    [
      'at another project’s address',
      (profile) => `${federated.world.baseUrl}projects/${crypto.randomUUID()}/fhir/R4/${profile}`,
    ],
    ['with a way around', (profile) => `${federated.world.fhirUrl}../R4/${profile}`],
    ['of a version', (profile) => `${profile}/_history/1`],
    ['by a search', (profile) => profile.replace('/', '?_id=')],
    ['that is a list', (profile) => [profile]],
    ['that is nobody’s', () => `Patient/${crypto.randomUUID()}`],
    ['that is no person', () => `ClientApplication/${app.id}`],
    ['that is the project', () => `Project/${federated.owner.project}`],
  ])('signs nobody in by a profile %s', async (_, fhirUser) => {
    const { email, profile } = await invited()
    await expectNobody(someone({ fhirUser: fhirUser(profile) }), 'not_invited')
    expect(await linksOf(email)).toBe(0)
  })

  test('signs nobody in who is another project’s', async () => {
    const other = await federated.world.actors.owner()
    const email = `person-${(serial += 1)}@other.example`
    const { body } = must(
      await federated.world.call(`admin/projects/${other.project}/invite`, {
        json: {
          resourceType: 'Patient',
          firstName: 'A',
          lastName: 'B',
          email,
        },
        token: other.token,
      }),
    )
    const { reference } = body.profile
    for (const fhirUser of [
      reference,
      `${federated.world.fhirUrl}${reference}`,
      `${federated.world.baseUrl}projects/${other.project}/fhir/R4/${reference}`,
    ])
      await expectNobody(
        someone({ fhirUser }),
        'not_invited',
        fhirUser === reference ? /You don’t have an account here yet/ : undefined,
      )
    expect(await linksOf(email)).toBe(0)
  })

  test('has whoever has a password prove it first, and links nobody until then', async () => {
    const { email, profile } = await invited()
    await follow(federated.world, email)
    await expectNobody(someone({ fhirUser: profile }), 'proof_needed', /Link your account/)
    expect(await linksOf(email)).toBe(0)
  })

  test('has an administrator prove it first', async () => {
    const { email, profile } = await invited({ resourceType: 'Practitioner', admin: true })
    await expectNobody(someone({ fhirUser: profile }), 'proof_needed', /Link your account/)
    expect(await linksOf(email)).toBe(0)
  })

  test('signs nobody in as a type of profile that is not listed', async () => {
    const patient = { reference: `Patient/${crypto.randomUUID()}` }
    const { profile } = await invited({ resourceType: 'RelatedPerson', patient })
    expect(profile).toMatch(/^RelatedPerson/)
    await expectNobody(someone({ fhirUser: profile }), 'foreign_profile_type', /can’t sign in this way/)
  })

  test('opens the named place alone to somebody who has several', async () => {
    const { email, profile } = await invited()
    const second = await federated.invite({ email, resourceType: 'Practitioner', forceNewMembership: true })
    expect(second.body.profile.reference).not.toBe(profile)
    const { body } = must(await byExchange(someone({ fhirUser: profile })))
    expect(body.profile.reference).toBe(profile)
  })
})
