/** The peer does what it is measured by: durable, once, with the algorithms of the server. */
import { hasPostgres, openSecond, openTestStore, type TestStore } from '@damson/testkit'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makePeerCodes, startPeer } from '../src/peer/peer.ts'
import { RESOURCE } from '../src/peer/plan.ts'
import { CHALLENGE, redeeming } from '../src/stand/people.ts'
import type { ServerProcess } from '../src/stand/processes.ts'

const MACHINE = { id: 'machine', secret: 'a-secret-of-the-machine-0123456789' }
const APP = { id: 'app', secret: 'a-secret-of-the-app-0123456789' }
const REDIRECT_URI = 'https://app.example.org/signed-in'

describe.skipIf(!hasPostgres())('oidc-provider beside the server', () => {
  let store: TestStore
  let peer: ServerProcess
  beforeAll(async () => {
    store = await openTestStore('postgres', { empty: true })
    const asked = { redirectUri: REDIRECT_URI, scope: 'openid offline_access', nonce: 'n', challenge: CHALLENGE }
    const plan = { databaseUrl: store.url ?? '', poolSize: 8, machines: [MACHINE], app: { ...APP, ...asked } }
    peer = await startPeer(plan)
  })
  afterAll(async () => {
    await peer.stop()
    await store.close()
  })
  beforeEach(() => store.db.exec(`delete from peer_audit; delete from peer_records where id <> 'template'`))

  async function ask({ id, secret }: typeof APP, form: string): Promise<{ status: number; body: Tokens }> {
    const Authorization = `Basic ${btoa(`${id}:${secret}`)}`
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Authorization }
    const answer = await fetch(`${peer.url}/token`, { method: 'POST', headers, body: form })
    const text = await answer.text()
    return { status: answer.status, body: (answer.status === 500 ? {} : JSON.parse(text)) as Tokens }
  }
  const redeem = (code: string) => ask(APP, `${redeeming(code)}&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`)
  const machineToken = (more = '') => ask(MACHINE, `grant_type=client_credentials${more}`)
  const signedToken = () => machineToken(`&resource=${encodeURIComponent(RESOURCE)}`)

  async function stored(): Promise<{ records: unknown[]; audited: unknown[] }> {
    const records = await store.db.query({
      sql: `select kind from peer_records where id <> 'template' order by kind`,
      params: [],
    })
    const audited = await store.db.query({ sql: 'select client_id from peer_audit', params: [] })
    return { records: records.rows.map(({ kind }) => kind), audited: audited.rows.map((row) => row['client_id']) }
  }

  test('redeems a code once, of several requests that all found it unused', async () => {
    const [code = ''] = await makePeerCodes(store.db, 1)
    const locker = await openSecond(store, 1)
    const sql = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    const waiting = { sql, params: [] }
    const answers = await locker.tx(async (tx) => {
      await tx.query({ sql: 'select 1 from peer_records where id = $1 for update', params: [code] })
      const sent = Array.from({ length: 3 }, () => redeem(code))
      await expect.poll(async () => (await store.db.query(waiting)).rows.length).toBe(3)
      return { sent: Promise.all(sent) }
    })
    expect((await answers.sent).map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 400, 400])
    await locker.close()
  })

  test('signs both tokens of a code by ES256 and stores the refresh token', async () => {
    const [code = ''] = await makePeerCodes(store.db, 2)
    const { body } = await redeem(code)
    expect(decodeProtectedHeader(body.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(decodeProtectedHeader(body.id_token ?? '')).toMatchObject({ alg: 'ES256' })
    const { records } = await stored()
    expect(records).toEqual([...Array<string>(2).fill('AuthorizationCode'), 'Grant', 'Grant', 'RefreshToken'])
  })

  test('refuses a code without its PKCE verifier, and a wrong secret', async () => {
    const [code = ''] = await makePeerCodes(store.db, 1)
    const form = `grant_type=authorization_code&code=${code}&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`
    expect(await ask(APP, form)).toMatchObject({ status: 400 })
    expect(await ask({ ...MACHINE, secret: 'wrong' }, 'grant_type=client_credentials')).toMatchObject({ status: 401 })
  })

  test('has a record and an audit row of a signed token, or sends none', async () => {
    const { status, body } = await signedToken()
    expect(status).toBe(200)
    expect(decodeProtectedHeader(body.access_token)).toMatchObject({ alg: 'ES256' })
    expect(await stored()).toEqual({ records: ['ClientCredentials'], audited: [MACHINE.id] })
    await store.db.exec('alter table peer_audit rename to away')
    expect(await signedToken()).toMatchObject({ status: 500 })
    await store.db.exec('alter table away rename to peer_audit')
  })

  test('stores an opaque token, and audits none', async () => {
    const { body } = await machineToken()
    expect(body.access_token).not.toContain('.')
    expect(await stored()).toEqual({ records: ['ClientCredentials'], audited: [] })
  })
})

interface Tokens {
  readonly access_token: string
  readonly id_token?: string
}
