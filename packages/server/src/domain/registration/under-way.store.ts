import { sql, statement, statementByNames } from '#base/db'

/**
 * Takes a project for an import, unless another live import has it. This is the gate: of two concurrent ones, one gets
 * it.
 */
export const takeProject = statementByNames<{ project: string; run: string; now: Date; until: Date }, { run: string }>(
  'imports.take',
  ({ project, run, now, until }) => sql`
    insert into imports_under_way as held (project, run, held_until) values (${project}, ${run}, ${until})
    on conflict (project) do update set run = excluded.run, held_until = excluded.held_until
    where held.held_until <= ${now}
    returning run::text as run`,
)

/** Extends the hold; no row when another import has taken the project. */
export const holdProject = statement<[until: Date, project: string, run: string], { run: string }>(
  'imports.hold',
  (until, project, run) => sql`
    update imports_under_way set held_until = ${until}
    where project = ${project} and run = ${run}
    returning run::text as run`,
)

export const leaveProject = statement<[project: string, run: string], never>(
  'imports.leave',
  (project, run) => sql`delete from imports_under_way where project = ${project} and run = ${run}`,
)
