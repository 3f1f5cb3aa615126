import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { type Db, sql, statement } from '@damson/server/store'
import { freePort } from '@damson/testkit'
import { type ServerProcess, startServer } from '../stand/processes.ts'
import { type PeerPlan, TEMPLATE } from './plan.ts'

/** Starts `oidc-provider` in its own process. */
export async function startPeer(plan: Omit<PeerPlan, 'port'>): Promise<ServerProcess> {
  const port = await freePort()
  return startServer({
    file: fileURLToPath(new URL('./oidc-provider.process.ts', import.meta.url)),
    port,
    health: '/.well-known/openid-configuration',
    env: { PEER_PLAN: JSON.stringify({ ...plan, port } satisfies PeerPlan) },
  })
}

const copyRecords = statement<[template: string, codes: readonly string[], grants: readonly string[]], never>(
  'bench.copy-peer-records',
  (template, codes, grants) => sql`
    insert into peer_records (kind, id, grant_id, payload, expires_at)
    select r.kind, made.id, case r.kind when 'AuthorizationCode' then made.grant_id end,
      (r.payload::jsonb || jsonb_build_object('jti', made.id)
        || case r.kind when 'AuthorizationCode' then jsonb_build_object('grantId', made.grant_id) else '{}' end)::json,
      r.expires_at
    from peer_records r
    cross join unnest(${codes}::text[], ${grants}::text[]) as pair (code, grant_id)
    cross join lateral (
      select case r.kind when 'AuthorizationCode' then pair.code else pair.grant_id end as id, pair.grant_id
    ) made
    where r.id = ${template}`,
)

/** Copies the peer's template; each code has its own grant. */
export async function makePeerCodes(db: Db, count: number): Promise<readonly string[]> {
  const random = (): string => randomBytes(32).toString('base64url')
  const codes = Array.from({ length: count }, random)
  const copied = await copyRecords.run(db, TEMPLATE, codes, Array.from(codes, random))
  if (copied !== 2 * count) throw new Error(`${count} codes and grants were to be made, and ${copied} records were.`)
  return codes
}
