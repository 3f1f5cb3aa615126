import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { importUsers } from './importing.ts'
import { begin, type Clinic, freshEmail, PASSWORD, startClinic } from './steps.ts'

const WRONG = 'a password that is wrong'
const SALT = 'MDEyMzQ1Njc4OWFiY2RlZg'
/** As dear as is taken. */
const DEAR = `$pbkdf2-sha512$i=700000,l=32$${SALT}$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M`
const stoppedAt = Date.now()

describe.each(storesForWalks())('where one person has an expensive imported hash, on %s', (store) => {
  let clinic: Clinic
  beforeAll(async () => {
    vi.spyOn(Date, 'now').mockImplementation(() => stoppedAt)
    clinic = await startClinic({ store, env: { DAMSON_TRUSTED_PROXIES: '127.0.0.1' } })
  })
  afterAll(async () => {
    await clinic.world.close()
    vi.restoreAllMocks()
  })

  const line = (passwordHash: string): object => ({
    email: freshEmail(),
    emailVerified: true,
    firstName: 'Julius',
    lastName: 'Hibbert',
    resourceType: 'Practitioner',
    passwordHash,
  })
  async function attempt(email: string, password: string, address: string) {
    const fields = { email, password, projectId: clinic.project }
    const { answer } = await begin(clinic.world.call, fields, { 'X-Forwarded-For': address })
    const limit = answer.headers.get('ratelimit')?.replace(/;.*/, '')
    return { status: answer.status, limit, seconds: Number(answer.headers.get('retry-after')), text: answer.text }
  }

  /**
   * What is answered while a source's time is spent: a guess that was let in again took the little that had come back,
   * and for three times as long as a hash takes there is no more. Guesses before and after it see that it was so.
   */
  async function whileSpent<T>(work: () => Promise<T>): Promise<T> {
    const guess = () => attempt(freshEmail(), WRONG, '198.51.100.1')
    for (;;) {
      while ((await guess()).status !== 429);
      while ((await guess()).status === 429);
      const [before, answer, after] = await Promise.all([guess(), work(), guess()])
      if (before.status === 429 && after.status === 429) return answer
    }
  }

  test('a flood from one source is told to come back, as all are, and neither its members nor others wait', async () => {
    const [here, elsewhere] = [await clinic.member({ scope: 'project' }), await clinic.member({ scope: 'project' })]
    expect((await attempt(here.email, PASSWORD, '198.51.100.1')).status).toBe(200)
    const cheap = Array.from(
      { length: 7 },
      (_, n) => `$2b$0${n + 4}$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e`,
    )
    const { reports } = await importUsers(clinic.world.call, clinic.project, clinic.admin.token, [
      line(DEAR),
      ...cheap.slice(0, 6).map(line),
    ])
    expect(reports.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 'created'))

    // More than the lane has time for, however fast the machine is.
    const guesses = Array.from({ length: 60 }, () => attempt(freshEmail(), WRONG, '198.51.100.1'))
    // The flood is under way, and has the lane.
    await Promise.race(guesses)
    expect((await attempt(elsewhere.email, PASSWORD, '198.51.100.2')).status).toBe(200)
    const heard = await Promise.all(guesses)
    const busy = heard.filter(({ status }) => status === 429)
    expect(busy.length).toBeGreaterThan(5)
    expect(new Set(busy.map(({ limit }) => limit))).toEqual(new Set(['"importedPasswords"']))
    expect(heard.filter(({ status }) => status === 400).length).toBeGreaterThan(0)

    // Its time is spent: who is known there is let in, and a wrong password tells nobody of it.
    const wrong = await whileSpent(() => attempt(here.email, WRONG, '198.51.100.1'))
    expect([wrong.status, wrong.limit]).toEqual([429, '"importedPasswords"'])
    expect((await attempt(here.email, PASSWORD, '198.51.100.1')).status).toBe(200)
  })

  test('its people bring few kinds of hashes along', async () => {
    const cheap = Array.from(
      { length: 25 },
      (_, n) => `$pbkdf2-sha256$i=${n + 1},l=32$${SALT}$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M`,
    )
    const { reports } = await importUsers(
      clinic.world.call,
      clinic.project,
      await clinic.adminToken(),
      [...cheap, ...cheap.slice(0, 1), DEAR].map(line),
    )
    const whys = reports.map(({ status, why }) => why?.code ?? status)
    expect(whys).toEqual([
      'created',
      ...Array.from({ length: 24 }, () => 'too_many_hash_schemes'),
      'created',
      'created',
    ])
    const { rows } = await clinic.world.store.db.query({
      sql: 'select count(distinct scheme)::int as schemes from imported_passwords',
      params: [],
    })
    expect(rows).toEqual([{ schemes: 8 }])
  })
})
