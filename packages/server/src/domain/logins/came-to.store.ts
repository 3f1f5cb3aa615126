import { type PlaceholderFor, sql } from '#base/db'

type Fragment = ReturnType<typeof sql.raw>

/**
 * Records on a membership that its person has signed in, after which it is no longer pending. This is part of the
 * statement that completes the sign-in, so that it costs no round trip. `done` names the part that has its project and
 * membership_id. A sign-in never waits for this: if another transaction has locked the membership, it stays as it is. The
 * table belongs to `domain/memberships`.
 */
export const cameTo = (now: PlaceholderFor<Date>, done: Fragment) => sql`
  update memberships m set last_sign_in_at = greatest(m.last_sign_in_at, ${now}::timestamptz), invitation_open = false
  from (
    select held.project, held.id
    from ${done} done join memberships held on held.project = done.project and held.id = done.membership_id
    for no key update of held skip locked
  ) here
  where m.project = here.project and m.id = here.id`
