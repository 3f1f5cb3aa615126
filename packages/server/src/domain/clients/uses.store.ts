import { sql, statement, statementByNames } from '#base/db'

/** How a client proved itself, or that it got a token for a person. */
export type ClientUseHow = 'secret' | 'old_secret' | 'key' | 'workload' | 'token' | 'basic'

interface NotedUse {
  readonly id: string
  readonly project: string
  readonly how: ClientUseHow
  readonly address: string
  readonly program: string
  readonly isBasic: boolean
  readonly isOldSecret: boolean
  readonly now: Date
}

/** Notes a use. Nothing is noted of a client that is gone. */
export const noteClientUse = statementByNames<NotedUse, never>(
  'client-uses.note',
  ({ id, project, how, address, program, isBasic, isOldSecret, now }) => sql`
    insert into client_uses as u (client_id, project, used_at, how, address, program, basic_used_at, old_secret_used_at,
      old_secret_address)
    select c.id, c.project, ${now}::timestamptz, ${how}::text, ${address}::text, ${program}::text,
      case when ${isBasic}::boolean then ${now}::timestamptz end,
      case when ${isOldSecret}::boolean then ${now}::timestamptz end,
      case when ${isOldSecret}::boolean then ${address}::text end
    from clients c
    where c.id = ${id}::uuid and c.project = ${project}::uuid
    on conflict (client_id) do update
    set used_at = greatest(u.used_at, excluded.used_at), how = excluded.how, address = excluded.address,
      program = excluded.program, basic_used_at = coalesce(excluded.basic_used_at, u.basic_used_at),
      old_secret_used_at = coalesce(excluded.old_secret_used_at, u.old_secret_used_at),
      old_secret_address = coalesce(excluded.old_secret_address, u.old_secret_address)
    where u.project = excluded.project`,
)

/** The use of a client, its addresses sealed. */
export interface ClientUseRow {
  readonly id: string
  readonly createdAt: Date
  readonly usedAt: Date | null
  readonly how: ClientUseHow | null
  readonly address: string | null
  readonly program: string | null
  readonly basicUsedAt: Date | null
  readonly oldSecretUsedAt: Date | null
  readonly oldSecretAddress: string | null
  /** Of the secret in force; null where it has none. */
  readonly secretAt: Date | null
  /** Of the secret that a rotation left beside it. */
  readonly oldSecretAt: Date | null
  readonly membershipId: string | null
}

/** The use of some clients of a project, the age of their secrets, and their membership. */
export const usesOfClients = statement<[project: string, ids: readonly string[]], ClientUseRow>(
  'client-uses.of-clients',
  (project, ids) => sql`
    select c.id::text as id, c.created_at as "createdAt", u.used_at as "usedAt", u.how, u.address, u.program,
      u.basic_used_at as "basicUsedAt", u.old_secret_used_at as "oldSecretUsedAt",
      u.old_secret_address as "oldSecretAddress", s.secret_at as "secretAt", s.old_secret_at as "oldSecretAt",
      (
        select m.id::text from memberships m
        where m.project = c.project and m.user_id = c.id and m.user_type = 'ClientApplication'
        order by m.id limit 1
      ) as "membershipId"
    from clients c
    left join client_uses u on u.client_id = c.id and u.project = c.project
    left join lateral (
      select max(created_at) filter (where not retiring) as secret_at,
        max(created_at) filter (where retiring) as old_secret_at
      from client_secrets where client_id = c.id
    ) s on true
    where c.project = ${project} and c.id = any(${ids}::uuid[])`,
)
