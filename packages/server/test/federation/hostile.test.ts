import {
  type HostileProvider,
  type Mischief,
  mischiefs,
  startHostileProvider,
} from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import { developerMode } from '../traces/tracing.ts'
import { type App, type Federated, signInWith, startFederated } from './external.ts'

/** Somebody whom another provider of the project knows, and somebody of another domain. */
const VICTIM = { subject: 'auth0|1', email: 'victim@clinic.example' }

let federated: Federated
let hostile: HostileProvider
let app: App
beforeAll(async () => {
  federated = await startFederated()
  hostile = await startHostile()
  app = await federated.app(hostile, CONFIG(hostile))
  must(await developerMode(federated.world.call, federated.owner))
  await federated.invite({ email: 'mallory@evil.example' })
  await federated.invite({ email: VICTIM.email })
  await federated.invite({
    externalId: VICTIM.subject,
    externalIdIssuer: 'https://honest.example',
    email: 'x@clinic.example',
  })
})
afterAll(async () => {
  await hostile.stop()
  await federated.world.close()
})

/** It vouches for its own domain, and is asked for userinfo at each sign-in. */
const CONFIG = ({ endpoints }: HostileProvider): object => ({
  userInfoUrl: endpoints.userinfo,
  emailDomain: ['evil.example'],
  profileType: ['Practitioner'],
})
const startHostile = (): Promise<HostileProvider> =>
  startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })

const all = mischiefs({
  clientId: 'damson-at-hostile',
  otherIssuer: 'https://honest.example',
  email: VICTIM.email,
  subject: VICTIM.subject,
})
const ofKind = (...kinds: readonly Mischief['kind'][]): readonly [string, Mischief][] =>
  all.filter(({ kind }) => kinds.includes(kind)).map((mischief) => [mischief.name, mischief])

/** One attempt: what the person sees, what the trace says, and that nothing was written. */
async function attempt(deceiver: HostileProvider, at: App, mischief: Mischief, person = 'mallory'): Promise<void> {
  await federated.world.store.db.query({ sql: 'delete from traces', params: [] })
  const before = await federated.written()
  deceiver.misbehave(mischief.behavior)
  const browser = federated.browser()
  let refused: { readonly status: number; readonly heading: string; readonly text: string; readonly headers: Headers }
  try {
    refused = (await signInWith(federated, browser, at, deceiver, person)).visit
  } finally {
    deceiver.behave()
  }
  expect(refused.status, refused.text).toBeGreaterThanOrEqual(400)
  expect(refused.status).toBeLessThan(504)
  expect(refused.status).not.toBe(500)
  expect(refused.heading.length).toBeGreaterThan(10)
  // Neither the provider's words nor anybody's address is repeated on the page.
  expect(refused.text).not.toMatch(/<script|victim@|honest\.example/)
  expect([...browser.cookies.keys()].some((name) => /root|flow/.test(name))).toBe(false)
  expect(await federated.written()).toBe(before)
  expect(deceiver.trapped()).toBe(0)
}

/** What the trace of the attempt says was wrong. */
async function newestFinding(): Promise<string> {
  const { rows } = await federated.world.store.db.query({
    sql: `select step from traces where project = $1 and step::jsonb -> 'findings' <> '[]'::jsonb`,
    params: [federated.owner.project],
  })
  const { findings } = JSON.parse((rows[0]?.['step'] ?? '{"findings":[]}') as string) as {
    findings: { what: string }[]
  }
  return findings[0]?.what ?? ''
}

/** A sentence, and which check it was. */
const SENTENCE = /^[A-Z][^\n]{20,400}\.$/

describe('a hostile provider', () => {
  test('that does all as it should signs its own person in', async () => {
    const { code } = await signInWith(federated, federated.browser(), app, hostile, 'mallory')
    expect(code).not.toBe('')
  })

  const isOfDiscovery = ([name]: readonly [string, Mischief]): boolean => /^(discovery|jwks)/.test(name)
  const isUnbound = ([name]: readonly [string, Mischief]): boolean => /state/.test(name)
  const protocol = ofKind('protocol')

  test.each(protocol.filter((one) => !isOfDiscovery(one) && !isUnbound(one)))('is refused: %s', async (_, mischief) => {
    await attempt(hostile, app, mischief)
    expect(await newestFinding()).toMatch(SENTENCE)
  })

  test.each(protocol.filter(isUnbound))('is refused, whoever it was for: %s', async (_, mischief) => {
    await attempt(hostile, app, mischief)
    // Nobody knows whose it was: no project is told.
    expect(hostile.received.at(-1)?.endpoint).toBe('authorize')
  })

  // Who was linked before is known by issuer and subject alone, whatever else is said of them.
  test.each(ofKind('identity'))('proves nobody else: %s', async (_, mischief) => {
    await attempt(hostile, app, mischief, 'ada')
    expect(await newestFinding()).toMatch(SENTENCE)
  })

  test.each(ofKind('transport').filter((one) => !isOfDiscovery(one)))('breaks: %s', async (_, mischief) => {
    await attempt(hostile, app, mischief)
    expect(await newestFinding()).toMatch(SENTENCE)
  })

  // What it publishes is kept: each finds a provider that was never asked before.
  test.each([...protocol, ...ofKind('transport')].filter(isOfDiscovery))('publishes: %s', async (_, mischief) => {
    const fresh = await startHostile()
    try {
      await attempt(fresh, await federated.app(fresh, CONFIG(fresh)), mischief)
      expect(await newestFinding()).toMatch(SENTENCE)
    } finally {
      await fresh.stop()
    }
  })
})
