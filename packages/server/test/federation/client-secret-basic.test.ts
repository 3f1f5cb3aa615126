import { type HostileOptions, type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import { type App, type Federated, signInWith, startFederated } from './external.ts'

let federated: Federated
beforeAll(async () => {
  federated = await startFederated()
})
afterAll(() => federated.world.close())
let count = 0

const UUID = '6f9619ff-8b86-d011-b42d-00cf4fc964ff'
const PEOPLE = { emailDomain: ['evil.example'], profileType: ['Practitioner'], tokenAuthMethod: 'client_secret_basic' }

interface ProviderMore extends Pick<HostileOptions, 'refusesClient'> {
  readonly clientId?: string
  readonly given?: string
}

/** A provider that reads Basic in its own way, and an app that signs people in there. */
async function provider(
  readsBasic: 'decoded' | 'as it stands',
  clientSecret: string,
  { clientId = UUID, given = clientSecret, ...more }: ProviderMore = {},
): Promise<{ readonly at: HostileProvider; readonly app: App }> {
  const redirectUris = [`${federated.world.baseUrl}auth/external`]
  // Nobody is signed in by two providers unasked.
  const [subject, email] = [`person-${count}`, `person-${(count += 1)}@evil.example`]
  const person = { key: 'person', label: 'A Person', subject, claims: { email, email_verified: true } }
  const at = await startHostileProvider({ redirectUris, clientId, clientSecret, readsBasic, people: [person], ...more })
  await federated.invite({ email })
  return { at, app: await federated.app(at, { ...PEOPLE, clientSecret: given }) }
}

const pairs = ({ received }: HostileProvider): readonly string[] =>
  received
    .filter(({ endpoint }) => endpoint === 'token')
    .map(({ headers }) => Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64').toString())

async function isSignedIn({ at, app }: Awaited<ReturnType<typeof provider>>): Promise<boolean> {
  return (await signInWith(federated, federated.browser(), app, at, 'person')).code !== ''
}

describe('a client id and a secret towards a provider', () => {
  test.each(['decoded', 'as it stands'] as const)(
    'are written as they are where nothing must be encoded: %s',
    async (reads) => {
      const one = await provider(reads, 'a-secret_of.letters')
      expect(await isSignedIn(one)).toBe(true)
      expect(pairs(one.at)).toEqual([`${UUID}:a-secret_of.letters`])
      await one.at.stop()
    },
  )

  test('are form-encoded first', async () => {
    const one = await provider('decoded', 'a b+c/d=é:%41', { clientId: 'an:id' })
    expect(await isSignedIn(one)).toBe(true)
    expect(pairs(one.at)).toEqual(['an%3Aid:a+b%2Bc%2Fd%3D%C3%A9%3A%2541'])
    await one.at.stop()
  })

  test.each([
    [401, 'invalid_client'],
    [400, 'invalid_client'],
    [403, 'unauthorized_client'],
  ])(
    'are sent as they stand once, where the provider refuses them encoded with %d %s, and are so from then on',
    async (status, error) => {
      const secret = 'a+b/c=:é~'
      const one = await provider('as it stands', secret, { refusesClient: { status, error } })
      const encoded = `${UUID}:a%2Bb%2Fc%3D%3A%C3%A9%7E`
      expect(await isSignedIn(one)).toBe(true)
      expect(pairs(one.at)).toEqual([encoded, `${UUID}:${secret}`])
      expect(await isSignedIn(one)).toBe(true)
      expect(pairs(one.at).slice(2)).toEqual([`${UUID}:${secret}`])
      await one.at.stop()
    },
  )

  test('are tried twice and no more where the secret is wrong, and once where both spellings are one', async () => {
    const wrong = await provider('decoded', 'right+', { given: 'wrong+' })
    expect(await isSignedIn(wrong)).toBe(false)
    expect(pairs(wrong.at)).toEqual([`${UUID}:wrong%2B`, `${UUID}:wrong+`])
    await wrong.at.stop()
    const plain = await provider('decoded', 'right', { given: 'wrong' })
    expect(await isSignedIn(plain)).toBe(false)
    expect(pairs(plain.at)).toEqual([`${UUID}:wrong`])
    await plain.at.stop()
    // As it stands, an id with a colon would be another id.
    const colon = await provider('as it stands', 'x+', { clientId: 'an:id' })
    expect(await isSignedIn(colon)).toBe(false)
    expect(pairs(colon.at)).toEqual(['an%3Aid:x%2B'])
    await colon.at.stop()
  })

  test('begin encoded again with another secret', async () => {
    const one = await provider('as it stands', 'first+')
    expect(await isSignedIn(one)).toBe(true)
    const path = `fhir/R4/ClientApplication/${one.app.id}`
    const { token } = federated.owner
    const { body } = must(await federated.world.call(path, { token }))
    const identityProvider = { ...body.identityProvider, clientSecret: 'other+' }
    must(await federated.world.call(path, { method: 'PUT', token, json: { ...body, identityProvider } }))
    expect(await isSignedIn(one)).toBe(false)
    expect(pairs(one.at).slice(2)).toEqual([`${UUID}:other%2B`, `${UUID}:other+`])
    await one.at.stop()
  })

  test('are not tried in another spelling where the code alone is refused', async () => {
    const one = await provider('decoded', 'x+')
    one.at.misbehave({ callback: { code: 'made-up' } })
    expect(await isSignedIn(one)).toBe(false)
    expect(pairs(one.at)).toHaveLength(1)
    await one.at.stop()
  })
})
