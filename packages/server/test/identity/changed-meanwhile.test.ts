/** What a password sign-in does when the account changes while its password is compared. */
import { type Owner, startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, must } from './steps.ts'

describe.each(storesUnderTest())('while a password is compared, on %s', (store) => {
  let world: World
  let owner: Owner
  let node: Awaited<ReturnType<World['restarted']>>
  let meanwhile: (() => Promise<unknown>) | undefined
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
    // Another node does it once the account has been read, and before the sign-in begins.
    node = await world.restarted({
      faulty: (db) => ({
        ...db,
        engine: db.engine,
        async query(query) {
          const answer = await db.query(query)
          const change = query.name === 'signin.person-by-email' ? meanwhile : undefined
          meanwhile = change === undefined ? meanwhile : undefined
          await change?.()
          return answer
        },
        tx: db.tx.bind(db),
        exec: db.exec.bind(db),
        listen: db.listen.bind(db),
        close: db.close.bind(db),
      }),
    })
  })
  afterAll(() => world.close())

  const signIn = () => begin(node.call, { email: owner.email, password: owner.password, projectId: owner.project })
  const change = (assignment: string) => () =>
    world.store.db.query({ sql: `update users set ${assignment} where email = $1`, params: [owner.email] })

  test('a change of the password ends the sign-in: nothing that the old one began is left', async () => {
    must((await signIn()).answer)
    const sql = 'select (select count(*) from login_roots)::int as roots, (select count(*) from logins)::int as logins'
    const before = await world.store.db.query({ sql, params: [] })
    meanwhile = change(`password_changed_at = password_changed_at + interval '1 second'`)
    const { answer } = await signIn()
    expect([answer.status, answer.body.issue[0].details.text]).toEqual([400, expect.stringContaining('password')])
    expect((await world.store.db.query({ sql, params: [] })).rows).toEqual(before.rows)
    must((await signIn()).answer)
  })

  test('what does not concern the password does not matter', async () => {
    meanwhile = change(`email = email`)
    must((await signIn()).answer)
    meanwhile = change('active = false')
    expect((await signIn()).answer.status).toBe(400)
    await change('active = true')()
  })
})
