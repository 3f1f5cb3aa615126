import { sql, statement } from '#base/db'
import { REMEMBERED } from './factor-demand.ts'

/** Notes on a login, not on its root, that its browser was remembered. */
export const markRemembered = statement<[id: string], never>(
  'logins.mark-remembered',
  (id) => sql`
    update logins l set factors = coalesce(l.factors, t.factors) || ${sql.lit(REMEMBERED)}::text
    from login_roots t
    where l.id = ${id} and t.id = l.root_id`,
)
