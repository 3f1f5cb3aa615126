import { randomBytes } from 'node:crypto'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyring } from '#base/crypto'
import { createMailedCodes } from './mailed-codes.ts'
import { ThrottleSettings } from './settings.ts'
import { textLimits } from './text-limit.ts'

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
  })
})
