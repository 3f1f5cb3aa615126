import { sql, statement, statementByNames } from '#base/db'

export interface SealedSecret {
  readonly name: string
  readonly sealed: string
}

export const namesOfSecrets = statement<[project: string], { name: string }>(
  'project-secrets.names',
  (project) => sql`select name from project_secrets where project = ${project} order by name`,
)

export interface ListedSecret {
  readonly name: string
  /** The profile that set its value. */
  readonly setBy: string
  readonly setAt: Date
}

/** The secrets of a project without their values, by name. */
export const listedSecrets = statement<[project: string], ListedSecret>(
  'project-secrets.listed',
  (project) => sql`
    select name, set_by as "setBy", set_at as "setAt" from project_secrets where project = ${project} order by name`,
)

export const secretsNamed = statement<[project: string, names: readonly string[]], SealedSecret>(
  'project-secrets.named',
  (project, names) => sql`
    select name, sealed from project_secrets where project = ${project} and name = any(${names}::text[])`,
)

export const putSecret = statementByNames<SealedSecret & { project: string; setBy: string; now: Date }, never>(
  'project-secrets.put',
  ({ project, name, sealed, setBy, now }) => sql`
    insert into project_secrets (project, name, sealed, set_by, set_at)
    values (${project}, ${name}, ${sealed}, ${setBy}, ${now})
    on conflict (project, name) do update
      set sealed = excluded.sealed, set_by = excluded.set_by, set_at = excluded.set_at`,
)

export const removeSecrets = statement<[project: string, names: readonly string[]], never>(
  'project-secrets.remove',
  (project, names) => sql`delete from project_secrets where project = ${project} and name = any(${names}::text[])`,
)

export const outdatedSecrets = statement<[keyVersion: string], SealedSecret & { project: string }>(
  'project-secrets.outdated',
  (keyVersion) => sql`
    select project::text as project, name, sealed from project_secrets
    where not starts_with(sealed, ${keyVersion})
    limit 50`,
)

/** Leaves one alone that was set anew meanwhile. */
export const resealSecret = statementByNames<SealedSecret & { project: string; before: string }, never>(
  'project-secrets.reseal',
  ({ project, name, sealed, before }) => sql`
    update project_secrets set sealed = ${sealed}
    where project = ${project} and name = ${name} and sealed = ${before}`,
)
