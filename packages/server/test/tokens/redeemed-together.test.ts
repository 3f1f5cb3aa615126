/** Codes that are redeemed at the same moment: two statements read them, spend them and tell of them. */
import { createHash } from 'node:crypto'
import { type Answer, hasPostgres, type Owner, pkce, startWorld, storesUnderTest, type World } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamic, sql } from '#base/db'
import { type Begun, begin, claimsOf, makeClient, must, redeem, refresh, verdict } from '../identity/steps.ts'
import { bound } from './faulty-stores.ts'

/** What is asked of a code, and what is answered to each who asks. */
interface Asking {
  readonly name: string
  readonly owner: () => Owner
  /** The fields of its sign-in. */
  readonly begin?: () => object
  /** The changes of each request that redeems it. */
  readonly asks: readonly (() => Record<string, string>)[]
  /** The verdicts, whoever gets which. */
  readonly verdicts: readonly string[]
  readonly auth?: string
}

interface Row {
  readonly id: string
  readonly project: string
  readonly client: string | null
  readonly profile: string
  readonly auth: string
  readonly family: boolean
  readonly outlives: boolean
  readonly revoked: string | null
  readonly seconds: number
  readonly told: readonly { readonly kind: string; readonly project: string; readonly agent: string }[]
}

const REFUSED = '400 invalid_grant'
const hashOf = ({ code }: Begun): string => createHash('sha256').update(code).digest('base64url')
const OFFLINE = 'openid offline_access'

describe.each(storesUnderTest())('codes that are redeemed at the same moment on %s', (store) => {
  let world: World
  let owners: readonly [Owner, Owner]
  let app: string
  let confidential: { readonly id: string; readonly secret: string }
  const as = (): Record<string, string> => ({ client_id: confidential.id, client_secret: confidential.secret })
  const right = (): Record<string, string> => ({})
  const first = (): Owner => owners[0]
  const kinds: readonly Asking[] = [
    { name: 'of one', owner: first, asks: [right], verdicts: ['200'] },
    { name: 'of one, offline', owner: first, begin: () => ({ scope: OFFLINE }), asks: [right], verdicts: ['200'] },
    { name: 'of another project', owner: () => owners[1], asks: [right], verdicts: ['200'] },
    {
      name: 'of an app',
      owner: first,
      begin: () => ({ clientId: app, scope: OFFLINE }),
      asks: [() => ({ client_id: app })],
      verdicts: ['200'],
    },
    {
      name: 'of a confidential client',
      owner: first,
      begin: () => ({ clientId: confidential.id }),
      asks: [as],
      verdicts: ['200'],
      auth: 'client_secret',
    },
    {
      name: 'with another verifier',
      owner: first,
      asks: [() => ({ code_verifier: pkce().verifier })],
      verdicts: [REFUSED],
    },
    { name: 'of another client', owner: first, begin: () => ({ clientId: app }), asks: [as], verdicts: [REFUSED] },
    { name: 'of nobody', owner: first, asks: [() => ({ code: 'x'.repeat(43) })], verdicts: [REFUSED] },
    { name: 'twice', owner: first, asks: [right, right], verdicts: ['200', REFUSED] },
  ]
  beforeAll(async () => {
    world = await startWorld({ store })
    owners = [await world.actors.owner(), await world.actors.owner()]
    app = (await makeClient(world.call, owners[0])).body.id
    const fields = { kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' }
    confidential = (await makeClient(world.call, owners[0], fields)).body
  })
  afterAll(() => world.close())

  const signIn = ({ email, password }: Owner, fields: object = {}): Promise<Begun> =>
    begin(world.call, { email, password, ...fields })

  async function loginOf(answer: Answer): Promise<Row> {
    return dynamic.one<Row>(
      world.store.db,
      sql`select l.id::text as id, l.project::text as project, l.client_id::text as client, l.profile,
            l.client_auth as auth, l.refresh_family is not null as family, l.outlives_root as outlives,
            l.revoked_why as revoked, extract(epoch from l.expires_at - l.granted_at)::int as seconds,
            (select coalesce(json_agg(json_build_object(
                'kind', e.kind, 'project', e.project, 'agent', e.event::json ->> 'agent') order by e.at, e.id), '[]')
              from audit_events e where e.login_id = l.id and e.kind like 'token.%') as told
          from logins l where l.id = ${claimsOf(answer.body.access_token)['login_id']}::uuid`,
    )
  }

  test('each give their own login, told by its own event, as they would alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(kinds.length - 1), { minLength: 2, maxLength: 12 }), async (picked) => {
        const asked = picked.map((at) => kinds[at]!)
        const begun: Begun[] = []
        for (const { owner, begin: fields } of asked)
          begun.push(await signIn(owner(), { nonce: `n${begun.length}`, ...fields?.() }))
        const answers = await Promise.all(
          asked.map(({ asks }, n) => Promise.all(asks.map((change) => redeem(world.call, begun[n]!, change())))),
        )
        expect(answers.map((all, n) => [asked[n]?.name, all.map(verdict).sort()])).toEqual(
          asked.map(({ name, verdicts }) => [name, verdicts]),
        )
        for (const [n, { owner, verdicts, begin: fields, auth = 'none' }] of asked.entries()) {
          const given = answers[n]?.find(({ status }) => status === 200)
          if (given === undefined) continue
          const { clientId = null, scope = 'openid' } = (fields?.() ?? {}) as { clientId?: string; scope?: string }
          const { project, profile, userId } = owner()
          const isOffline = scope === OFFLINE
          const isReused = verdicts.includes(REFUSED)
          expect(await loginOf(given)).toMatchObject({
            project,
            client: clientId,
            profile,
            auth,
            family: isOffline,
            outlives: isOffline,
            revoked: isReused ? 'code_reused' : null,
            told: [
              { kind: 'token.issued', project, agent: profile },
              ...(isReused ? [{ kind: 'token.reuse_detected', project }] : []),
            ],
          })
          expect(claimsOf(given.body.id_token)).toMatchObject({ nonce: `n${n}`, sub: userId })
          expect([claimsOf(given.body.access_token)['sub'], given.body.profile.reference]).toEqual([userId, profile])
          const me = await world.call('auth/me', { token: given.body.access_token })
          expect([me.status, me.body.project?.id]).toEqual(isReused ? [401, undefined] : [200, project])
          if (isOffline && clientId === null) must(await refresh(world.call, given.body.refresh_token))
        }
      }),
      { numRuns: (fc.readConfigureGlobal().numRuns ?? 200) / 25, examples: [[kinds.map((_, at) => at)]] },
    )
  })

  test('share a statement', async () => {
    const begun: Begun[] = []
    for (let n = 0; n < 20; n += 1) begun.push(await signIn(owners[0]))
    const answers = await Promise.all(begun.map((one) => redeem(world.call, one)))
    const ids = answers.map(
      ({ body }) => claimsOf(must({ ...answers[0]!, body }).body.access_token)['login_id'] as string,
    )
    const { transactions } = await dynamic.one<{ transactions: number }>(
      world.store.db,
      sql`select count(distinct xmin::text)::int as transactions from logins where id = any(${ids}::uuid[])`,
    )
    expect(transactions).toBeLessThan(15)
  })

  test('fail each for itself where the store refuses one, or its event: it is as good as before, once', async () => {
    const poisoned = await makeClient(world.call, owners[0])
    const client: string = poisoned.body.id
    const asks: readonly (() => Promise<Answer>)[] = await Promise.all(
      [0, 1, 2, 0, 2, 1].map(async (kind) => {
        const begun = await signIn(owners[kind === 2 ? 1 : 0], kind === 1 ? { clientId: client } : {})
        return () => redeem(world.call, begun, kind === 1 ? { client_id: client } : {})
      }),
    )
    await world.store.db.exec(`
      create function poisoned() returns trigger language plpgsql as $$ begin raise exception 'poison'; end $$;
      create trigger poisoned before update on logins for each row when (new.client_id = '${client}') execute function poisoned();
      create trigger untold before insert on audit_events for each row
        when (new.kind = 'token.issued' and new.project = '${owners[1].project}') execute function poisoned()`)
    try {
      const answers = await Promise.all(asks.map((ask) => ask()))
      expect(answers.map(({ status }) => status)).toEqual([200, 500, 503, 200, 503, 500])
    } finally {
      await world.store.db.exec(`
        drop trigger poisoned on logins; drop trigger untold on audit_events; drop function poisoned()`)
    }
    const again = await Promise.all(asks.map((ask) => ask()))
    expect(again.map(({ status }) => status)).toEqual([400, 200, 200, 400, 200, 200])
  })

  const tokensOf = ({ project }: Owner): Promise<{ readonly n: number }> =>
    dynamic.one(
      world.store.db,
      sql`select count(*)::int as n from audit_events where kind = 'token.issued' and project = ${project}::uuid`,
    )

  test('give nothing to a login that ends between the look at it and its spending, and take no other with them', async () => {
    let codeHash = ''
    let meanwhile: () => Promise<unknown> = () => Promise.resolve()
    const { call } = await world.restarted({
      faulty: (db) => ({
        ...bound(db),
        async query(query) {
          // The other's code may come first, alone: then this login has not been looked at yet.
          if (query.name === 'tokens.spend-codes' && query.params.flat().includes(codeHash)) await meanwhile()
          return db.query(query)
        },
      }),
    })
    const begun = [await signIn(owners[0]), await signIn(owners[1])] as const
    const before = await tokensOf(owners[0])
    codeHash = hashOf(begun[0])
    meanwhile = () =>
      dynamic.run(
        world.store.db,
        sql`update logins set revoked_at = now(), revoked_why = 'meanwhile' where code_hash = ${codeHash}`,
      )
    const answers = await Promise.all(begun.map((one) => redeem(call, one)))
    expect(answers.map(verdict)).toEqual([REFUSED, '200'])
    expect(await tokensOf(owners[0])).toEqual(before)
  })
})

describe.runIf(hasPostgres())('a login that another transaction holds', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ store: 'postgres' })
  })
  afterAll(() => world.close())

  test('keeps none waiting whose codes come with its own, and is granted once it is free', async () => {
    const owner = await world.actors.owner()
    // Those that are redeemed alone wait for the lock, however long the others take on a slow machine.
    const { call } = await world.restarted({
      faulty: (db) => ({
        ...db,
        engine: db.engine,
        query: db.query.bind(db),
        tx: (work, options) =>
          db.tx(async (tx) => {
            await tx.exec("set local lock_timeout = '20s'")
            return work(tx)
          }, options),
        exec: db.exec.bind(db),
        listen: db.listen.bind(db),
        close: db.close.bind(db),
      }),
    })
    const begun: Begun[] = []
    for (let n = 0; n < 9; n += 1) begun.push(await begin(call, { email: owner.email, password: owner.password }))
    const order: string[] = []
    let all: Promise<unknown> = Promise.resolve()
    // Several, so that some are in a group with others however the requests arrive.
    const isHeld = (n: number): boolean => n % 3 === 1
    await world.store.db.tx(async (tx) => {
      const held = begun.filter((_, n) => isHeld(n)).map((one) => hashOf(one))
      await dynamic.run(tx, sql`select from logins where code_hash = any(${held}::text[]) for update`)
      const answers = begun.map((one, n) =>
        redeem(call, one).then((answer) => order.push(isHeld(n) ? `held ${verdict(answer)}` : verdict(answer))),
      )
      all = Promise.all(answers)
      await Promise.all(answers.filter((_, n) => !isHeld(n)))
    })
    await all
    expect(order).toEqual([...Array.from({ length: 6 }, () => '200'), ...Array.from({ length: 3 }, () => 'held 200')])
  })
})
