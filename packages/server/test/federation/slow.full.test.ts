import { type Answer, watchLost } from '@damson/testkit'
import {
  type Fault,
  type HostileProvider,
  type Mischief,
  mischiefs,
  startHostileProvider,
} from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import { developerMode } from '../traces/tracing.ts'
import { failures, failuresSince, findings, OWED } from './deceits.ts'
import { APP, type App, type Federated, signInWith, startFederated } from './external.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'
const PAGE = 'https://app.example.org'
/** Of each request: for so long a provider may be waited for, and for so long others may be held up by that. */
const [LONGEST_SECONDS, OTHERS_SECONDS] = [5, 2]

const config = ({ endpoints }: HostileProvider): object => ({
  userInfoUrl: endpoints.userinfo,
  emailDomain: ['evil.example'],
  profileType: ['Practitioner'],
})
const slow = mischiefs({ clientId: 'damson-at-hostile', otherIssuer: '', email: '', subject: '' }).filter(
  ({ kind }) => kind === 'slow',
)

/** The seconds that requests took, as the server measures them, by the kind of answer and by route. */
async function spent({ world }: Federated): Promise<ReadonlyMap<string, number>> {
  const { text } = await world.call('metrics')
  const sums = text.matchAll(/^damson_http_request_seconds_sum\{route="([^"]*)",.*status="(\d+)"\} (\S+)$/gm)
  return new Map([...sums].map(([, route = '', status = '', sum]) => [`${status} ${route}`, Number(sum)]))
}

/** What the requests since then took. */
async function since(federated: Federated, before: ReadonlyMap<string, number>): Promise<readonly [string, number][]> {
  return [...(await spent(federated))]
    .map(([key, sum]): [string, number] => [key, sum - (before.get(key) ?? 0)])
    .filter(([key, seconds]) => seconds > 0 && !key.endsWith('/metrics'))
}

/** Others sign in, by an honest provider and by a password, while somebody is held up. */
async function othersSignIn(federated: Federated, honest: HostileProvider, other: App): Promise<void> {
  const { code } = await signInWith(federated, federated.browser(), other, honest, 'mallory')
  expect(code).not.toBe('')
  await federated.world.actors.signIn(federated.owner.email, federated.owner.password)
}

/** What the machine did not run this process for while they waited is no waiting of the server's. */
function expectTimes(times: readonly [string, number][], held: number, lostMs: number): void {
  const late = times.filter(([key]) => key.startsWith('503 '))
  expect(late).toHaveLength(held)
  for (const [route, seconds] of late) {
    expect(seconds, route).toBeGreaterThan(4)
    expect(seconds - lostMs / 1000, route).toBeLessThanOrEqual(LONGEST_SECONDS)
  }
  for (const [route, seconds] of times.filter((one) => !late.includes(one)))
    expect(seconds, route).toBeLessThan(OTHERS_SECONDS)
}

/** A world of its own, with somebody who is about to be held up. */
interface Holding {
  /** Begins; others sign in meanwhile, and it is still under way. */
  begin(): Promise<void>
  /** What it was answered. */
  end(): Promise<readonly unknown[]>
}

/** They are held up side by side, each in its world: one begins after the other, so that none takes the others' time. */
function heldSideBySide(names: readonly string[], prepare: (name: string) => Promise<Holding>) {
  const held = new Map<string, Promise<Holding>>()
  beforeAll(async () => {
    for (const name of names) {
      const prepared = prepare(name)
      held.set(name, prepared)
      await prepared.catch(() => undefined)
    }
    for (const [name, prepared] of held) {
      const begun = prepared.then(async (one) => {
        await one.begin()
        return one
      })
      held.set(name, begun)
      // Its test tells of the fault.
      await begun.catch(() => undefined)
    }
  })
  return async (name: string) => (await held.get(name))?.end()
}

let honest: HostileProvider
beforeAll(async () => {
  honest = await startHostileProvider({ redirectUris: [APP] })
})
afterAll(() => honest.stop())

/** A world where others sign in, and have before. */
async function worldOfOthers(env: Readonly<Record<string, string>> = {}) {
  const federated = await startFederated({ env })
  const other = await federated.app(honest, config(honest))
  await federated.invite({ email: 'mallory@evil.example' })
  await othersSignIn(federated, honest, other)
  return { federated, other }
}

/** Begins what is held up, and sees others sign in meanwhile. */
async function beginHeld<T>(
  { federated, other }: Awaited<ReturnType<typeof worldOfOthers>>,
  work: () => Promise<T>,
): Promise<{ readonly held: Promise<T> }> {
  let isHeld = true
  const held = work().finally(() => (isHeld = false))
  held.catch(() => undefined)
  await othersSignIn(federated, honest, other)
  expect(isHeld).toBe(true)
  return { held }
}

describe('a provider that takes its time holds up nobody else, and its own people no longer than five seconds', () => {
  async function prepare({ name, behavior }: Mischief): Promise<Holding> {
    const world = await worldOfOthers()
    const { federated } = world
    must(await developerMode(federated.world.call, federated.owner))
    const hanging = await startHostileProvider({ redirectUris: [APP] })
    const app = await federated.app(hanging, config(hanging))
    const [people, places] = JSON.parse(await federated.written()) as unknown[]
    const failed = await failures(federated)
    let before: ReadonlyMap<string, number>
    let lostMs: number
    let held: ReturnType<typeof signInWith>
    return {
      async begin() {
        before = await spent(federated)
        const lost = watchLost()
        hanging.misbehave(behavior)
        const begun = await beginHeld(world, () => signInWith(federated, federated.browser(), app, hanging, 'mallory'))
        held = begun.held.finally(() => {
          lostMs = lost()
        })
        held.catch(() => undefined)
      },
      async end() {
        const { visit } = await held
        expectTimes(await since(federated, before), 1, lostMs)
        const owed = OWED[name]
        if (!('code' in owed)) throw new Error(`${name} is somebody’s`)
        expect(await findings(federated)).toEqual([expect.stringMatching(owed.finding)])
        expect(await failuresSince(federated, failed)).toEqual([owed.code])
        expect((JSON.parse(await federated.written()) as unknown[]).slice(0, 2)).toEqual([people, places])
        await Promise.all([hanging.stop(), federated.world.close()])
        return [visit.status, visit.heading]
      },
    }
  }
  const byName = new Map<string, Mischief>(slow.map((mischief) => [mischief.name, mischief]))
  const endOf = heldSideBySide([...byName.keys()], (name) => {
    const mischief = byName.get(name)
    if (mischief === undefined) throw new Error(`There is no mischief ${name}.`)
    return prepare(mischief)
  })

  test.each([...byName.keys()])('at a sign-in: %s', async (name) => {
    expect(await endOf(name)).toEqual([503, 'This way to sign in is not working right now'])
  })
})

describe('the keys of a provider that takes its time', () => {
  const faults = (['discovery', 'jwks'] as const).flatMap((endpoint) =>
    (['hang', 'drip'] as const).map((fault) => [`${endpoint}, ${fault}`, { [endpoint]: fault }] as const),
  )

  async function prepare(misbehavior: Readonly<Record<string, Fault>>): Promise<Holding> {
    const hanging = await startHostileProvider({ redirectUris: [APP] })
    const { issuer, clientId } = hanging
    const env = { DAMSON_FEDERATION_GOOGLE_ISSUER: issuer, DAMSON_FEDERATION_APPLE_ISSUER: issuer }
    const others = await worldOfOthers(env)
    const { world, owner } = others.federated
    const grantType = ['authorization_code', 'refresh_token', GRANT]
    const app = await others.federated.app(hanging, config(hanging), { allowedOrigin: [PAGE], grantType })
    let before: ReadonlyMap<string, number>
    let lostMs: number
    let held: Promise<readonly Answer[]>
    return {
      async begin() {
        before = await spent(others.federated)
        const lost = watchLost()
        hanging.misbehave({ faults: misbehavior })
        const seconds = Math.floor(Date.now() / 1000)
        const token = await hanging.mint({ iss: issuer, aud: clientId, sub: 'x', iat: seconds, exp: seconds + 300 })
        const headers = { Origin: PAGE }
        const pkce = { codeChallenge: 'a'.repeat(43), codeChallengeMethod: 'S256' }
        const form = { grant_type: GRANT, client_id: app.id, subject_token: token, subject_token_type: ID_TOKEN }
        const google = { ...pkce, googleClientId: clientId, clientId: app.id, googleCredential: token }
        const apple = { ...pkce, clientId, projectId: owner.project, idToken: token }
        const begun = await beginHeld(others, () =>
          Promise.all([
            world.call('oauth2/token', { form, headers }),
            world.call('auth/google', { json: google, headers }),
            world.call('auth/apple', { json: apple, headers }),
          ]),
        )
        held = begun.held.finally(() => {
          lostMs = lost()
        })
        held.catch(() => undefined)
      },
      async end() {
        const answers = await held
        expectTimes(await since(others.federated, before), 3, lostMs)
        await Promise.all([hanging.stop(), world.close()])
        return answers.map(({ status }) => status)
      },
    }
  }
  const byName = new Map<string, Readonly<Record<string, Fault>>>(faults)
  const endOf = heldSideBySide([...byName.keys()], (name) => prepare(byName.get(name) ?? {}))

  test.each([...byName.keys()])(
    'hold up nobody else, and whoever brings a token of it no longer than five seconds: %s',
    async (name) => {
      expect(await endOf(name)).toEqual([503, 503, 503])
    },
  )
})
