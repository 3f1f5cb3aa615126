/** Tokens that machines ask for at the same moment: one statement makes their logins and tells of them. */
import { type Answer, type Machine, type Owner, startWorld, storesUnderTest, type World } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dynamic, sql } from '#base/db'

interface Asking {
  readonly name: string
  readonly ask: () => Promise<Answer>
  readonly status: number
  readonly machine?: Machine
  readonly project?: string
  readonly scope?: string
}

interface Row {
  readonly id: string
  readonly project: string
  readonly client: string
  /** Of its membership, and of the login itself. */
  readonly profiles: readonly string[]
  readonly scope: string
  readonly auth: string
  readonly limited: boolean
  readonly seconds: number
  /** What its events say. */
  readonly told: readonly { readonly kind: string; readonly project: string; readonly client: string }[]
}

const loginOf = ({ body }: Answer): string =>
  (JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString()) as { login_id: string }).login_id

describe.each(storesUnderTest())('tokens that are asked for at the same moment on %s', (store) => {
  let world: World
  let owners: readonly Owner[]
  let machines: readonly Machine[]
  let kinds: readonly Asking[]
  beforeAll(async () => {
    world = await startWorld({ store })
    owners = [await world.actors.owner(), await world.actors.owner()]
    const [one, other] = owners as [Owner, Owner]
    machines = await Promise.all(
      [one, one, other].map((owner) => world.actors.machine(owner, { extra: { basicAllowed: true } })),
    )
    const token = (machine: Machine, fields: object = {}, basic = machine.basic) =>
      world.call('oauth2/token', { basic, form: { grant_type: 'client_credentials', ...fields } })
    const of = (machine: Machine, owner: Owner, scope?: string): Omit<Asking, 'name'> => ({
      ask: () => token(machine, scope === undefined ? {} : { scope }),
      status: 200,
      machine,
      project: owner.project,
      scope: scope ?? 'openid',
    })
    const [first, second, foreign] = machines as [Machine, Machine, Machine]
    kinds = [
      { name: 'of one', ...of(first, one) },
      { name: 'of one, in a scope', ...of(first, one, 'system/Patient.rs') },
      { name: 'of another', ...of(second, one) },
      { name: 'of another project', ...of(foreign, other) },
      { name: 'of nobody', ask: () => token(first, {}, [first.id, 'wrong']), status: 401 },
      { name: 'of a scope that is none', ask: () => token(first, { scope: 'system/Patient.zz' }), status: 400 },
    ]
  })
  afterAll(() => world.close())

  async function rowsOf(ids: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    const rows = await dynamic.rows<Row>(
      world.store.db,
      sql`select l.id::text as id, l.project::text as project, l.client_id::text as client, l.scope, l.limited,
            (select array[m.profile, l.profile] from memberships m where m.id = l.membership_id) as profiles,
            l.client_auth as auth, extract(epoch from l.expires_at - l.granted_at)::int as seconds,
            (select coalesce(json_agg(json_build_object('kind', e.kind, 'project', e.project, 'client', e.event::json ->> 'client')), '[]')
              from audit_events e where e.login_id = l.id) as told
          from logins l where l.id = any(${ids}::uuid[])`,
    )
    return new Map(rows.map((row) => [row.id, row]))
  }

  test('each get their own login, told by its own event, as they would alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(kinds.length - 1), { minLength: 2, maxLength: 20 }), async (picked) => {
        const asked = picked.map((at) => kinds[at]!)
        const answers = await Promise.all(asked.map(({ ask }) => ask()))
        expect(answers.map(({ status }, n) => [asked[n]?.name, status])).toEqual(
          asked.map(({ name, status }) => [name, status]),
        )
        const made = asked.flatMap((one, n) => (one.status === 200 ? [{ ...one, answer: answers[n]! }] : []))
        const rows = await rowsOf(made.map(({ answer }) => loginOf(answer)))
        expect(rows.size).toBe(made.length)
        for (const { machine, project = '', scope = '', answer } of made) {
          const client = machine?.id ?? ''
          expect(rows.get(loginOf(answer))).toMatchObject({
            project,
            client,
            profiles: [`ClientApplication/${client}`, `ClientApplication/${client}`],
            scope,
            auth: 'client_secret',
            limited: scope.includes('/'),
            seconds: answer.body.expires_in,
            told: [{ kind: 'token.issued', project, client }],
          })
          const me = await world.call('auth/me', { token: answer.body.access_token })
          expect([me.status, me.body.project?.id]).toEqual([200, project])
        }
      }),
      { numRuns: (fc.readConfigureGlobal().numRuns ?? 200) / 20 },
    )
  })

  test('share a statement', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => kinds[0]!.ask()))
    const { transactions } = await dynamic.one<{ transactions: number }>(
      world.store.db,
      sql`select count(distinct xmin::text)::int as transactions from logins
          where id = any(${answers.map(loginOf)}::uuid[])`,
    )
    expect(transactions).toBeLessThan(15)
  })

  test('fail each for itself where the store refuses one, or its event, and nothing of it is left', async () => {
    const [, refused, foreign] = machines as [Machine, Machine, Machine]
    const count = (client: string) =>
      dynamic.one<{ n: number }>(
        world.store.db,
        sql`select count(*)::int as n from logins where client_id = ${client}::uuid`,
      )
    const before = [await count(refused.id), await count(foreign.id)]
    await world.store.db.exec(`
      create function poisoned() returns trigger language plpgsql as $$ begin raise exception 'poison'; end $$;
      create trigger poisoned before insert on logins for each row when (new.client_id = '${refused.id}') execute function poisoned();
      create trigger untold before insert on audit_events for each row
        when (new.kind = 'token.issued' and new.project = '${owners[1]?.project}') execute function poisoned()`)
    try {
      const asked = [0, 1, 2, 3, 0, 2, 1, 3].map((at) => kinds[at]!)
      const answers = await Promise.all(asked.map(({ ask }) => ask()))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 500, 503, 200, 500, 200, 503])
      expect([await count(refused.id), await count(foreign.id)]).toEqual(before)
      for (const answer of answers.filter(({ status }) => status === 200))
        expect((await rowsOf([loginOf(answer)])).get(loginOf(answer))?.told).toHaveLength(1)
    } finally {
      await world.store.db.exec(`
        drop trigger poisoned on logins; drop trigger untold on audit_events; drop function poisoned()`)
    }
  })
})
