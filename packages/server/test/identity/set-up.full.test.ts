import { randomBytes } from 'node:crypto'
import { createApp, createLog, readConfig } from '@damson/server'
import { openSecond, openTestStore, startWorld, storesUnderTest, type TestDb } from '@damson/testkit'
import { describe, expect, test } from 'vitest'
import { createCookieBrowser } from '../signin/cookie-browser.ts'
import { begin, must } from './steps.ts'

const ADMIN = { DAMSON_ADMIN_EMAIL: 'Admin@Example.org', DAMSON_ADMIN_PASSWORD: 'the password of the administrator' }

/** Starts a node on a store, as a process would, and stops it again. */
async function startOn(
  db: TestDb,
  { key = new Uint8Array(32), env = {} }: { key?: Uint8Array; env?: Record<string, string> } = {},
) {
  const { config, problems } = readConfig({ env: { DAMSON_BASE_URL: 'http://localhost:8103/', ...env } })
  if (config === undefined) throw new Error(problems.map(({ sentence }) => sentence).join())
  const app = await createApp({ config, db, log: createLog('silent'), key, version: 'test' })
  await app.close()
  return app
}

describe.each(storesUnderTest())('setting a store up on %s', (store) => {
  test('with DAMSON_ADMIN_* makes an administrator who can sign in at once, on an empty store alone', async () => {
    const { db, close } = await openTestStore(store)
    expect((await startOn(db, { env: ADMIN })).firstAdministrator).toEqual({ made: 'with_password' })
    const changed = { DAMSON_ADMIN_EMAIL: 'eve@example.org', DAMSON_ADMIN_PASSWORD: 'another password of somebody' }
    for (const env of [ADMIN, changed, {}])
      expect((await startOn(db, { env })).firstAdministrator).toEqual({ made: 'not_needed' })
    const { rows } = await db.query({ sql: 'select email from users', params: [] })
    expect(rows).toEqual([{ email: 'admin@example.org' }])
    await close()
  })

  test('with a password that is easy to guess starts no server, and leaves the store as it was', async () => {
    const { db, close } = await openTestStore(store)
    for (const [password, why] of [
      ['passwordpassword', 'list of common passwords'],
      ['admin@example.org', 'your address'],
    ] as const)
      await expect(startOn(db, { env: { ...ADMIN, DAMSON_ADMIN_PASSWORD: password } })).rejects.toThrow(
        new RegExp(`^DAMSON_ADMIN_PASSWORD: .*${why}`),
      )
    expect((await startOn(db, { env: ADMIN })).firstAdministrator).toEqual({ made: 'with_password' })
    // It is used on an empty store alone, and stops no other.
    const listed = { ...ADMIN, DAMSON_ADMIN_PASSWORD: 'passwordpassword' }
    expect((await startOn(db, { env: listed })).firstAdministrator).toEqual({ made: 'not_needed' })
    await close()
  })

  test('without them makes a link that works once, for a day', async () => {
    const world = await startWorld({ store, development: false })
    const made = world.app.firstAdministrator
    const url = made.made === 'with_link' ? made.url : ''
    expect(url).toMatch(new RegExp(`^${world.baseUrl}set-up/[0-9a-f-]{36}/[\\w-]{43}$`))
    const { pathname } = new URL(url)
    const grace = { first: 'Grace', last: 'Hopper', email: ADMIN.DAMSON_ADMIN_EMAIL, password: 'short' }
    const set = async (password: string) =>
      (await createCookieBrowser(world.baseUrl, world.baseUrl).post(pathname, { ...grace, password })).status
    expect(await set('short')).toBe(400)
    expect(await set(ADMIN.DAMSON_ADMIN_PASSWORD)).toBe(303)
    expect(await set('the password of somebody else')).toBe(404)
    const { answer } = await begin(world.call, { email: 'admin@example.org', password: ADMIN.DAMSON_ADMIN_PASSWORD })
    const { body } = must(answer)
    expect(body).toMatchObject({ mfaEnrollRequired: true })
    await world.close()
  })

  test('makes another link at each start until one was followed: the first may never have been shown', async () => {
    const { db, close } = await openTestStore(store)
    const urls: string[] = []
    for (let start = 0; start < 3; start += 1) {
      const made = (await startOn(db)).firstAdministrator
      urls.push(made.made === 'with_link' ? made.url : '')
    }
    expect(new Set(urls).size).toBe(3)
    const { rows } = await db.query({
      sql: 'select count(*)::int as links, count(*) filter (where used_at is null)::int as unused from one_time_links',
      params: [],
    })
    expect(rows).toEqual([{ links: 3, unused: 1 }])
    await close()
  })

  test('the link expires after a day, and a restart makes another', async () => {
    const world = await startWorld({ store, development: false })
    const made = world.app.firstAdministrator
    const { pathname } = new URL(made.made === 'with_link' ? made.url : '')
    await world.travel(86_400_000)
    const browser = createCookieBrowser(world.baseUrl, world.baseUrl)
    const grace = { first: 'Grace', last: 'Hopper', email: 'grace@example.org', password: 'a quiet garden path' }
    expect((await browser.open(pathname)).status).toBe(404)
    expect((await browser.post(pathname, grace)).status).toBe(404)
    const { rows } = await world.store.db.query({ sql: 'select email, password_hash from users', params: [] })
    expect(rows).toEqual([{ email: null, password_hash: null }])
    const again = (await world.restarted()).app.firstAdministrator
    expect((await browser.open(new URL(again.made === 'with_link' ? again.url : '').pathname)).status).toBe(200)
    await world.close()
  })

  test('of ten nodes that start at once one makes the administrator', async () => {
    const { db, close } = await openTestStore(store)
    const apps = await Promise.all(
      Array.from({ length: store === 'pglite' ? 3 : 10 }, () => startOn(db, { env: ADMIN })),
    )
    expect(apps.filter(({ firstAdministrator }) => firstAdministrator.made === 'with_password')).toHaveLength(1)
    const { rows } = await db.query({ sql: 'select count(*)::int as projects from projects', params: [] })
    expect(rows).toEqual([{ projects: 1 }])
    await close()
  })

  test('a store refuses to start under another key, and says what to do', async () => {
    const { db, close } = await openTestStore(store)
    const [first, second, third] = [randomBytes(32), randomBytes(32), randomBytes(32)]
    await startOn(db, { key: first })
    await expect(startOn(db, { key: second })).rejects.toThrow(/DAMSON_KEY is not the key of this store/)
    const previous = (key: Uint8Array) => ({ DAMSON_KEY_PREVIOUS: Buffer.from(key).toString('hex') })
    await expect(startOn(db, { key: second, env: previous(third) })).rejects.toThrow(/DAMSON_KEY_PREVIOUS/)
    await startOn(db, { key: second, env: previous(first) })
    await startOn(db, { key: second })
    // The key that was given up opens nothing any more.
    await expect(startOn(db, { key: first })).rejects.toThrow(/DAMSON_KEY/)
    await close()
  })
})

describe.runIf(storesUnderTest().includes('postgres'))('a second node', () => {
  test('with another key than the first does not start', async () => {
    const store = await openTestStore('postgres')
    await startOn(store.db, { key: randomBytes(32) })
    const db = await openSecond(store)
    await expect(startOn(db, { key: randomBytes(32) })).rejects.toThrow(/DAMSON_KEY/)
    await db.close()
    await store.close()
  })
})
