import { accepted, refused } from '@damson/fhir'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '#base/db'
import type { AuditEntry } from '#domain/audit'
import { createPasskeyHost } from './relying-party.ts'
import { countPasskeys, fixedRp } from './rp.store.ts'
import { PasskeySettings } from './settings.ts'

const ID = '4f0f3a1e-0000-4000-8000-000000000000'

describe.each(storesUnderTest())('the host of passkeys on %s', (kind) => {
  let store: TestStore | undefined
  beforeEach(async () => {
    store ??= await openTestStore(kind)
    await migrate(store.db)
    await store.db.exec(`
      delete from passkeys; delete from passkey_rp; delete from users;
      insert into users (id, project, active) values ('${ID}', '${ID}', true)`)
  })
  afterAll(() => store?.close())

  /** A store with passkeys of a host. */
  async function of(rpId: string, passkeys = 1, origins = '{}'): Promise<void> {
    await store?.db.exec(`
      insert into passkey_rp (rp_id, origins, fixed_at) values ('${rpId}', '${origins}', now());
      insert into passkeys (id, user_id, credential_id, public_key, counter, transports, backup_eligible, backed_up, aaguid,
        name, created_at)
      select gen_random_uuid(), '${ID}', 'c' || n, 'k', 0, '{}', true, true, '${ID}', 'Phone', now()
      from generate_series(1, ${passkeys}) n`)
  }
  async function start(
    baseUrl: string,
    {
      document,
      settings = {},
    }: { readonly document?: string | number; readonly settings?: { readonly retireRpId?: string } } = {},
  ) {
    const [asked, warned, events]: [string[], string[], AuditEntry[]] = [[], [], []]
    const parties = createPasskeyHost({ baseUrl, passkeys: PasskeySettings.parse(settings) })
    const claimed = await parties.claim({
      db: (store as TestStore).db,
      log: { debug() {}, info() {}, error() {}, warn: (event) => void warned.push(event) },
      audit: {
        record: (_tx: unknown, some: readonly AuditEntry[]) => Promise.resolve(void events.push(...some)),
      } as never,
      outbound: {
        get(url: string) {
          asked.push(url)
          if (document === undefined) return Promise.resolve(refused({ why: 'unreachable' }))
          const status = typeof document === 'number' ? document : 200
          return Promise.resolve(accepted({ status, headers: {}, body: Buffer.from(String(document)) }))
        },
      } as never,
    })
    return { claimed, id: parties.current()?.id, asked, warned, events }
  }
  const left = async (): Promise<unknown> => {
    const { db } = store as TestStore
    return [(await countPasskeys.one(db)).count, await fixedRp.rows(db)]
  }

  test('is the server’s own, until the first passkey fixes it', async () => {
    expect(await start('https://id.example.org/')).toMatchObject({ claimed: { ok: true }, id: 'id.example.org' })
    await of('id.example.org')
    expect(await start('https://id.example.org/')).toMatchObject({
      claimed: { ok: true },
      id: 'id.example.org',
      asked: [],
    })
  })

  test.each(['http://127.0.0.1:8103/', 'http://[::1]:8103/'])(
    'is none at %s, where browsers have no passkeys',
    async (url) => {
      expect(await start(url)).toMatchObject({ claimed: { ok: true }, id: undefined })
    },
  )

  test('stops a start at another host, and says whose passkeys there are', async () => {
    await of('id.example.org', 3)
    for (const document of [undefined, 404, '{}', 'no json', '{"origins":["https://evil.example"]}']) {
      const { claimed, asked } = await start('https://login.example.net/', document === undefined ? {} : { document })
      expect(claimed).toEqual(refused({ rpId: 'id.example.org', count: 3, origin: 'https://login.example.net' }))
      expect(asked).toEqual(['https://id.example.org/.well-known/webauthn'])
    }
    // A host that only ends alike is another one.
    expect((await start('https://evilid.example.org/')).claimed.ok).toBe(false)
    expect((await start('https://example.org/')).claimed.ok).toBe(false)
  })

  test('goes on within its own domain', async () => {
    await of('example.org')
    expect(await start('https://id.example.org/')).toMatchObject({
      claimed: { ok: true },
      id: 'example.org',
      asked: [],
    })
  })

  test('goes on where the old host allows the new origin, also while that host cannot be asked later', async () => {
    await of('id.example.org')
    const document = '{"origins":["https://id.example.org","https://login.example.net"]}'
    expect(await start('https://login.example.net/', { document })).toMatchObject({
      claimed: { ok: true },
      id: 'id.example.org',
    })
    for (const later of [{}, { document: 503 }])
      expect(await start('https://login.example.net/', later)).toMatchObject({
        claimed: { ok: true },
        id: 'id.example.org',
        warned: ['passkeys.unreachable'],
      })
    expect((await start('https://login.example.net/', { document: '{"origins":[]}' })).claimed.ok).toBe(false)
    expect((await start('https://other.example.net/')).claimed.ok).toBe(false)
  })

  test('is given up where the operator says so: every passkey ends, and the audit tells whose', async () => {
    await of('id.example.org', 1_100)
    const settings = { retireRpId: 'id.example.org' }
    expect((await start('https://x.example/', { settings: { retireRpId: 'another.example' } })).claimed.ok).toBe(false)
    const { claimed, id, events, warned } = await start('https://login.example.net/', { settings })
    expect([claimed.ok, id, events.length, warned]).toEqual([true, 'login.example.net', 1_100, ['passkeys.retired']])
    expect(events[0]).toMatchObject({ kind: 'factor.removed', project: ID, reason: 'passkey_host_retired' })
    expect(await left()).toEqual([0, []])
    // The setting may stay: it names a host that is no longer fixed.
    expect((await start('https://login.example.net/', { settings })).claimed.ok).toBe(true)
  })

  test('is free again once there is no passkey', async () => {
    await of('id.example.org', 0)
    expect(await start('https://login.example.net/')).toMatchObject({ claimed: { ok: true }, id: 'login.example.net' })
    expect(await left()).toEqual([0, []])
  })
})

test.each([
  ['not-an-origin', false],
  ['https://a.example/path', false],
  ['https://a.example,https://b.example', true],
  [Array.from({ length: 6 }, (_, n) => `https://${n}.example`).join(), false],
])('related origins %j', (relatedOrigins, isGood) => {
  expect(PasskeySettings.safeParse({ relatedOrigins }).success).toBe(isGood)
})
