import type { StoreKind } from '@damson/testkit'
import {
  type HostileProvider,
  type Mischief,
  mischiefs,
  startHostileProvider,
} from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import english from '../../src/base/language/messages/en.ts'
import { must } from '../identity/steps.ts'
import type { Visit } from '../signin/cookie-browser.ts'
import { developerMode } from '../traces/tracing.ts'
import { failures, failuresSince, findings, OWED, type Owed } from './deceits.ts'
import { type App, type Federated, signInWith, startFederated } from './external.ts'

/** Somebody whom another provider of the project knows, and somebody of another domain. */
const VICTIM = { subject: 'auth0|1', email: 'victim@clinic.example' }

/** Every mischief of the hostile provider, and what is owed to whom it comes to. */
export function refusesEachMischief(store: StoreKind): void {
  describe(`a hostile provider, on ${store}`, () => {
    let federated: Federated
    let hostile: HostileProvider
    let app: App
    beforeAll(async () => {
      federated = await startFederated({ store })
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

    /** What came of an attempt: to the person who reads the page, and to the project. */
    interface Outcome {
      readonly status: number
      readonly heading: string
      readonly findings: readonly string[]
      readonly reasons: readonly string[]
    }

    /** One attempt, of which nothing may come but words. */
    async function attempt(
      deceiver: HostileProvider,
      at: App,
      mischief: Mischief,
      person = 'mallory',
    ): Promise<Outcome> {
      await federated.world.store.db.query({ sql: 'delete from traces', params: [] })
      const [before, failed] = [await federated.written(), await failures(federated)]
      deceiver.misbehave(mischief.behavior)
      const browser = federated.browser()
      let refused: Visit
      try {
        refused = (await signInWith(federated, browser, at, deceiver, person)).visit
      } finally {
        deceiver.behave()
      }
      expect(plain(refused.text)).toContain(sentence(OWED[mischief.name].topic, deceiver.name))
      // Neither the provider's words nor anybody's address is repeated on the page.
      expect(refused.text).not.toMatch(/<script|victim@|honest\.example|onerror|555 0100/)
      expect([...browser.cookies.keys()].some((name) => /root|flow/.test(name))).toBe(false)
      expect((await federated.written()) === before).toBe(true)
      expect(deceiver.trapped()).toBe(0)
      const reasons = await failuresSince(federated, failed)
      return { status: refused.status, heading: refused.heading, findings: await findings(federated), reasons }
    }

    /** What is to come of it: of what is nobody's no project is told. */
    function owedTo({ name }: Mischief): Outcome {
      const owed = OWED[name]
      const { topic } = owed
      const told =
        'code' in owed
          ? { findings: [expect.stringMatching(owed.finding)], reasons: [owed.code] }
          : { findings: [], reasons: [] }
      return { status: STATUS[topic] ?? 400, heading: heading(topic), ...told }
    }

    const STATUS: Readonly<Record<string, number>> = {
      unavailable: 503,
      refused: 403,
      unverified: 403,
      unknown: 403,
      other_account: 403,
    }
    const { messages } = english
    const heading = (topic: Owed['topic']): string => messages[`external.${topic}.heading`]
    const sentence = (topic: Owed['topic'], provider: string): string =>
      messages[`external.${topic}.text`].replaceAll('{provider}', provider).replaceAll('{domain}', 'evil.example')
    const plain = (markup: string): string => markup.replaceAll(/<[^>]*>/g, '')

    test('that does all as it should signs its own person in', async () => {
      const { code } = await signInWith(federated, federated.browser(), app, hostile, 'mallory')
      expect(code).not.toBe('')
    })

    const isOfDiscovery = ([name]: readonly [string, Mischief]): boolean => /^(discovery|jwks)/.test(name)
    const protocol = ofKind('protocol')

    test.each(protocol.filter((one) => !isOfDiscovery(one)))('is refused: %s', async (_, mischief) => {
      expect(await attempt(hostile, app, mischief)).toEqual(owedTo(mischief))
    })

    // Who was linked before is known by issuer and subject alone, whatever else is said of them.
    test.each(ofKind('identity'))('proves nobody else: %s', async (_, mischief) => {
      expect(await attempt(hostile, app, mischief, 'ada')).toEqual(owedTo(mischief))
    })

    test.each(ofKind('transport').filter((one) => !isOfDiscovery(one)))('breaks: %s', async (_, mischief) => {
      expect(await attempt(hostile, app, mischief)).toEqual(owedTo(mischief))
    })

    // What it publishes is kept: each finds a provider that was never asked before.
    test.each([...protocol, ...ofKind('transport')].filter(isOfDiscovery))('publishes: %s', async (_, mischief) => {
      const fresh = await startHostile()
      try {
        const at = await federated.app(fresh, CONFIG(fresh))
        expect(await attempt(fresh, at, mischief)).toEqual(owedTo(mischief))
      } finally {
        await fresh.stop()
      }
    })
  })
}
