import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DamsonClient, type LoginState } from '../src/index.ts'
import { BASE_URL, json } from './stub-server.ts'

const { numRuns = 200 } = fc.readConfigureGlobal()

/** A server that answers everything with who asked, each time after a while of its own. */
function echo(delays: Iterator<number>) {
  return async (url: string, { headers }: RequestInit): Promise<Response> => {
    const sent = new Headers(headers)
    const who = sent.get('authorization')?.replace('Bearer ', '') ?? 'nobody'
    const onBehalfOf = sent.get('x-medplum-on-behalf-of')
    for (let left = delays.next().value ?? 0; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve))
    return url.endsWith('auth/me')
      ? json(200, { project: {}, membership: {}, profile: { resourceType: 'Practitioner', id: who } })
      : json(200, { who, onBehalfOf, url })
  }
}

function* cycle(values: readonly number[]): Generator<number> {
  for (let at = 0; ; at += 1) yield values[at % values.length] ?? 0
}

function loginOf(user: number): LoginState {
  return {
    accessToken: `user-${user}`,
    project: { reference: 'Project/1' },
    profile: { reference: `Practitioner/user-${user}` },
  }
}

const delays = fc.array(fc.nat(6), { minLength: 1, maxLength: 50 })

test('of 500 users on one server, each with a client of their own, nobody gets what was for another', async () => {
  const USERS = 500
  const call = fc.record({
    user: fc.nat(USERS - 1),
    path: fc.nat(3),
    onBehalfOf: fc.option(fc.nat(3), { nil: undefined }),
  })
  await fc.assert(
    fc.asyncProperty(delays, fc.array(call, { minLength: USERS, maxLength: 2 * USERS }), async (waits, calls) => {
      const server = new DamsonClient({ baseUrl: BASE_URL, fetch: echo(cycle(waits)), cacheTime: 60_000 })
      const clients = Array.from({ length: USERS }, (_, user) => server.withUser(loginOf(user)))
      const answers = await Promise.all(
        calls.map(async ({ user, path, onBehalfOf }) => {
          const options = onBehalfOf === undefined ? {} : { onBehalfOf: `ProjectMembership/${onBehalfOf}` }
          const [answer, profile] = await Promise.all([
            clients[user]?.get<{ who: string; onBehalfOf: string | null }>(`x/${path}`, options),
            clients[user]?.getProfileAsync(),
          ])
          return { who: answer?.who, onBehalfOf: answer?.onBehalfOf, profile: profile?.id }
        }),
      )
      expect(answers).toEqual(
        calls.map(({ user, onBehalfOf }) => ({
          who: `user-${user}`,
          profile: `user-${user}`,
          onBehalfOf: onBehalfOf === undefined ? null : `ProjectMembership/${onBehalfOf}`,
        })),
      )
    }),
    { numRuns: numRuns / 20 },
  )
})

test('one client that switches between users hands an answer to whoever asked, or to nobody', async () => {
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('read' as const), path: fc.nat(2), onBehalfOf: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('switch' as const), user: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), turns: fc.nat(8) }) },
  )
  await fc.assert(
    fc.asyncProperty(delays, fc.array(step, { minLength: 1, maxLength: 40 }), async (waits, steps) => {
      const client = new DamsonClient({ baseUrl: BASE_URL, fetch: echo(cycle(waits)), cacheTime: 60_000 })
      let user = 0
      await client.setActiveLogin(loginOf(user))
      const reads: Promise<void>[] = []
      for (const doing of steps) {
        if (doing.do === 'wait')
          for (let i = 0; i < doing.turns; i += 1) await new Promise((resolve) => setImmediate(resolve))
        else if (doing.do === 'switch') {
          user = doing.user
          // Its end is nobody's business: the next step follows at once.
          const switched = client.setActiveLogin(loginOf(user)).catch((error: unknown) => {
            expect(error).toMatchObject({ code: 'login_changed' })
          })
          await Promise.resolve()
          reads.push(switched)
        } else {
          const [asked, onBehalfOf] = [
            client.getActiveLogin()?.accessToken,
            doing.onBehalfOf ? 'ProjectMembership/1' : null,
          ]
          const reading = client
            .get<{ who: string; onBehalfOf: string | null }>(
              `x/${doing.path}`,
              onBehalfOf === null ? {} : { onBehalfOf },
            )
            .then(
              (answer) => expect(answer).toMatchObject({ who: asked, onBehalfOf }),
              (error: unknown) => expect(error).toMatchObject({ code: 'login_changed' }),
            )
          reads.push(reading)
        }
      }
      await Promise.all(reads)
    }),
  )
})
