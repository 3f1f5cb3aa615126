/**
 * `oidc-provider` as an operator would run it for machines, with its records in PostgreSQL. Its tokens are opaque,
 * because its signed ones leave no record and could not be revoked: one durable insert, no signature, no audit, no
 * limits.
 */
import { exportJWK, generateKeyPair } from 'jose'
import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider'
import { Pool } from 'pg'
import type { PeerPlan } from './peer.ts'

const plan = JSON.parse(process.env['PEER_PLAN'] ?? '{}') as PeerPlan
const pool = new Pool({ connectionString: plan.databaseUrl, max: 20 })

await pool.query(`
  create table if not exists peer_records (
    kind text, id text, payload jsonb not null, expires_at timestamptz, primary key (kind, id)
  )`)

/** One row for each record, as in the library's own examples of SQL adapters. */
class PostgresAdapter implements Adapter {
  readonly #kind: string

  constructor(kind: string) {
    this.#kind = kind
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    await pool.query({
      name: 'peer-upsert',
      text: `
        insert into peer_records values ($1, $2, $3, now() + $4 * interval '1 second')
        on conflict (kind, id) do update set payload = excluded.payload, expires_at = excluded.expires_at`,
      values: [this.#kind, id, JSON.stringify(payload), expiresIn],
    })
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const { rows } = await pool.query({
      name: 'peer-find',
      text: 'select payload from peer_records where kind = $1 and id = $2',
      values: [this.#kind, id],
    })
    return (rows[0] as { payload: AdapterPayload } | undefined)?.payload
  }

  async destroy(id: string): Promise<void> {
    await pool.query('delete from peer_records where kind = $1 and id = $2', [this.#kind, id])
  }

  // For grants by people, which are not measured.
  findByUid(): Promise<undefined> {
    return Promise.resolve(undefined)
  }
  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined)
  }
  consume(): Promise<void> {
    return Promise.resolve()
  }
  revokeByGrantId(): Promise<void> {
    return Promise.resolve()
  }
}

const { privateKey } = await generateKeyPair('ES256', { extractable: true })
const provider = new Provider(`http://127.0.0.1:${plan.port}`, {
  adapter: PostgresAdapter,
  jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'ES256' }] },
  clients: plan.clients.map(({ id, secret }) => ({
    client_id: id,
    client_secret: secret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    id_token_signed_response_alg: 'ES256',
  })),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
  },
})
provider.listen(plan.port, '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
