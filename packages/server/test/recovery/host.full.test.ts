/** The only administrator of the server, who has lost everything: a command on the host. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasPostgres } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../commands/run.ts'
import { type FactorClinic, startFactorClinic } from '../identity/factor-clinic.ts'
import { must } from '../identity/steps.ts'
import { createCookieBrowser } from '../signin/cookie-browser.ts'
import { codesOn, secretOn } from './recovery-bench.ts'

describe.runIf(hasPostgres())('the only administrator of a server', () => {
  let clinic: FactorClinic
  let plain: Awaited<ReturnType<FactorClinic['member']>>
  const folder = mkdtempSync(join(tmpdir(), 'damson-recover-'))
  beforeAll(async () => {
    clinic = await startFactorClinic({ store: 'postgres' })
    plain = await clinic.member()
    const { token } = clinic.admin
    const status = must(await clinic.world.call('auth/mfa/status', { token }))
    const secret = new URL(status.body.enrollUri).searchParams.get('secret') ?? ''
    must(await clinic.world.call('auth/mfa/enroll', { json: { method: 'totp', token: clinic.code(secret) }, token }))
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await clinic.world.close()
  })

  const recover = (email: string, file: string, more: Record<string, string> = {}) =>
    run('recover', [email, join(folder, file)], {
      DATABASE_URL: clinic.world.store.url ?? '',
      DAMSON_KEY: Buffer.from(clinic.world.key).toString('hex'),
      DAMSON_BASE_URL: clinic.world.baseUrl,
      ...more,
    })

  test('gets a link in a file that nobody else reads; others do not', async () => {
    const { email, password } = clinic.admin
    const browser = createCookieBrowser(clinic.world.baseUrl, clinic.world.baseUrl)
    for (const [who, why] of [
      [plain.email, /No active administrator of the server/],
      ['nobody@example.org', /No active administrator of the server/],
    ] as const) {
      expect(await recover(who, 'refused')).toMatchObject({ code: 1, out: expect.stringMatching(why) })
      expect(existsSync(join(folder, 'refused'))).toBe(false)
    }
    const wrongKey = await recover(email, 'refused', { DAMSON_KEY: '3'.repeat(64) })
    expect(wrongKey).toMatchObject({ code: 1, out: expect.stringMatching(/not the key of this store/) })
    const made = await recover(email, 'link')
    expect(made, made.out).toMatchObject({ code: 0 })
    expect(statSync(join(folder, 'link')).mode & 0o777).toBe(0o600)
    expect(made.out).not.toContain('recovery/start')
    expect(await recover(email, 'link')).toMatchObject({ code: 1, out: expect.stringMatching(/exists already/) })
    await clinic.travel(1_000)
    expect(
      clinic.world.inbox
        .to(email)
        .map(({ text }) => text)
        .join(),
    ).toContain('made just now on the server itself')
    const path = new URL(readFileSync(join(folder, 'link'), 'utf8').trim()).pathname
    expect((await browser.open(path)).heading).toBe('Recover your account')
    expect((await browser.post(path, {})).location).toBe('/signin/recovery')
    expect((await browser.post(path, {})).status).toBe(404)
    const asked = await browser.post('/signin/recovery', { do: 'password', password })
    const secret = secretOn(asked)
    const fields = { do: 'complete', proof: asked.hidden('proof'), code: clinic.code(secret) }
    expect(codesOn(await browser.post('/signin/recovery', fields))).toHaveLength(10)
  })

  test('gets none while another one can confirm, and none that works later than in an hour', async () => {
    const { email } = clinic.admin
    expect(await recover(email, 'late')).toMatchObject({ code: 0 })
    await clinic.travel(61 * 60_000)
    const path = new URL(readFileSync(join(folder, 'late'), 'utf8').trim()).pathname
    const browser = createCookieBrowser(clinic.world.baseUrl, clinic.world.baseUrl)
    expect((await browser.post(path, {})).status).toBe(404)
    const { rows } = await clinic.world.store.db.query({
      sql: `update memberships set admin = true, invitation_open = false where id = $1::uuid returning id`,
      params: [plain.membership],
    })
    expect(rows).toHaveLength(1)
    expect(await recover(email, 'second')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/Another administrator of the server/),
    })
  })
})
