import { randomBytes } from 'node:crypto'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyring } from '#base/crypto'
import { createMailedCodes } from './mailed-codes.ts'

const NOW = new Date(Date.UTC(2026, 0, 1))

describe.each(storesUnderTest())('wrong codes of sign-ins by e-mail on %s', (kind) => {
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
})
