import { sql, statement } from '#base/db'
import { COMMON, type PrincipalRow, RESOURCES } from './access.store.ts'

/** A Bot acting as itself, through its own membership. */
export const principalOfBot = statement<[project: string, botId: string], PrincipalRow>(
  'access.principal-of-bot',
  (project, botId) => sql`
    select null as "loginId", null as "rootId", m.project::text as project, null as "userId", null as "clientId",
      '' as scope, false as limited, null as patient, null as launch, true as granted, false as revoked,
      null as "expiresAt", null as "authenticatedAt",
      null::text[] as factors, null::timestamptz as "lastUsedAt", null::timestamptz as "idleUntil",
      false as "vouchedFor", null as "userActive", ${COMMON}
    from (
      select * from memberships where project = ${project} and user_type = 'Bot' and user_id = ${botId} order by id limit 1
    ) m
    cross join (
      select null::boolean as active, null::text as kind, null::integer as fhir_request_limit, null::boolean as needs_device
    ) c
    ${RESOURCES}`,
)
