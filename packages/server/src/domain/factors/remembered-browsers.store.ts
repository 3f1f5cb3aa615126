import { forgetStatement, sql, statement, statementByNames } from '#base/db'

/** A browser in which a person is not asked for a second factor. */
export interface RememberedBrowser {
  readonly id: string
  readonly project: string
  readonly browserHash: string
  readonly browser: string | null
  readonly system: string | null
  readonly expiresAt: Date
}

/** Whether a browser is remembered for a person in a project, for no longer than the project says today. */
export const isRemembered = statementByNames<
  { userId: string; project: string; browserHash: string; days: number; now: Date },
  { remembered: boolean }
>(
  'remembered-browsers.is',
  ({ userId, project, browserHash, days, now }) => sql`
    select exists (
      select 1 from remembered_browsers
      where user_id = ${userId} and project = ${project} and browser_hash = ${browserHash}
        and expires_at > ${now}::timestamptz
        and created_at + make_interval(days => ${days}::integer) > ${now}::timestamptz
    ) as remembered`,
)

/** Remembers the browser of a root in which a password and a second factor were proven just now. */
export const rememberBrowser = statementByNames<
  {
    id: string
    rootId: string
    project: string
    browser: string | null
    system: string | null
    now: Date
    provenAfter: Date
    expiresAt: Date
  },
  { id: string }
>(
  'remembered-browsers.remember',
  ({ id, rootId, project, browser, system, now, provenAfter, expiresAt }) => sql`
    insert into remembered_browsers (id, user_id, project, browser_hash, browser, system, created_at, expires_at)
    select ${id}::uuid, t.user_id, ${project}::uuid, t.browser_hash, ${browser}::text, ${system}::text,
      ${now}::timestamptz, ${expiresAt}::timestamptz
    from login_roots t
    where t.id = ${rootId} and t.browser_hash is not null and t.revoked_at is null and 'password' = any(t.factors)
      and t.factors && '{totp,passkey,passkey-touch}'::text[] and t.factors_proven_at > ${provenAfter}
    on conflict (user_id, project, browser_hash) do update
    set browser = excluded.browser, system = excluded.system, created_at = excluded.created_at,
      expires_at = excluded.expires_at
    returning id::text as id`,
)

export const rememberedBrowsersOf = statement<[userId: string, now: Date], RememberedBrowser>(
  'remembered-browsers.of-user',
  (userId, now) => sql`
    select id::text as id, project::text as project, browser_hash as "browserHash", browser, system,
      expires_at as "expiresAt"
    from remembered_browsers
    where user_id = ${userId} and expires_at > ${now}
    order by created_at desc, id
    limit 100`,
)

export const forgetBrowser = statement<[id: string, userId: string], { project: string }>(
  'remembered-browsers.forget-one',
  (id, userId) => sql`
    delete from remembered_browsers where id = ${id} and user_id = ${userId} returning project::text as project`,
)

/** After a restore, browsers that were forgotten since would be remembered again. */
export const forgetAllRemembered = statement<[], never>(
  'remembered-browsers.forget-all',
  () => sql`delete from remembered_browsers`,
)

export const forgetRememberedBrowsers = forgetStatement('remembered-browsers.forget', {
  table: 'remembered_browsers',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})
