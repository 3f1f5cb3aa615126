import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type HostileProvider, type Mischief, mischiefs, type Signature, startHostileProvider } from './index.ts'
import { REDIRECT_URI, type SignedIn, signInByOpenidClient } from './relying-party.ts'

const OTHER_ISSUER = 'https://honest.example'

let hostile: HostileProvider
beforeAll(async () => {
  hostile = await startHostileProvider({ redirectUris: [REDIRECT_URI] })
})
afterEach(() => hostile.behave())
afterAll(() => hostile.stop())

const signIn = (): Promise<SignedIn> => signInByOpenidClient(hostile, 'mallory')

const all = (): readonly Mischief[] =>
  mischiefs({
    clientId: 'damson-at-hostile',
    otherIssuer: OTHER_ISSUER,
    email: 'ada@clinic.example',
    subject: 'auth0|1',
  })
const ofKind = (...kinds: readonly Mischief['kind'][]): readonly Mischief[] =>
  all().filter(({ kind }) => kinds.includes(kind))

test('until it is told otherwise, it does all as it should', async () => {
  const { claims, userinfo } = await signIn()
  expect(claims).toMatchObject({ sub: 'mallory', email: 'mallory@evil.example', email_verified: true })
  expect(userinfo).toMatchObject({ sub: 'mallory', email: 'mallory@evil.example' })
  expect(hostile.received.map(({ endpoint }) => endpoint).slice(-6)).toEqual([
    'discovery',
    'authorize',
    'authorize',
    'token',
    'jwks',
    'userinfo',
  ])
  expect(hostile.trapped()).toBe(0)
})

/** What that relying party accepts. An application built on it must check these, and the size of answers, itself. */
const LEFT_TO_US = new Set([
  'the authorized party is another application',
  'issued in the future',
  'the hash of another access token',
  'the subject has a null byte',
  'the subject is too long',
  'discovery: huge',
  'jwks: huge',
  'token: huge',
  'userinfo: huge',
])

describe('a certified relying party', () => {
  const isLeft = ({ name }: Mischief): boolean => LEFT_TO_US.has(name)
  const mine = ofKind('protocol', 'transport')

  test.each(mine.filter((mischief) => !isLeft(mischief)))('refuses: $name', async ({ behavior }) => {
    hostile.misbehave(behavior)
    await expect(signIn()).rejects.toThrow()
    expect(hostile.trapped()).toBe(0)
  })

  test.each(mine.filter(isLeft))('does not see: $name', async ({ behavior }) => {
    hostile.misbehave(behavior)
    expect((await signIn()).claims).toBeDefined()
  })

  test.each(ofKind('identity'))('has nothing to refuse where all is valid: $name', async ({ behavior }) => {
    hostile.misbehave(behavior)
    const { claims, userinfo } = await signIn()
    const honest = hostile.person('mallory')
    expect({ ...claims, ...userinfo }).not.toMatchObject({ sub: honest.subject, ...honest.claims })
  })
})

test('each way has a name of its own', () => {
  const names = all().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

test('a signature is what its name says', async () => {
  const headerOf = async (signature: Signature) =>
    decodeProtectedHeader(await hostile.mint({ sub: 'x' }, { signature }))
  const { kid } = decodeProtectedHeader(await hostile.mint({ sub: 'x' }))
  expect(await headerOf('none')).toEqual({ alg: 'none' })
  expect(await headerOf('hmac with the public key')).toMatchObject({ alg: 'HS256', kid })
  expect((await headerOf('unknown kid')).kid).not.toBe(kid)
  expect(await headerOf('foreign key')).toMatchObject({ alg: 'RS256', kid })
  expect(await headerOf('key in the header')).toHaveProperty('jwk.kty', 'RSA')
  expect(await headerOf('address in the header')).toHaveProperty('jku', `${hostile.issuer}/trap`)
  expect(decodeJwt(await hostile.mint({ sub: 'x' }, { signature: 'changed after signing' })).name).toBe('Mallory')
})

test('an endpoint that never answers, or never ends, is ended with the provider', async () => {
  const own = await startHostileProvider({ redirectUris: [REDIRECT_URI] })
  own.misbehave({ faults: { jwks: 'hang', userinfo: 'drip' } })
  const hanging = fetch(own.endpoints.jwks)
  const dripping = fetch(own.endpoints.userinfo).then((answer) => answer.text())
  await vi.waitFor(() => expect(own.received).toHaveLength(2))
  const refusals = Promise.all([hanging, dripping].map((call) => expect(call).rejects.toThrow()))
  await own.stop()
  await refusals
})

test('a huge answer has 2 MB, and is what it should be', async () => {
  hostile.misbehave({ faults: { jwks: 'huge' } })
  const text = await (await fetch(hostile.endpoints.jwks)).text()
  expect(text.length).toBeGreaterThan(2 * 1_048_576)
  expect(JSON.parse(text)).toHaveProperty('keys.0.kty', 'RSA')
})

test('whoever follows it is counted', async () => {
  const own = await startHostileProvider({ redirectUris: [REDIRECT_URI] })
  own.misbehave({ faults: { jwks: 'redirect' } })
  await fetch(own.endpoints.jwks)
  expect(own.trapped()).toBe(1)
  await own.stop()
})

test('its keys rotate, and a token lasts no longer than they are published', async () => {
  const published = async (): Promise<string> => (await fetch(hostile.endpoints.jwks)).text()
  const kidOf = async () => decodeProtectedHeader((await hostile.tokensFor('ada')).id_token).kid ?? 'none'
  const old = await kidOf()
  await hostile.rotateKeys()
  expect(await published()).toContain(await kidOf())
  expect(await published()).not.toContain(old)
})

test('its clock is the test’s', async () => {
  const own = await startHostileProvider({ redirectUris: [REDIRECT_URI], now: () => 1_000_000, idTokenSeconds: 60 })
  expect(decodeJwt((await own.tokensFor('ada')).id_token)).toMatchObject({ iat: 1_000, exp: 1_060 })
  await own.stop()
})

test('nobody reaches it by a name that leads here', async () => {
  const { port } = new URL(hostile.issuer)
  expect((await fetch(`http://localhost:${port}/jwks`)).status).toBe(421)
})
