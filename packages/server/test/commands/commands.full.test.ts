import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropDatabase, freshDatabase, hasPostgres, startWorld } from '@damson/testkit'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { createGated } from '#domain/resources'
import { run } from './run.ts'

const KEY = '2'.repeat(64)
const folder = mkdtempSync(join(tmpdir(), 'damson-commands-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('backup and restore', () => {
  test.each(['backup', 'restore'] as const)('%s says how it is used', async (command) => {
    const [help, none, two, port] = await Promise.all([
      run(command, ['--help'], {}),
      run(command, [], {}),
      run(command, ['a', 'b'], {}),
      run(command, ['x'], { DAMSON_PORT: 'no' }),
    ])
    expect(help).toMatchObject({ code: 0, out: expect.stringMatching(/Examples[\s\S]*Exit codes/) })
    expect([none.code, two.code]).toEqual([64, 64])
    expect(port).toMatchObject({ code: 78, out: expect.stringMatching(/DAMSON_PORT/) })
  })

  test('restore says that deliveries of GitHub would be taken again', async () => {
    const { out } = await run('restore', ['--help'], {})
    expect(out).toMatch(/replace the secrets of webhooks whose verification is github/)
  })

  test('restore says what is wrong with a file', async () => {
    const file = join(folder, 'nonsense')
    writeFileSync(file, 'this is no backup')
    const env = { DAMSON_DATA_DIR: join(folder, 'nowhere') }
    expect(await run('restore', [file], env)).toMatchObject({ code: 1, out: expect.stringMatching(/has no MAC/) })
    const trusted = await run('restore', ['--trust-backup-without-mac', file], env)
    expect(trusted).toMatchObject({ code: 1, out: expect.stringMatching(/not .*backup/) })
    expect(await run('restore', [join(folder, 'absent')], env)).toMatchObject({ code: 1 })
  })
})

describe('doctor', () => {
  test('finds nothing to mend on a machine where nothing has been started', async () => {
    const { code, out } = await run('doctor', [], { DAMSON_DATA_DIR: join(folder, 'none') })
    expect(code, out).toBe(0)
    expect(out).toMatch(/versions[\s\S]*secrets[\s\S]*settings[\s\S]*bind[\s\S]*tls[\s\S]*key[\s\S]*store/)
  })

  test.runIf(hasPostgres())('finds nothing to mend on a PostgreSQL that is still empty', async () => {
    const url = await freshDatabase(inject('postgresUrl'))
    try {
      const { code, out } = await run('doctor', [], { DATABASE_URL: url, DAMSON_KEY: KEY })
      expect([code, out]).toEqual([0, expect.stringMatching(/ok +store +empty/)])
    } finally {
      await dropDatabase(inject('postgresUrl'), url)
    }
  })

  test.runIf(hasPostgres())('lists access policies that were stored above the limits', async () => {
    const world = await startWorld({ store: 'postgres' })
    try {
      const { project } = await world.actors.owner()
      const id = '00000000-0000-4000-8000-000000000001'
      const entry = { resourceType: 'Patient', criteria: 'Patient?active=true' }
      const resource = { resourceType: 'AccessPolicy', resource: Array.from({ length: 2_001 }, () => entry) }
      const draft = { project, type: 'AccessPolicy', id, resource, author: 'system' }
      await world.store.db.tx((tx) => createGated(tx, {}, draft, new Date()))
      const env = { DATABASE_URL: world.store.url ?? '', DAMSON_KEY: Buffer.from(world.key).toString('hex') }
      const { out } = await run('doctor', [], env)
      expect(out).toMatch(
        new RegExp(
          `warn +policies +AccessPolicy/${id} of Project/${project} is above the limits.*2001 clauses; at most`,
        ),
      )
    } finally {
      await world.close()
    }
  })

  test('fails on settings that do not go together, and on secrets in plain text', async () => {
    const config = join(folder, 'config.json')
    writeFileSync(config, JSON.stringify({ key: KEY }))
    const { code, out } = await run('doctor', [], { DAMSON_CONFIG: config, DAMSON_HOST: '0.0.0.0' })
    expect(code).toBe(1)
    expect(out).toMatch(/fail {2}settings +DAMSON_BASE_URL: must be an https URL to listen/)
    expect(out).toMatch(/fail {2}secrets +key in plain text/)
    expect(out).not.toContain(KEY)
  })

  test('fails on a key that others can read, and warns of a proxy that is not named', async () => {
    const dataDir = join(folder, 'open')
    mkdirSync(dataDir)
    writeFileSync(join(dataDir, 'key'), KEY, { mode: 0o644 })
    const { code, out } = await run('doctor', [], { DAMSON_DATA_DIR: dataDir, DAMSON_BASE_URL: 'https://a.example/' })
    expect(code, out).toBe(1)
    expect(out).toMatch(/fail +key +\S+ can be read by other users: run chmod 600/)
    expect(out).toMatch(/ok +bind +127\.0\.0\.1:8103, only from this machine/)
    expect(out).toMatch(/ok +tls +https:\/\/a\.example\/ is https/)
    expect(out).toMatch(/warn +proxy +DAMSON_TRUSTED_PROXIES is empty/)
    expect(out).not.toContain(KEY)
  })
})
