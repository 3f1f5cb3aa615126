import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  defaultStore,
  dropDatabase,
  freePort,
  freshDatabase,
  hasPostgres,
  openTestStore,
  type TestStore,
} from '@damson/testkit'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { TRUST_WITHOUT_MAC } from '#base/backup'
import { Killable } from '../killable.ts'
import { run } from './run.ts'

const KEY = '2'.repeat(64)
/** The length of the line that has the MAC. */
const LAST_LINE = 109
const folder = mkdtempSync(join(tmpdir(), 'damson-backup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Things that were under way at the time of the backup: each is settled by now, as nobody can know. */
const UNDER_WAY = `
  insert into activation_codes (id, project, patient, public_part, secret_hash, key_version, access_policy, made_by,
    made_at, expires_at)
  values (gen_random_uuid(), gen_random_uuid(), 'p', 'x', 'x', 'x', 'x', 'x', now(), now() + interval '1 day');
  insert into outbox (id, project, kind, state, sealed_to, sealed_body, attempts, created_at, due_at, expires_at)
  values (gen_random_uuid(), gen_random_uuid(), 'invite', 'waiting', 'x', 'x', 0, now(), now() + interval '1 day',
    now() + interval '1 day');
  insert into device_windows (id, project, user_id, membership_id, name, opened_at, expires_at)
  values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'x', now(), now() + interval '1 day');
  insert into device_codes (id, project, client_id, code_hash, user_code_hash, key, thumbprint, scope, origin, asked_at,
    expires_at, interval_seconds)
  values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'x', 'x', 'x', 'x', '', 'x', now(),
    now() + interval '1 day', 5);
  insert into remembered_browsers (id, user_id, project, browser_hash, created_at, expires_at)
  select gen_random_uuid(), id, project, 'x', now(), now() + interval '1 day' from users limit 1;
  insert into email_changes (id, user_id, new_email, created_at, expires_at, confirmed_at, undo_hash, undo_until)
  select gen_random_uuid(), id, 'x@example.org', now(), now() + interval '1 day', now(), 'x', now() + interval '7 days'
  from users limit 1;
  insert into account_deletions (user_id, asked_at, due_at, language)
  select id, now(), now() + interval '1 day', 'en' from users limit 1`
const STILL_OPEN = `
  select (select count(*) from activation_codes where used_at is null and ended_at is null) as codes,
    (select count(*) from outbox where state = 'waiting' or sealed_body is not null) as emails,
    (select count(*) from device_codes) as asked,
    (select count(*) from device_windows where closed_at is null) as windows,
    (select count(*) from remembered_browsers) as remembered,
    (select count(*) from email_changes where expires_at > now() or undo_until > now()) as changes,
    (select count(*) from account_deletions where due_at < now() + interval '13 days') as deletions,
    (select count(*) from activation_codes) + (select count(*) from device_windows) + (select count(*) from email_changes)
      + (select count(*) from account_deletions) + (select count(*) from outbox where state = 'expired') as all`

async function withDatabase<T>(
  { DATABASE_URL }: Readonly<Record<string, string>>,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: DATABASE_URL })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

describe.each(hasPostgres() ? (['pglite', 'postgres'] as const) : (['pglite'] as const))(
  'backup and restore on %s',
  (kind) => {
    let original: TestStore | undefined
    let place: Record<string, string>
    let server: Killable
    let token: string
    let refreshToken: string
    let patient: string

    beforeAll(async () => {
      original = kind === 'postgres' ? await openTestStore('postgres', { poolSize: 1 }) : undefined
      place = {
        DAMSON_KEY: KEY,
        DAMSON_DATA_DIR: join(folder, kind),
        ...(original?.url !== undefined && { DATABASE_URL: original.url }),
      }
      server = new Killable(await freePort(), place)
      await server.start()
      ;({ token, refreshToken } = await server.signIn('openid offline_access'))
      const made = await server.call('fhir/R4/Patient', { json: { resourceType: 'Patient', active: true }, token })
      patient = made.body.id
    })
    afterAll(async () => {
      await server.kill()
      await original?.close()
      for (const url of databases) await dropDatabase(inject('postgresUrl'), url)
    })

    const databases: string[] = []
    async function emptyLocation(name: string): Promise<Record<string, string>> {
      const dataDir = { DAMSON_KEY: KEY, DAMSON_DATA_DIR: join(folder, name) }
      if (kind === 'pglite') return dataDir
      const url = await freshDatabase(inject('postgresUrl'))
      databases.push(url)
      return { ...dataDir, DATABASE_URL: url }
    }

    /** Id and secret of the link that the development inbox shows for a reset; production has no inbox. */
    async function mailedLink(): Promise<{ readonly id: string; readonly secret: string } | undefined> {
      if (kind === 'postgres') return undefined
      await server.call('auth/resetpassword', { json: { email: 'admin@example.org' } })
      const read = async (): Promise<string> =>
        (await server.call('dev/inbox', { headers: { Accept: 'application/json' } })).text
      await expect.poll(read).toMatch(/setpassword/)
      const [, id = '', secret = ''] = /auth\/setpassword\/([\w-]+)\/([\w-]+)/.exec(await read()) ?? []
      return { id, secret }
    }

    test('a backup of a running server starts only once it is accepted, and then nothing of before is of use', async () => {
      const [pending, link] = [await server.begin(), await mailedLink()]
      if (kind === 'postgres') await withDatabase(place, (client) => client.query(UNDER_WAY))
      expect((await server.call(`auth/login/${pending.handle}`)).status).toBe(200)
      const file = join(folder, `${kind}.backup`)
      const written = await run('backup', [file], { ...place, DAMSON_PORT: String(server.port) })
      expect(written, written.out).toMatchObject({ code: 0 })
      expect(statSync(file).mode & 0o077).toBe(0)
      const { body: me } = await server.call('auth/me', { token })
      const { body: posture } = await server.call(`admin/projects/${me.project.id}/posture`, { token })
      expect(posture.checks).toContainEqual({ code: 'backup', state: 'ok' })

      const target = await emptyLocation(`${kind}-restored`)
      expect(await run('restore', [file], target)).toMatchObject({ code: 0 })
      expect(await run('restore', [file], target)).toMatchObject({
        code: 1,
        out: expect.stringMatching(/already|empty/),
      })
      // Under the same address, so that what was issued before is of this issuer.
      await server.kill()
      const restored = new Killable(server.port, target)
      await expect(restored.start()).rejects.toThrow(/restore -- --accept/)
      expect(await run('doctor', [], target)).toMatchObject({
        code: 1,
        out: expect.stringMatching(/fail +store +restored from a backup: run `npm run restore -- --accept`/),
      })
      expect(await run('restore', ['--accept'], target)).toMatchObject({ code: 0 })
      expect(await run('doctor', [], target)).toMatchObject({ code: 0, out: expect.stringMatching(/ok +clock/) })
      if (kind === 'postgres')
        expect(await withDatabase(target, async (client) => (await client.query(STILL_OPEN)).rows)).toEqual([
          {
            codes: '0',
            emails: '0',
            asked: '0',
            windows: '0',
            remembered: '0',
            changes: '0',
            deletions: '0',
            all: '5',
          },
        ])
      await restored.start()
      try {
        expect((await restored.call(`fhir/R4/Patient/${patient}`, { token })).status).toBe(401)
        const refreshed = await restored.call('oauth2/token', {
          form: { grant_type: 'refresh_token', refresh_token: refreshToken },
        })
        expect(refreshed.body.error).toBe('invalid_grant')
        expect((await restored.call(`auth/login/${pending.handle}`)).status).toBe(400)
        const redeemed = await restored.call('oauth2/token', {
          form: { grant_type: 'authorization_code', code: pending.code, code_verifier: pending.verifier },
        })
        expect(redeemed.body.error).toBe('invalid_grant')
        if (link !== undefined) {
          const set = await restored.call('auth/setpassword', { json: { ...link, password: 'another quiet path' } })
          expect(set.text).toContain('unusable_link')
        }
        const again = await restored.signIn()
        expect((await restored.call(`fhir/R4/Patient/${patient}`, { token: again.token })).body).toMatchObject({
          active: true,
        })
      } finally {
        await restored.kill()
      }
      expect(await run('restore', ['--accept'], target)).toMatchObject({
        code: 1,
        out: expect.stringMatching(/nothing to accept/),
      })
    })

    // By key and MAC a backup is judged before it matters of which store it is.
    test.runIf(kind === defaultStore())(
      'a backup is restored with the key of its store, or the one before, and with no other',
      async () => {
        const file = join(folder, `${kind}.backup`)
        const [own, target] = [KEY, await emptyLocation(`${kind}-key-before`)]
        expect(await run('restore', [file], { ...target, DAMSON_KEY: '3'.repeat(64) })).toMatchObject({
          code: 1,
          out: expect.stringMatching(/written with the key [0-9a-f]{16}.*DAMSON_KEY_PREVIOUS/),
        })
        const rotated = { ...target, DAMSON_KEY: '3'.repeat(64), DAMSON_KEY_PREVIOUS: own }
        expect(await run('restore', [file], rotated)).toMatchObject({ code: 0 })
      },
    )

    test.runIf(kind === defaultStore())(
      'a backup that was changed is not restored; without a MAC, only with the flag for it',
      async () => {
        const whole = readFileSync(join(folder, `${kind}.backup`))
        const target = await emptyLocation(`${kind}-changed`)
        const changed = join(folder, `${kind}.changed`)
        writeFileSync(changed, whole)
        const [at, bytes] = [whole.length >> 1, Buffer.from(whole)]
        bytes[at] = (bytes[at] ?? 0) ^ 1
        writeFileSync(changed, bytes)
        for (const words of [[changed], [TRUST_WITHOUT_MAC, changed]])
          expect(await run('restore', words, target)).toMatchObject({
            code: 1,
            out: expect.stringContaining('was changed'),
          })
        // As an earlier release wrote it.
        const older = join(folder, `${kind}.older`)
        writeFileSync(older, whole.subarray(0, -LAST_LINE))
        expect(await run('restore', [older], target)).toMatchObject({
          code: 1,
          out: expect.stringContaining(TRUST_WITHOUT_MAC),
        })
        // Nothing tells of which key it is, but the store that it becomes. (`operate.full.test.ts` sees its server refuse.)
        const other = { ...target, DAMSON_KEY: '3'.repeat(64) }
        expect(await run('restore', [TRUST_WITHOUT_MAC, older], other)).toMatchObject({ code: 0 })
        expect(await run('restore', ['--accept'], other)).toMatchObject({ code: 0 })
        expect(await run('doctor', [], other)).toMatchObject({
          code: 1,
          out: expect.stringMatching(/fail +key +not the key of this store/),
        })
      },
    )

    test.runIf(kind === 'postgres')('is not written under another key than that of its store', async () => {
      const file = join(folder, 'of-another-key')
      const written = await run('backup', [file], { ...place, DAMSON_KEY: '3'.repeat(64) })
      expect(written).toMatchObject({ code: 1, out: expect.stringContaining('not the key of this store') })
      expect(existsSync(file)).toBe(false)
    })

    test.runIf(kind === 'postgres')('of a store that cannot be written is a backup, which is not noted', async () => {
      const file = join(folder, 'of-a-standby')
      // As on a standby: what is read is read.
      const readOnly = `${place['DATABASE_URL']}${place['DATABASE_URL']?.includes('?') === true ? '&' : '?'}options=-c%20default_transaction_read_only%3Don`
      const written = await run('backup', [file], { ...place, DATABASE_URL: readOnly })
      expect(written, written.out).toMatchObject({ code: 0, out: expect.stringContaining('could not note') })
      expect(existsSync(file)).toBe(true)
    })

    test.runIf(kind === 'pglite')('a portable backup moves the embedded store', async () => {
      await server.kill()
      const file = join(folder, 'portable')
      expect(await run('backup', ['--portable', file], place)).toMatchObject({ code: 0 })
      const target: { DATABASE_URL?: string } = hasPostgres()
        ? { DATABASE_URL: await freshDatabase(inject('postgresUrl')) }
        : {}
      if (target.DATABASE_URL !== undefined) databases.push(target.DATABASE_URL)
      const env = { DAMSON_KEY: KEY, DAMSON_DATA_DIR: join(folder, 'to'), ...target }
      expect(await run('restore', [file], env)).toMatchObject({ code: 0 })
      expect(await run('restore', ['--accept'], env)).toMatchObject({ code: 0 })
      const moved = new Killable(await freePort(), env)
      await moved.start()
      try {
        const { token: again } = await moved.signIn()
        expect((await moved.call(`fhir/R4/Patient/${patient}`, { token: again })).body).toMatchObject({ active: true })
      } finally {
        await moved.kill()
      }
    })
  },
)
