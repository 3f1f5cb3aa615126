import { storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createNotebook, type Noted } from '../noted.ts'
import { createCookieBrowser } from '../signin/cookie-browser.ts'
import { ADMINISTRATOR, type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'
import { begin, freshEmail, must } from './steps.ts'

const WRONG = 'a password that is wrong'
const SHORTEST_MS = 250

/** The limits are counted on the machine's own clock: it stands still, so that each refusal names the same wait. */
const stoppedAt = Date.now()
beforeAll(() => {
  vi.spyOn(Date, 'now').mockImplementation(() => stoppedAt)
})
afterAll(() => vi.restoreAllMocks())

interface Heard {
  readonly status: number
  readonly rateLimit: string | null
  /** All that it says beside chance. */
  readonly tells: string
  readonly ms: number
  readonly hashes: number
}

describe.each(storesUnderTest())('whoever guesses on %s', (store) => {
  let hosted: Hosted
  let world: World
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({
      store,
      env: {
        DAMSON_TRUSTED_PROXIES: '127.0.0.1',
        DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '30',
        DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '3',
      },
    })
    world = hosted.world
    app = await hosted.app()
  })
  afterAll(() => world.close())

  const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address })
  const hashes = async (): Promise<number> =>
    Number(/^damson_password_hashes_total (\d+)$/m.exec((await world.call('metrics')).text)?.[1])

  async function heard(
    ask: () => Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }>,
  ): Promise<Heard> {
    const [hashed, started] = [await hashes(), performance.now()]
    const { status, headers, text } = await ask()
    const ms = performance.now() - started
    const told = [...headers].filter(([name]) => !['date', 'keep-alive', 'set-cookie'].includes(name))
    const tells = JSON.stringify([status, told, text])
      .replaceAll(/[\w.-]+@[\w.-]+/g, '<email>')
      .replaceAll(/value=\\"[^"]*\\"/g, '<value>')
      .replaceAll(/[\w-]{43,}/g, '<secret>')
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    return { status, rateLimit: headers.get('ratelimit'), tells, ms, hashes: (await hashes()) - hashed }
  }

  const byApi = ({ email, password }: Person, address: string): Promise<Heard> =>
    heard(async () => {
      const fields = { email, password, projectId: hosted.clinic.project }
      return (await begin(world.call, fields, from(address))).answer
    })

  async function byPage({ email, password }: Person, address: string): Promise<Heard> {
    const browser = hosted.browser()
    const page = await hosted.signInPage(browser, app)
    return heard(() => browser.post('/signin', { request: page.hidden('request'), email, password }, from(address)))
  }

  /** Somebody who signed in from an address before. */
  async function known(address: string): Promise<Person> {
    const person = await hosted.member('Practitioner')
    expect((await byApi(person, address)).status).toBe(200)
    return person
  }
  const exhaust = async (address: string): Promise<void> => {
    await Promise.all(
      Array.from({ length: 31 }, () => begin(world.call, { email: freshEmail(), password: WRONG }, from(address))),
    )
  }
  const wrong = ({ email }: Person): Person => ({ email, password: WRONG })

  describe.each([
    ['the sign-in API', byApi],
    ['the sign-in page', byPage],
  ])('at %s', (face, attempt) => {
    const at = (host: number): string => `198.51.${face.length}.${host}`

    test('past an address’s limit learns of nobody whether they are known there', async () => {
      const [here, elsewhere] = [await known(at(1)), await known(at(2))]
      await exhaust(at(1))
      const guesses = [await attempt(wrong(here), at(1)), await attempt(wrong(elsewhere), at(1))]
      guesses.push(await attempt({ email: here.email.replace('grace', 'alice'), password: WRONG }, at(1)))
      for (const { status, rateLimit, ms } of guesses) {
        expect([status, rateLimit]).toEqual([429, expect.stringMatching(/^"address";r=0;t=\d+$/)])
        expect(ms).toBeGreaterThanOrEqual(SHORTEST_MS)
      }
      expect(new Set(guesses.map(({ tells }) => tells))).toEqual(new Set([guesses[0]?.tells]))
      expect(guesses.map(({ hashes: computed }) => computed)).toEqual([1, 0, 0])
      expect((await attempt(here, at(1))).status).toBeLessThan(400)
      // The account's own limit stays, and sounds the same.
      for (let i = 0; i < 2; i += 1) expect((await attempt(wrong(here), at(1))).hashes).toBe(1)
      const beyond = await attempt(here, at(1))
      expect([beyond.status, beyond.hashes]).toEqual([429, 0])
      expect(beyond.tells).toBe(guesses[1]?.tells)
      // Nor does another address tell what was tried at the first.
      for (const person of [here, elsewhere])
        expect((await attempt(wrong(person), at(3))).status, 'at another address').toBe(400)
    })

    test('past an account’s limit learns of no address whether it is known there', async () => {
      const [here, elsewhere] = [await known(at(11)), await known(at(12))]
      for (const person of [here, elsewhere])
        for (let i = 0; i < 3; i += 1) expect((await attempt(wrong(person), at(13))).status).toBe(400)
      const guesses = [await attempt(wrong(here), at(11)), await attempt(wrong(elsewhere), at(11))]
      for (const { status, rateLimit, ms } of guesses) {
        expect([status, rateLimit]).toEqual([429, expect.stringMatching(/^"signIn";r=0;t=\d+$/)])
        expect(ms).toBeGreaterThanOrEqual(SHORTEST_MS)
      }
      expect(new Set(guesses.map(({ tells }) => tells))).toEqual(new Set([guesses[0]?.tells]))
      expect(guesses.map(({ hashes: computed }) => computed)).toEqual([1, 0])
      expect((await attempt(here, at(11))).status).toBeLessThan(400)
      expect((await attempt(elsewhere, at(11))).status).toBe(429)
    })
  })

  test('an address makes as much work of a reset whether it is known or not, at both faces', async () => {
    const notebook = createNotebook()
    const node = await world.restarted({ faulty: notebook.noting })
    const [own, registered] = [await hosted.member('Patient'), await hosted.register()]
    const { project } = hosted.clinic
    const asked = new Map<string, Noted>()
    let host = 0
    const next = (): Record<string, string> => from(`203.0.113.${(host += 1)}`)
    const byCall = async (path: string, json: object): Promise<unknown> =>
      must(await node.call(path, { json, headers: next() }))
    const byForm = async (path: string, email: string): Promise<void> => {
      const { status } = await createCookieBrowser(node.baseUrl, hosted.issuer).post(path, { email }, next())
      expect(status).toBe(303)
    }
    for (const [who, email] of [
      ['nobody', freshEmail()],
      ['somebody of the server', ADMINISTRATOR.email],
      ['somebody of the project', own.email],
      ['an address that was not proven', registered.email],
    ] as const)
      for (const [where, ask] of Object.entries<() => Promise<unknown>>({
        'the server': () => byCall('auth/resetpassword', { email }),
        'the server, for a project': () => byCall('auth/resetpassword', { email, projectId: project }),
        'a project': () => byCall(`projects/${project}/auth/resetpassword`, { email }),
        'a page of the server': () => byForm('/signin/forgot', email),
        'a page of a project': () => byForm(`/projects/${project}/signin/forgot`, email),
      })) {
        await ask()
        asked.set(`${who}, at ${where}`, await notebook.during(ask))
      }
    for (const [which, noted] of asked) {
      const nobody = which.replace(/^[^,]*/, 'nobody')
      expect(noted, which).toEqual(asked.get(nobody))
      expect(noted.inTransactions.flat(), which).toContain('links.insert')
    }
    expect(world.inbox.to(own.email).length).toBeGreaterThan(1)
    await node.close()
    const left = async (): Promise<unknown> => {
      const sql = `select count(*)::int as left from one_time_links where kind = 'reset'`
      return (await world.store.db.query({ sql, params: [] })).rows[0]?.['left']
    }
    expect(await left()).toBeGreaterThan(20)
    // The links of an address that nobody has end each other, and wait for each other, as somebody's do.
    const owners = `select count(distinct user_id)::int as owners from one_time_links where kind = 'reset'`
    const { owners: most } = (await world.store.db.query({ sql: owners, params: [] })).rows[0] ?? {}
    expect(most).toBeLessThanOrEqual(8)
    await world.travel(8 * 86_400_000)
    expect(await left()).toBe(0)
  })
})
