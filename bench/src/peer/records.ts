import { randomUUID } from 'node:crypto'
import { type Adapter, type AdapterConstructor, type AdapterPayload, errors } from 'oidc-provider'
import type { Pool } from 'pg'

/** The tables of the peer. */
export const TABLES = `
  create table peer_records (
    kind text, id text, grant_id text, payload json not null, expires_at timestamptz, consumed_at timestamptz,
    primary key (kind, id)
  );
  create index peer_records_by_grant on peer_records (grant_id) where grant_id is not null;
  create table peer_audit (id uuid primary key, at timestamptz not null, kind text, client_id text, event json)`

const UPSERT = {
  name: 'peer-upsert',
  text: `
    insert into peer_records (kind, id, grant_id, payload, expires_at)
    values ($1, $2, $3, $4, now() + $5 * interval '1 second')
    on conflict (kind, id) do update set payload = excluded.payload, expires_at = excluded.expires_at`,
}
const FIND = {
  name: 'peer-find',
  text: `
    select payload, extract(epoch from consumed_at)::float as consumed
    from peer_records where kind = $1 and id = $2`,
}
const CONSUME = {
  name: 'peer-consume',
  text: 'update peer_records set consumed_at = now() where kind = $1 and id = $2 and consumed_at is null',
}

/**
 * One row for each record, as in the library's own examples. Each statement is its own transaction, which is durable
 * before it returns.
 */
export function postgresAdapter(pool: Pool): AdapterConstructor {
  return class implements Adapter {
    readonly #kind: string

    constructor(kind: string) {
      this.#kind = kind
    }

    async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
      const values = [this.#kind, id, payload.grantId ?? null, JSON.stringify(payload), expiresIn]
      await pool.query({ ...UPSERT, values })
    }

    async find(id: string): Promise<AdapterPayload | undefined> {
      const { rows } = await pool.query({ ...FIND, values: [this.#kind, id] })
      const [row] = rows as { readonly payload: AdapterPayload; readonly consumed: number | null }[]
      if (row === undefined) return undefined
      return row.consumed === null ? row.payload : { ...row.payload, consumed: row.consumed }
    }

    /** The library reads first, so two requests may both get here: only one of them consumes. */
    async consume(id: string): Promise<void> {
      const { rowCount } = await pool.query({ ...CONSUME, values: [this.#kind, id] })
      if (rowCount !== 1) throw new errors.InvalidGrant('already consumed')
    }

    async destroy(id: string): Promise<void> {
      await pool.query('delete from peer_records where kind = $1 and id = $2', [this.#kind, id])
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      await pool.query('delete from peer_records where grant_id = $1', [grantId])
    }

    // For interactions with people, which are not measured.
    findByUid(): Promise<undefined> {
      return Promise.resolve(undefined)
    }
    findByUserCode(): Promise<undefined> {
      return Promise.resolve(undefined)
    }
  }
}

/** What the bench records about a JWT. */
export interface SignedToken {
  readonly jti: string
  readonly clientId: string
  readonly exp: number
  readonly payload: string
  readonly address: string
}

const RECORD = {
  name: 'peer-record',
  text: `
    with token as (
      insert into peer_records (kind, id, payload, expires_at)
      values ('ClientCredentials', $1, $2, to_timestamp($3))
    )
    insert into peer_audit (id, at, kind, client_id, event) values ($4, $5, 'token.issued', $6, $7)`,
}

/** One insert and one audit row in one statement, the fastest way to make both durable. */
export async function record(pool: Pool, { jti, clientId, exp, payload, address }: SignedToken): Promise<void> {
  const [id, at] = [randomUUID(), new Date()]
  const event = {
    kind: 'token.issued',
    id,
    at: at.toISOString(),
    outcome: 0,
    agent: `ClientApplication/${clientId}`,
    token: jti,
    reason: 'client_credentials',
    address,
  }
  await pool.query({ ...RECORD, values: [jti, payload, exp, id, at, clientId, JSON.stringify(event)] })
}
