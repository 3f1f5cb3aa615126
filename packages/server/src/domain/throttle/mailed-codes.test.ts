import { randomBytes } from 'node:crypto'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyring } from '#base/crypto'
import { createMailedCodes } from './mailed-codes.ts'
import { ThrottleSettings } from './settings.ts'
import type { Attempt } from './sign-in-limit.ts'
import { type StrangerMail, strangerMails } from './stranger-mails.ts'
import { textLimits } from './text-limit.ts'
import { createThrottle } from './throttle.ts'

const NOW = new Date(Date.UTC(2026, 0, 1))

describe.each(storesUnderTest())('limits of sign-ins by a message on %s', (kind) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore(kind)
  })
  afterAll(() => store.close())

  test('turn the codes of an address off after a hundred in a row, and no other address’s', async () => {
    const key = randomBytes(32)
    const codes = createMailedCodes(store.db, createKeyring(key))
    const wrong = async (times: number, network: number): Promise<void> => {
      for (let n = 0; n < times; n += 1) await codes.wrong('ada@example.org', `192.0.2.${network}`, NOW)
    }
    await wrong(99, 1)
    expect(await codes.areOff('ada@example.org', NOW)).toBe(false)
    await wrong(1, 2)
    expect(await codes.areOff('ada@example.org', NOW)).toBe(true)
    expect(await codes.areOff('grace@example.org', NOW)).toBe(false)
    // By a node with the next master key, too.
    expect(await createMailedCodes(store.db, createKeyring(randomBytes(32), key)).areOff('ada@example.org', NOW)).toBe(
      true,
    )
    await codes.right(store.db, 'ada@example.org')
    expect(await codes.areOff('ada@example.org', NOW)).toBe(false)
  })

  test('count text messages of each project apart, and those that browsers ask for which have signed in', async () => {
    const settings = ThrottleSettings.parse({
      textsPerAccount: 3,
      textsPerNumber: 2,
      textsPerPrefix: 3,
      textsPerProject: 4,
      textsPerServer: 5,
    })
    const limits = textLimits(store.db, settings, (text) => text)
    const text = (project: string, n: number, knownBrowser?: string) => ({
      project,
      number: `+49152000${n}6789`,
      knownBrowser,
    })
    const refusals: (string | undefined)[] = []
    const asked = async (...of: Parameters<typeof text>): Promise<void> => {
      const first = await limits.asked(text(...of))
      const allowance = first.allowed ? await limits.sent(text(...of)) : first
      refusals.push(allowance.allowed ? undefined : allowance.name)
    }
    for (let n = 0; n < 3; n += 1) await asked('a', 1)
    for (let n = 0; n < 2; n += 1) await asked('b', 1)
    await asked('a', 1, 'own')
    expect(refusals.splice(0)).toEqual([undefined, undefined, 'text-number', undefined, undefined, undefined])
    // Numbers beside it, until they are too many that are alike, of one project, and of the server.
    for (const n of [2, 3, 4, 5]) await asked('a', 10 * n)
    expect(refusals.splice(0)).toEqual([undefined, 'text-server', 'text-project', 'text-project'])
    const invited = async (n: number) =>
      (await limits.message({ number: `+49152000${n}6789`, why: 'invitation', project: 'a' })).name
    expect([await invited(10), await invited(20), await invited(30)]).toEqual([
      'text-server',
      'text-server',
      'text-server',
    ])
    // Whoever asks for codes to a number of their own hides no notice to it.
    const own = async (why: 'own' | 'notice'): Promise<string | undefined> => {
      const { allowed, name } = await limits.message({ number: '+491520000996789', why, account: 'an account' })
      return allowed ? undefined : name
    }
    const sent = [await own('own'), await own('own'), await own('own'), await own('notice'), await own('notice')]
    expect([...sent, await own('notice')]).toEqual([
      undefined,
      undefined,
      'text-number',
      undefined,
      undefined,
      'text-number',
    ])
  })

  test('count e-mails to strangers of each project in a day, and of the server, each kind apart', async () => {
    const settings = ThrottleSettings.parse({ mailsPerProject: 2, mailsPerServer: 3 })
    const counted = strangerMails(store.db, settings)
    const answer = async (why: StrangerMail['why'], project?: string): Promise<string> => {
      const { allowed, name, isFirstRefusal, resetSeconds } = await counted({ why, project })
      expect(resetSeconds).toBeGreaterThan(86_000)
      return allowed ? 'sent' : `${name}${isFirstRefusal ? ' first' : ''}`
    }
    const refused = [await answer('invitation', 'a'), await answer('invitation', 'a'), await answer('invitation', 'a')]
    expect([...refused, await answer('invitation', 'a')]).toEqual([
      'sent',
      'sent',
      'mail-project first',
      'mail-project',
    ])
    // What the project’s limit refused used up nothing of the server's.
    expect([await answer('invitation', 'b'), await answer('invitation', 'b')]).toEqual(['sent', 'mail-server first'])
    expect([await answer('registration', 'a'), await answer('registration')]).toEqual(['sent', 'sent'])
    expect([await answer('registration'), await answer('registration')]).toEqual(['sent', 'mail-server first'])
  })

  test('of a password let a browser past those of strangers that its account has signed in with, and no other', async () => {
    const settings = ThrottleSettings.parse({ failedSignInsPerAccount: 1 })
    const clock = { now: () => NOW, monotonic: () => 0 }
    const { signIn } = createThrottle(store.db, createKeyring(randomBytes(32)), settings, clock)
    const attempt = async (account: string, browserHash: string | undefined, address: string): Promise<Attempt> => {
      const begun = await signIn(account, { address, browserHash }, NOW)
      if (!begun.ok) throw new Error('was refused')
      return begun.value
    }
    await (await attempt('ada', 'browser of ada', '192.0.2.1')).succeeded(NOW)
    await (await attempt('grace', 'browser of grace', '192.0.2.1')).succeeded(NOW)
    await (await attempt('ada', undefined, '198.51.100.1')).failed()
    await expect(attempt('ada', 'browser of grace', '203.0.113.1')).rejects.toThrow('was refused')
    await (await attempt('ada', 'browser of ada', '203.0.113.1')).withdrawn()
  })
})
