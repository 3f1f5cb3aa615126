import { type Owner, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { APP, type App, type Federated, signInWith, startFederated, tokensOf } from '../federation/external.ts'
import { importUsers, OLD_PASSWORD } from './importing.ts'
import { begin, freshEmail, must, redeem, verdict } from './steps.ts'

/** Of `correct horse` and the salt `0123456789abcdef`, by Python's `hashlib` and by `openssl kdf`. */
const SALT = 'MDEyMzQ1Njc4OWFiY2RlZg'
const HASHES = {
  argon2id: `$argon2id$v=19$m=256,t=2,p=2$${SALT}$+GOGKJvIoTEl91TCgE0yArmEow80raLkxOXPceNYR9E`,
  argon2i: `$argon2i$v=19$m=256,t=2,p=2$${SALT}$Syv3W+wu0WQmcIO0T/vyAKG2GIggWAj9la1x01ew7wE`,
  scrypt: `$scrypt$ln=10,r=8,p=1$${SALT}$6g3umF+uVrJsObaTZhIbbTlgrvOEFcCItdwSjtPF67M`,
  pbkdf2: `$pbkdf2-sha256$i=1000,l=32$${SALT}$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M`,
}

describe.each(storesForWalks())('somebody who was imported, on %s', (store) => {
  let federated: Federated
  let provider: HostileProvider
  let owner: Owner
  beforeAll(async () => {
    federated = await startFederated({ store })
    owner = federated.owner
    provider = await startHostileProvider({ redirectUris: [APP] })
  })
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  async function bring(fields: object): Promise<{ readonly user: string; readonly membership: string }> {
    const line = { firstName: 'Julius', lastName: 'Hibbert', resourceType: 'Practitioner', ...fields }
    const { reports } = await importUsers(federated.world.call, owner.project, owner.token, [line])
    const [report] = reports
    expect([report?.status, report?.why]).toEqual(['created', undefined])
    return { user: report?.user ?? '', membership: report?.membership ?? '' }
  }

  describe('by what a provider calls them', () => {
    const SUBJECTS = { identitySource: 'subject', profileType: ['Practitioner'] }
    const signIn = async (app: App, person: string) => signInWith(federated, federated.browser(), app, provider, person)

    test.each<[string, string, (subject: string) => object]>([
      ['identities', 'mallory', (sub) => ({ identities: [{ issuer: provider.issuer, sub }] })],
      ['an external id', 'ada', (externalId) => ({ externalId, externalIdIssuer: provider.issuer })],
    ])('signs in through it: %s', async (_, person, called) => {
      const app = await federated.app(provider, SUBJECTS)
      const stranger = await signIn(app, person)
      expect([stranger.visit.status, stranger.visit.heading]).toEqual([403, 'You don’t have an account here yet'])

      const { user, membership } = await bring(called(provider.person(person).subject))

      for (let time = 0; time < 2; time += 1) {
        const { body } = await tokensOf(federated, app, await signIn(app, person))
        const { body: me } = must(await federated.world.call('auth/me', { token: body.access_token }))
        expect([`User/${me.user.id}`, `ProjectMembership/${me.membership.id}`]).toEqual([user, membership])
      }
    })
  })

  describe('with the hash of a password', () => {
    const signIn = (email: string, password: string) =>
      begin(federated.world.call, { email, password, projectId: owner.project })
    const kept = async (user: string): Promise<unknown> =>
      (
        await federated.world.store.db.query({
          sql: `select u.password_hash as ours, i.scheme::jsonb ->> 'algorithm' as imported
            from users u left join imported_passwords i on i.user_id = u.id where u.id = $1`,
          params: [user.slice('User/'.length)],
        })
      ).rows

    test.each(Object.entries(HASHES))(
      'of %s signs in with it, and then has one of ours',
      async (imported, passwordHash) => {
        const email = freshEmail()
        const { user } = await bring({ email, emailVerified: true, passwordHash })
        expect(verdict((await signIn(email, 'correct horsf')).answer)).toBe('400 wrong_credentials')
        expect(await kept(user)).toEqual([{ ours: null, imported }])

        must(await redeem(federated.world.call, await signIn(email, OLD_PASSWORD)))

        expect(await kept(user)).toEqual([{ ours: expect.stringMatching(/^\$argon2id\$/), imported: null }])
        must(await redeem(federated.world.call, await signIn(email, OLD_PASSWORD)))
        expect(verdict((await signIn(email, 'correct horsf')).answer)).toBe('400 wrong_credentials')
      },
    )
  })
})
