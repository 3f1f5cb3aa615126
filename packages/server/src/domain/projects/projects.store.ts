import { sql, statement, statementByNames } from '#base/db'

export const putProject = statement<[id: string, active: boolean], never>(
  'projects.put',
  (id, active) => sql`
    insert into projects (id, active) values (${id}, ${active})
    on conflict (id) do update set active = excluded.active`,
)

/**
 * Holds a project until the transaction ends. Each write of its resource comes by this row (`putProject`), before its own
 * row: whoever holds it reads what the next write replaces, and nobody waits for both.
 */
export const holdProject = statement<[id: string], { id: string }>(
  'projects.hold',
  (id) => sql`select id::text as id from projects where id = ${id} for no key update`,
)

export const putDeveloperMode = statement<[id: string, until: Date | null], never>(
  'projects.put-developer-mode',
  (id, until) => sql`update projects set developer_until = ${until} where id = ${id}`,
)

/** There are few at any time: developer mode ends within a day. */
export const projectsInDeveloperMode = statement<
  [now: Date],
  { id: string; superAdmin: boolean; developerUntil: Date }
>(
  'projects.in-developer-mode',
  (now) => sql`
    select id::text as id, super_admin as "superAdmin", developer_until as "developerUntil"
    from projects where active and developer_until > ${now}`,
)

export const makeSuperAdmin = statement<[id: string], never>(
  'projects.make-super-admin',
  (id) => sql`update projects set super_admin = true where id = ${id}`,
)

/** Whether a project is the server's own. */
export const isServersOwn = statement<[id: string], { own: boolean }>(
  'projects.is-servers-own',
  (id) => sql`select super_admin as own from projects where id = ${id}`,
)

export interface ListedProject {
  readonly id: string
  readonly name: string
  readonly active: boolean
  readonly superAdmin: boolean
  readonly changedAt: Date
  readonly version: number
  /** `Project.systemSetting`, as JSON. */
  readonly systemSetting: string
}

/** Every project of the server, by name; some after one of them. `part`: of the name, in lower case; empty: all. */
export const listedProjects = statementByNames<
  { part: string; afterName: string; afterId: string; limit: number },
  ListedProject
>(
  'projects.listed',
  ({ part, afterName, afterId, limit }) => sql`
    select * from (
      select p.id::text as id, coalesce(r.content::jsonb ->> 'name', '') as name, p.active as active,
        p.super_admin as "superAdmin", r.updated_at as "changedAt", r.version,
        coalesce((r.content::jsonb -> 'systemSetting')::text, '[]') as "systemSetting"
      from projects p
      join resources r on r.project = p.id and r.type = 'Project' and r.id = p.id::text and not r.deleted
    ) l
    where (lower(l.name), l.id) > (${afterName}, ${afterId})
      and (${part} = '' or position(${part} in lower(l.name)) > 0)
    order by lower(l.name), l.id
    limit ${limit}`,
)

/** An active project with its resource, as stored. */
export const activeProject = statement<[id: string], { content: string }>(
  'projects.active',
  (id) => sql`
    select r.content from projects p
    join resources r on r.project = p.id and r.type = 'Project' and r.id = p.id::text and not r.deleted
    where p.id = ${id} and p.active`,
)

export const deleteOrigins = statement<[ownerType: string, ownerId: string], never>(
  'origins.delete',
  (ownerType, ownerId) => sql`delete from origins where owner_type = ${ownerType} and owner_id = ${ownerId}`,
)

export const insertOrigins = statementByNames<
  { origins: readonly string[]; project: string; ownerType: string; ownerId: string },
  never
>(
  'origins.insert',
  ({ origins, project, ownerType, ownerId }) => sql`
    insert into origins (origin, project, owner_type, owner_id)
    select distinct o, ${project}::uuid, ${ownerType}::text, ${ownerId}::uuid from unnest(${origins}::text[]) as o`,
)

export const originOwners = statement<[origin: string], { project: string; ownerType: string; ownerId: string }>(
  'origins.owners',
  (origin) => sql`
    select project::text as project, owner_type as "ownerType", owner_id::text as "ownerId" from origins
    where origin = ${origin}`,
)
