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

function expectTimes(times: readonly [string, number][], held: number): void {
  const late = times.filter(([key]) => key.startsWith('503 '))
  expect(late).toHaveLength(held)
  for (const [route, seconds] of late) {
    expect(seconds, route).toBeGreaterThan(4)
    expect(seconds, route).toBeLessThanOrEqual(LONGEST_SECONDS)
  }
  for (const [route, seconds] of times.filter((one) => !late.includes(one)))
    expect(seconds, route).toBeLessThan(OTHERS_SECONDS)
}

describe('a provider that takes its time holds up nobody else, and its own people no longer than five seconds', () => {
  let federated: Federated
  let honest: HostileProvider
  let other: App
  beforeAll(async () => {
    federated = await startFederated()
    honest = await startHostileProvider({ redirectUris: [APP] })
    other = await federated.app(honest, config(honest))
    await federated.invite({ email: 'mallory@evil.example' })
    must(await developerMode(federated.world.call, federated.owner))
    await othersSignIn(federated, honest, other)
  })
  afterAll(async () => {
    await honest.stop()
    await federated.world.close()
  })

  test.each(slow.map((mischief): [string, Mischief] => [mischief.name, mischief]))(
    'at a sign-in: %s',
    async (_, { name, behavior }) => {
      const hanging = await startHostileProvider({ redirectUris: [APP] })
      const app = await federated.app(hanging, config(hanging))
      await federated.world.store.db.query({ sql: 'delete from traces', params: [] })
      const [people, places] = JSON.parse(await federated.written()) as unknown[]
      const [before, failed] = [await spent(federated), await failures(federated)]
      hanging.misbehave(behavior)
      let isHeld = true
      const held = signInWith(federated, federated.browser(), app, hanging, 'mallory').finally(() => (isHeld = false))
      await othersSignIn(federated, honest, other)
      expect(isHeld).toBe(true)
      const { visit } = await held
      expectTimes(await since(federated, before), 1)
      expect([visit.status, visit.heading]).toEqual([503, 'That way to sign in does not work now'])
      const owed = OWED[name]
      if (!('code' in owed)) throw new Error(`${name} is somebody’s`)
      expect(await findings(federated)).toEqual([expect.stringMatching(owed.finding)])
      expect(await failuresSince(federated, failed)).toEqual([owed.code])
      expect((JSON.parse(await federated.written()) as unknown[]).slice(0, 2)).toEqual([people, places])
      await hanging.stop()
    },
    30_000,
  )
})

describe('the keys of a provider that takes its time', () => {
  const faults = (['discovery', 'jwks'] as const).flatMap((endpoint) =>
    (['hang', 'drip'] as const).map((fault): [typeof endpoint, Fault] => [endpoint, fault]),
  )

  test.each(faults)(
    'hold up nobody else, and whoever brings a token of it no longer than five seconds: %s, %s',
    async (endpoint, fault) => {
      const hanging = await startHostileProvider({ redirectUris: [APP] })
      const honest = await startHostileProvider({ redirectUris: [APP] })
      const { issuer, clientId } = hanging
      const env = { DAMSON_FEDERATION_GOOGLE_ISSUER: issuer, DAMSON_FEDERATION_APPLE_ISSUER: issuer }
      const federated = await startFederated({ env })
      const { world, owner } = federated
      const grantType = ['authorization_code', 'refresh_token', GRANT]
      const app = await federated.app(hanging, config(hanging), { allowedOrigin: [PAGE], grantType })
      const other = await federated.app(honest, config(honest))
      await federated.invite({ email: 'mallory@evil.example' })
      await othersSignIn(federated, honest, other)
      const before = await spent(federated)

      hanging.misbehave({ faults: { [endpoint]: fault } })
      const seconds = Math.floor(Date.now() / 1000)
      const token = await hanging.mint({ iss: issuer, aud: clientId, sub: 'x', iat: seconds, exp: seconds + 300 })
      const headers = { Origin: PAGE }
      const pkce = { codeChallenge: 'a'.repeat(43), codeChallengeMethod: 'S256' }
      const form = { grant_type: GRANT, client_id: app.id, subject_token: token, subject_token_type: ID_TOKEN }
      const google = { ...pkce, googleClientId: clientId, clientId: app.id, googleCredential: token }
      const apple = { ...pkce, clientId, projectId: owner.project, idToken: token }
      let isHeld = true
      const held = Promise.all([
        world.call('oauth2/token', { form, headers }),
        world.call('auth/google', { json: google, headers }),
        world.call('auth/apple', { json: apple, headers }),
      ]).finally(() => (isHeld = false))
      await othersSignIn(federated, honest, other)
      expect(isHeld).toBe(true)
      expect((await held).map(({ status }) => status)).toEqual([503, 503, 503])
      expectTimes(await since(federated, before), 3)
      await Promise.all([hanging.stop(), honest.stop()])
      await world.close()
    },
    60_000,
  )
})
