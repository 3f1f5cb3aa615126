/** Refresh tokens that are used at the same moment: two statements read their logins, rotate them and tell of them. */
import { type Answer, type Owner, startWorld, storesUnderTest, type World } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamic, sql } from '#base/db'
import { begin, claimsOf, makeClient, must, redeem, refresh, verdict } from '../identity/steps.ts'
import { bound } from './faulty-stores.ts'

/** What is asked with the token of a sign-in, and what is answered to each who asks, whoever gets which. */
interface Asking {
  readonly name: string
  readonly owner: () => Owner
  /** The client of the sign-in. */
  readonly client?: () => Readonly<Record<string, string>>
  readonly asks: readonly ((token: string, own: Readonly<Record<string, string>>) => Promise<Answer>)[]
  readonly verdicts: readonly string[]
  /** What is told of the login, and its generation. */
  readonly told: readonly string[]
  readonly generation: number
}

const REFUSED = '400 invalid_grant'

describe.each(storesUnderTest())('refresh tokens that are used at the same moment on %s', (store) => {
  let world: World
  let owners: readonly [Owner, Owner]
  let app: string
  let confidential: { readonly id: string; readonly secret: string }
  const first = (): Owner => owners[0]
  const asApp = (): Record<string, string> => ({ client_id: app })
  const asConfidential = (): Record<string, string> => ({
    client_id: confidential.id,
    client_secret: confidential.secret,
  })
  const right: Asking['asks'][number] = (token, own) => refresh(world.call, token, own)
  const once = { asks: [right], verdicts: ['200'], told: ['token.refreshed'], generation: 2 }
  const never = { verdicts: [REFUSED], told: [], generation: 1 }
  const kinds: readonly Asking[] = [
    { name: 'of one', owner: first, ...once },
    { name: 'of another project', owner: () => owners[1], ...once },
    { name: 'of an app', owner: first, client: asApp, ...once },
    { name: 'of a confidential client', owner: first, client: asConfidential, ...once },
    { name: 'in a scope', owner: first, ...once, asks: [(token) => refresh(world.call, token, { scope: 'openid' })] },
    {
      name: 'twice',
      owner: first,
      asks: [right, right],
      verdicts: ['200', '200'],
      told: ['token.refreshed', 'token.refreshed'],
      generation: 2,
    },
    {
      name: 'of another client',
      owner: first,
      client: asApp,
      ...never,
      asks: [(token) => refresh(world.call, token, asConfidential())],
    },
    { name: 'of nobody', owner: first, ...never, asks: [(token) => refresh(world.call, `${token}x`)] },
    {
      name: 'of a generation to come',
      owner: first,
      ...never,
      asks: [(token) => refresh(world.call, token.replace('.1.', '.2.'))],
    },
  ]
  beforeAll(async () => {
    world = await startWorld({ store })
    owners = [await world.actors.owner(), await world.actors.owner()]
    app = (await makeClient(world.call, owners[0])).body.id
    const fields = { kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' }
    confidential = (await makeClient(world.call, owners[0], fields)).body
  })
  afterAll(() => world.close())

  async function tokensOf({ email, password }: Owner, own: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const { client_id: clientId } = own
    const begun = await begin(world.call, { email, password, clientId, scope: 'openid offline_access' })
    return must(await redeem(world.call, begun, own))
  }
  const loginOf = ({ body }: Answer): string => String(claimsOf(body.access_token)['login_id'])
  const stateOf = (login: string): Promise<{ readonly generation: number; readonly told: readonly unknown[] }> =>
    dynamic.one(
      world.store.db,
      sql`select refresh_generation as generation, revoked_why as revoked, (
            select coalesce(json_agg(json_build_array(e.kind, e.project, e.event::json ->> 'agent') order by e.at, e.id), '[]')
            from audit_events e where e.login_id = l.id and e.kind like 'token.re%') as told
          from logins l where id = ${login}::uuid`,
    )

  test('each rotate their own login, told by its own event, as they would alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(kinds.length - 1), { minLength: 2, maxLength: 12 }), async (picked) => {
        const asked = picked.map((at) => kinds[at]!)
        const before: Answer[] = []
        for (const { owner, client } of asked) before.push(await tokensOf(owner(), client?.()))
        const answers = await Promise.all(
          asked.map(({ asks, client }, n) =>
            Promise.all(asks.map((ask) => ask(before[n]?.body.refresh_token, client?.() ?? {}))),
          ),
        )
        expect(answers.map((all, n) => [asked[n]?.name, all.map(verdict)])).toEqual(
          asked.map(({ name, verdicts }) => [name, verdicts]),
        )
        for (const [n, { owner, client, told, generation }] of asked.entries()) {
          const login = loginOf(before[n]!)
          const { project, profile, userId } = owner()
          expect(await stateOf(login)).toEqual({
            generation,
            revoked: null,
            told: told.map((kind) => [kind, project, profile]),
          })
          const given = answers[n]!.filter(({ status }) => status === 200)
          for (const answer of given)
            expect([loginOf(answer), claimsOf(answer.body.access_token)['sub']]).toEqual([login, userId])
          // They share one token, and it works.
          expect(new Set(given.map(({ body }) => body.refresh_token)).size).toBe(Math.min(given.length, 1))
          if (given[0] !== undefined) must(await refresh(world.call, given[0].body.refresh_token, client?.()))
        }
      }),
      { numRuns: (fc.readConfigureGlobal().numRuns ?? 200) / 50, examples: [[kinds.map((_, at) => at)]] },
    )
  })

  test('rotate no login that ends between the look at it and its rotation, and take no other with them', async () => {
    let family = ''
    let meanwhile: () => Promise<unknown> = () => Promise.resolve()
    const { call } = await world.restarted({
      faulty: (db) => ({
        ...bound(db),
        async query(query) {
          // The other's token may come first, alone: then this login has not been looked at yet.
          if (query.name === 'tokens.rotate-together' && query.params.flat().includes(family)) await meanwhile()
          return db.query(query)
        },
      }),
    })
    const before = [await tokensOf(owners[0]), await tokensOf(owners[1])] as const
    const login = loginOf(before[0])
    const read = sql`select refresh_family::text as family from logins where id = ${login}::uuid`
    ;({ family } = await dynamic.one<{ readonly family: string }>(world.store.db, read))
    meanwhile = () =>
      dynamic.run(
        world.store.db,
        sql`update logins set revoked_at = now(), revoked_why = 'meanwhile' where id = ${login}::uuid`,
      )
    const answers = await Promise.all(before.map(({ body }) => refresh(call, body.refresh_token)))
    expect(answers.map(verdict)).toEqual([REFUSED, '200'])
    expect(await stateOf(login)).toEqual({ generation: 1, revoked: 'meanwhile', told: [] })
  })
})
