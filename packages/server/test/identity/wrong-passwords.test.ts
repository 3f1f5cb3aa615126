/** Wrong passwords in a row, and the time that hashing them may take. */
import { type Answer, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, type Clinic, freshEmail, must, PASSWORD, redeem, startClinic, verdict } from './steps.ts'

const WRONG = 'a password that is wrong'
const OTHER = 'another quiet garden path'
const HOME = '198.51.100.1'
const GUESSER = '203.0.113.1'
const DISABLED = '400 password_disabled'

const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address })

/** What an answer says beside chance. */
const tellsOf = ({ status, headers, text }: Answer): string =>
  JSON.stringify([status, [...headers].filter(([name]) => !['date', 'keep-alive'].includes(name)), text]).replaceAll(
    /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
    '<id>',
  )

const ENV = {
  DAMSON_TRUSTED_PROXIES: '127.0.0.1',
  DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '100000',
  DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '100000',
}

describe.each(storesForWalks())('wrong passwords in a row on %s', (store) => {
  let clinic: Clinic
  let world: World
  beforeAll(async () => {
    clinic = await startClinic({ store, env: { ...ENV, DAMSON_THROTTLE_WRONG_PASSWORDS_IN_A_ROW: '10' } })
    world = clinic.world
  })
  afterAll(() => world.close())

  const attempt = async (email: string, password: string, address: string): Promise<Answer> =>
    (await begin(world.call, { email, password }, from(address))).answer
  const hashes = async (): Promise<number> =>
    Number(/^damson_password_hashes_total (\d+)$/m.exec((await world.call('metrics')).text)?.[1])
  const guess = async (email: string, times: number, address = GUESSER): Promise<void> => {
    for (let n = 0; n < times; n += 1)
      expect(verdict(await attempt(email, `${WRONG} ${n}`, address))).toBe('400 wrong_credentials')
  }

  test('turn the password off, for an address without an account alike, and nothing is hashed any more', async () => {
    const [{ email }, nobody] = [await clinic.member(), freshEmail()]
    for (const one of [email, nobody]) await guess(one, 10)
    const before = await hashes()
    const answers = [
      await attempt(email, PASSWORD, GUESSER),
      await attempt(email, WRONG, '203.0.113.2'),
      await attempt(nobody, PASSWORD, GUESSER),
    ]
    expect(answers.map(verdict)).toEqual([DISABLED, DISABLED, DISABLED])
    expect(new Set(answers.map(tellsOf)).size).toBe(1)
    expect(await hashes()).toBe(before)
    await expect
      .poll(() => world.inbox.to(email).map(({ subject }) => subject))
      .toContainEqual(expect.stringMatching(/^Too many wrong passwords/))
    expect(world.inbox.to(nobody)).toEqual([])
  })

  test('turn off the password, not the account: tokens go on, and so does a known network, which counts its own', async () => {
    const { email } = await clinic.member()
    const begun = await begin(world.call, { email }, from(HOME))
    const { access_token: token } = must(await redeem(world.call, begun)).body
    await guess(email, 10)
    expect(verdict(await attempt(email, PASSWORD, GUESSER))).toBe(DISABLED)
    expect((await world.call('auth/me', { token })).status).toBe(200)
    // Together, because each is held for a while.
    const wrongAtHome = async (times: number): Promise<readonly string[]> =>
      (await Promise.all(Array.from({ length: times }, () => attempt(email, WRONG, HOME)))).map(verdict)
    for (let times = 0; times < 2; times += 1) {
      // Wrong ones are answered as they are everywhere: nobody learns that the network is known.
      expect(await wrongAtHome(9)).toEqual(Array(9).fill(DISABLED))
      expect(verdict(await attempt(email, PASSWORD, HOME))).toBe('200')
    }
    expect(verdict(await attempt(email, PASSWORD, GUESSER)), 'a right one elsewhere').toBe(DISABLED)
    expect(await wrongAtHome(10)).toEqual(Array(10).fill(DISABLED))
    expect(verdict(await attempt(email, PASSWORD, HOME)), 'after too many here').toBe(DISABLED)
  })

  test('are forgotten after a right one, and a new password through the mailed link turns it on everywhere', async () => {
    const { email } = await clinic.member()
    for (let times = 0; times < 2; times += 1) {
      await guess(email, 9)
      expect(verdict(await attempt(email, PASSWORD, GUESSER))).toBe('200')
    }
    await guess(email, 10)
    must(await world.call('auth/resetpassword', { json: { email } }))
    await expect.poll(() => world.inbox.to(email).at(-1)?.subject).toMatch(/^Choose a new password/)
    expect(verdict(await attempt(email, PASSWORD, GUESSER))).toBe(DISABLED)
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: OTHER } }))
    expect(verdict(await attempt(email, OTHER, GUESSER))).toBe('200')
    expect(verdict(await attempt(email, OTHER, HOME))).toBe('200')
  })

  test('count at a change of the password, too', async () => {
    const { email } = await clinic.member()
    const { access_token: token } = (await redeem(world.call, await begin(world.call, { email }, from(HOME)))).body
    const change = (oldPassword: string, address: string): Promise<Answer> =>
      world.call('auth/changepassword', { json: { oldPassword, newPassword: OTHER }, token, headers: from(address) })
    for (let n = 0; n < 10; n += 1) expect(verdict(await change(WRONG, GUESSER))).toBe('400 wrong_password')
    expect(verdict(await change(PASSWORD, GUESSER))).toBe(DISABLED)
    expect(verdict(await change(PASSWORD, HOME))).toBe('200')
    expect(verdict(await attempt(email, OTHER, GUESSER))).toBe('200')
  })

  test('are no more when many come at the same time', async () => {
    const email = freshEmail()
    const before = await hashes()
    const answers = await Promise.all(Array.from({ length: 30 }, () => attempt(email, WRONG, GUESSER)))
    expect(answers.filter(({ status }) => status !== 400)).toEqual([])
    expect((await hashes()) - before).toBeLessThanOrEqual(10)
    await guess(email, 10 - ((await hashes()) - before))
    expect(verdict(await attempt(email, WRONG, GUESSER))).toBe(DISABLED)
  })
})

describe.each(storesForWalks())('the time for passwords from unknown networks on %s', (store) => {
  let clinic: Clinic
  let world: World
  beforeAll(async () => {
    clinic = await startClinic({ store, env: ENV, hashCost: { memoryCost: 4_096, timeCost: 30, parallelism: 1 } })
    world = clinic.world
  })
  afterAll(() => world.close())

  test('is refused to known and unknown accounts alike, unhashed; a known network gets through', async () => {
    const { email } = await clinic.member()
    // A hash takes more than the millisecond that there is at once, and a hundred times as long until there is time again.
    const env = { DAMSON_THROTTLE_UNKNOWN_HASHING_PERCENT: '1', DAMSON_THROTTLE_UNKNOWN_HASHING_BURST_MS: '1' }
    const { call } = await world.restarted({ env })
    const attempt = async (who: string, password: string, address: string): Promise<Answer> =>
      (await begin(call, { email: who, password }, from(address))).answer
    const hashes = async (): Promise<number> =>
      Number(/^damson_password_hashes_total (\d+)$/m.exec((await call('metrics')).text)?.[1])
    // The node learns from its first hash what one takes, so the second uses up the time.
    expect(verdict(await attempt(email, PASSWORD, HOME))).toBe('200')
    expect(verdict(await attempt(freshEmail(), WRONG, GUESSER))).toBe('400 wrong_credentials')
    expect(verdict(await attempt(freshEmail(), WRONG, GUESSER))).toBe('429 limit_hashing')
    const before = await hashes()
    const refused = await Promise.all([
      attempt(email, PASSWORD, GUESSER),
      attempt(email, WRONG, GUESSER),
      attempt(freshEmail(), WRONG, GUESSER),
    ])
    expect(refused.map(verdict)).toEqual(Array.from(refused, () => '429 limit_hashing'))
    for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(await hashes()).toBe(before)
    expect(verdict(await attempt(email, WRONG, HOME))).toBe('429 limit_hashing')
    expect(verdict(await attempt(email, PASSWORD, HOME))).toBe('200')
    expect(await hashes()).toBe(before + 2)
  })
})
