/** What a sign-in and a new password do when the account changes meanwhile, as by its owner's reset. */
import { type Owner, startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCookieBrowser } from '../signin/cookie-browser.ts'
import { type Person, startHosted } from '../signin/hosted.ts'
import { importUsers } from './importing.ts'
import { begin, freshEmail, must, verdict } from './steps.ts'

const LISTED = 'passwordpassword'
/** bcrypt of it. */
const HASH = '$2b$04$XPLnUqQisPyN9cn9p9dyTum8pQrSTCbRYglhv5x.0YdN4U07SCWx6'
const OTHER = 'another quiet garden path'

/** Runs something once, after the last of these statements was answered, in this order. */
interface Meanwhile {
  readonly after: string[]
  readonly run: () => Promise<unknown>
}

/** Another node, on which that happens. */
async function nodeWith(world: World) {
  let meanwhile: Meanwhile | undefined
  const node = await world.restarted({
    faulty: (db) => ({
      ...db,
      engine: db.engine,
      async query(query) {
        const answer = await db.query(query)
        if (query.name !== undefined && query.name === meanwhile?.after[0]) meanwhile.after.shift()
        if (meanwhile?.after.length === 0) {
          const { run } = meanwhile
          meanwhile = undefined
          await run()
        }
        return answer
      },
      tx: db.tx.bind(db),
      exec: db.exec.bind(db),
      listen: db.listen.bind(db),
      close: db.close.bind(db),
    }),
  })
  const plan = (run: Meanwhile['run'], ...after: string[]): void => {
    meanwhile = { run, after: [...after] }
  }
  return { ...node, plan, isDone: () => meanwhile === undefined }
}

describe.each(storesUnderTest())('while a password is compared, on %s', (store) => {
  let world: World
  let owner: Owner
  let node: Awaited<ReturnType<typeof nodeWith>>
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
    node = await nodeWith(world)
  })
  afterAll(() => world.close())

  const signIn = () => begin(node.call, { email: owner.email, password: owner.password, projectId: owner.project })
  const LATER = `password_changed_at = coalesce(password_changed_at, timestamptz '2020-01-01') + interval '1 second'`
  const change =
    (assignment: string, email = owner.email) =>
    () =>
      world.store.db.query({ sql: `update users set ${assignment} where email = $1`, params: [email] })

  test('a change of the password ends the sign-in: nothing that the old one began is left', async () => {
    must((await signIn()).answer)
    const sql = 'select (select count(*) from login_roots)::int as roots, (select count(*) from logins)::int as logins'
    const before = await world.store.db.query({ sql, params: [] })
    node.plan(change(LATER), 'signin.person-by-email')
    const { answer } = await signIn()
    expect([answer.status, answer.body.issue[0].details.text]).toEqual([400, expect.stringContaining('password')])
    expect((await world.store.db.query({ sql, params: [] })).rows).toEqual(before.rows)
    must((await signIn()).answer)
  })

  test('what does not concern the password does not matter', async () => {
    node.plan(change(`email = email`), 'signin.person-by-email')
    must((await signIn()).answer)
    node.plan(change('active = false'), 'signin.person-by-email')
    expect((await signIn()).answer.status).toBe(400)
    await change('active = true')()
  })

  test('a password that was changed is not noted as the common one that was compared', async () => {
    const email = freshEmail()
    const name = { firstName: 'Julius', lastName: 'Hibbert', resourceType: 'Practitioner' }
    const line = { id: email, email, emailVerified: true, ...name, passwordHash: HASH }
    await importUsers(world.call, owner.project, owner.token, [line])
    node.plan(change(LATER, email), 'signin.person-by-email')
    const { answer } = await begin(node.call, { email, password: LISTED, projectId: owner.project })
    expect([verdict(answer), node.isDone()]).toEqual(['400 wrong_credentials', true])
    const noted = 'select password_listed_at as noted from users where email = $1'
    expect((await world.store.db.query({ sql: noted, params: [email] })).rows).toEqual([{ noted: null }])
    expect(world.inbox.to(email)).toEqual([])
  })

  test('a change of the password stays, when an earlier one is being replaced', async () => {
    const hash = 'select password_hash as hash from users where email = $1'
    const kept = async () => (await world.store.db.query({ sql: hash, params: [owner.email] })).rows
    const before = await kept()
    const json = { oldPassword: owner.password, newPassword: OTHER }
    node.plan(change(LATER), 'users.by-id', 'factors.of-user')
    const refused = await node.call('auth/changepassword', { json, token: owner.token })
    expect([verdict(refused), node.isDone(), await kept()]).toEqual(['400 wrong_password', true, before])
    must(await node.call('auth/changepassword', { json, token: owner.token }))
    expect(await kept()).not.toEqual(before)
  })
})

test.each(storesUnderTest())(
  'a reset stays when a sign-in asks for a better password at that moment, on %s',
  async (store) => {
    const hosted = await startHosted({ store })
    const { world } = hosted
    const app = await hosted.app()
    const node = await nodeWith(world)
    const person: Person = await hosted.member('Practitioner')
    const run = (assignment: string) =>
      world.store.db.query({ sql: `update users set ${assignment} where email = $1`, params: [person.email] })
    await run('password_listed_at = password_changed_at')
    const browser = createCookieBrowser(node.baseUrl, hosted.issuer)
    const page = await hosted.signIn(browser, app, person)
    const action = /action="(\/signin\/[0-9a-f-]+)"/.exec(page.text)?.[1] ?? ''
    const code = /\b\d{6}\b/.exec(world.inbox.to(person.email).at(-1)?.text ?? '')?.[0] ?? ''
    expect((await browser.follow(await browser.post(action, { code }))).heading).toBe('Choose a better password')
    const hash = 'select password_hash as hash from users where email = $1'
    const kept = async () => (await world.store.db.query({ sql: hash, params: [person.email] })).rows
    const before = await kept()
    // Before the account is read again, and after.
    for (const after of [['logins.standing'], ['logins.standing', 'users.by-id']]) {
      node.plan(() => run(`password_changed_at = password_changed_at + interval '1 second'`), ...after)
      await browser.post(action, { new: OTHER })
      expect([node.isDone(), await kept()]).toEqual([true, before])
    }
    await browser.post(action, { new: OTHER })
    expect(await kept()).not.toEqual(before)
    await world.close()
  },
)
