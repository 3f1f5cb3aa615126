import { type PlaceholderFor, sql, statement } from '#base/db'

/** The administrator whose link has not been used yet. */
export const awaitedAdministrator = statement<[], { userId: string }>(
  'registration.awaited-administrator',
  () => sql`
    select l.user_id::text as "userId"
    from one_time_links l join users u on u.id = l.user_id
    where l.kind = 'set-up' and u.password_hash is null
    limit 1`,
)

/** While the guide is open, the store is young and these tables are small; afterwards nothing more is looked at. */
export const stillAwaited = statement<[], { awaited: boolean }>(
  'registration.still-awaited',
  () => sql`
    select exists (
      select 1 from one_time_links l join users u on u.id = l.user_id
      where l.kind = 'set-up' and u.password_hash is null
    ) as awaited
    from installation where set_up_at is not null and guide_ended_at is null`,
)

/** Only one of the nodes that start on an empty store sets it up. Without a link there is no guide. */
export const claimSetUp = statement<[now: Date, isGuided: boolean], { singleton: boolean }>(
  'registration.claim-set-up',
  (now, isGuided) => sql`
    update installation
    set set_up_at = ${now}, guide_ended_at = case when ${isGuided}::boolean then null else ${now}::timestamptz end
    where set_up_at is null and not exists (select 1 from projects)
    returning singleton`,
)

const administersServer = (userId: PlaceholderFor<string>) => sql`
  exists (
    select 1 from memberships m join projects p on p.id = m.project and p.super_admin and p.active
    where m.user_id = ${userId} and m.user_type = 'User' and m.admin and m.active and not m.invitation_open
  )`

/** How far the guide is, for an administrator of the server. */
export const guideOf = statement<[userId: string], { isOpen: boolean; firstClient: string | null }>(
  'registration.guide-of',
  (userId) => sql`
    select guide_ended_at is null as "isOpen", first_client::text as "firstClient"
    from installation
    where set_up_at is not null and ${administersServer(userId)}`,
)

/** Ends the guide: of two forms that are sent at once, one makes the project. */
export const endGuide = statement<[now: Date, userId: string], { singleton: boolean }>(
  'registration.end-guide',
  (now, userId) => sql`
    update installation set guide_ended_at = ${now}
    where guide_ended_at is null and set_up_at is not null and ${administersServer(userId)}
    returning singleton`,
)

export const noteFirstClient = statement<[clientId: string], never>(
  'registration.note-first-client',
  (clientId) => sql`update installation set first_client = ${clientId}`,
)
