import { type PlaceholderFor, sql, statement, statementByNames } from '#base/db'
import { rootFrom, within } from './roots.store.ts'

export interface LoginRow {
  readonly id: string
  readonly rootId: string | null
  readonly project: string | null
  readonly userId: string | null
  readonly clientId: string | null
  readonly membershipId: string | null
  readonly profile: string | null
  readonly requestedProject: string | null
  readonly requestedProfileType: string | null
  readonly scope: string
  readonly nonce: string | null
  readonly codeChallenge: string | null
  readonly redirectUri: string | null
  readonly state: string | null
  /** Resource scopes were asked for. */
  readonly limited: boolean
  /** `Patient/id`, chosen by a person who is not that patient. */
  readonly patient: string | null
  /** What an EHR launch gave, as JSON; its patient is in `patient`. */
  readonly launch: string | null
  readonly consentedAt: Date | null
  readonly createdAt: Date
  readonly handleExpiresAt: Date | null
  readonly browserHash: string | null
  /** The project at whose address it began; null for the server's own. */
  readonly issuerProject: string | null
  readonly grantedAt: Date | null
  readonly revokedAt: Date | null
  readonly rootRevokedAt: Date | null
  /** When the root expires if unused; null when it has no idle limit or there is no root. */
  readonly rootIdleUntil: Date | null
  readonly rootEndsAt: Date | null
  readonly authenticatedAt: Date | null
  /** Consent is asked for even if it was given before. */
  readonly askConsent: boolean
  readonly responseMode: string | null
  /** The greatest age of the proof when the code is issued. */
  readonly maxAgeSeconds: number | null
  /** The assurance that the app asked for. */
  readonly askedAcr: string | null
  readonly acrEssential: boolean
  readonly method: string
  /** The identity provider that proved the person; null: Damson did. */
  readonly providerKey: string | null
  readonly identityId: string | null
  /** What was proven. */
  readonly factors: readonly string[]
}

/**
 * Whether a login `l` is limited to its resource scopes: some were asked for, or its app gets no more of people than their
 * identity without any. An app that this is demanded of by now is limited at once; what a person saw as their identity
 * alone never becomes more. `alone`: whether it is demanded of the app.
 */
const limitedIf = (alone: string): string => `(l.limited or (l.user_id is not null and coalesce(${alone}, false)))`
export const isLimited = (alone: string) => sql.raw(limitedIf(alone))

const LIMITED = limitedIf('(select c.identity_alone from clients c where c.id = l.client_id)')

/** For a login `l` and its root `t`. */
export const loginColumns = sql.raw(`
  l.id::text as id, l.root_id::text as "rootId", l.project::text as project, l.user_id::text as "userId",
  l.client_id::text as "clientId", l.membership_id::text as "membershipId", l.profile,
  l.requested_project as "requestedProject",
  l.requested_profile_type as "requestedProfileType", l.scope, l.nonce, l.code_challenge as "codeChallenge",
  l.redirect_uri as "redirectUri", l.state, ${LIMITED} as limited, l.patient, l.launch, l.consented_at as "consentedAt",
  l.created_at as "createdAt", l.handle_expires_at as "handleExpiresAt",
  l.browser_hash as "browserHash", l.issuer_project::text as "issuerProject", l.granted_at as "grantedAt",
  l.revoked_at as "revokedAt",
  t.revoked_at as "rootRevokedAt", t.ends_at as "rootEndsAt",
  coalesce(t.last_used_at, t.authenticated_at) + make_interval(secs => t.idle_seconds) as "rootIdleUntil",
  coalesce(l.authenticated_at, t.authenticated_at) as "authenticatedAt",
  l.ask_consent as "askConsent", l.response_mode as "responseMode", l.max_age_seconds as "maxAgeSeconds", l.method,
  l.asked_acr as "askedAcr", l.acr_essential as "acrEssential",
  l.provider_key as "providerKey", l.identity_id::text as "identityId",
  coalesce(l.factors, t.factors, '{}') as factors`)

/** An app's login as stored in its row. */
export interface NewChild {
  readonly id: string
  readonly root_id: string
  readonly user_id: string
  readonly client_id: string | null
  readonly method: string
  readonly requested_project: string | null
  readonly requested_profile_type: string | null
  readonly scope: string
  readonly nonce: string | null
  readonly code_challenge: string | null
  readonly redirect_uri: string | null
  readonly state: string | null
  readonly created_at: Date
  readonly last_used_at: Date
  readonly expires_at: Date
  readonly handle_hash: string
  readonly handle_expires_at: Date
  readonly browser_hash: string | null
  readonly issuer_project: string | null
  readonly authenticated_at: Date
  readonly factors: readonly string[]
  readonly ask_consent: boolean
  readonly response_mode: string | null
  readonly max_age_seconds: number | null
  readonly asked_acr: string | null
  readonly acr_essential: boolean
  readonly provider_key: string | null
  readonly identity_id: string | null
}

const CHILD = sql.raw(`
  id, root_id, user_id, client_id, method, requested_project, requested_profile_type, scope, nonce, code_challenge,
  redirect_uri, state, created_at, last_used_at, expires_at, handle_hash, handle_expires_at, browser_hash,
  issuer_project, authenticated_at,
  factors, ask_consent, response_mode, max_age_seconds, asked_acr, acr_essential, provider_key, identity_id`)

/**
 * `limited` is stored beside the scope, because narrowing may leave no resource scope in it, and because an app of which
 * resource scopes are demanded now may be freed of that later.
 */
const childFrom = (child: PlaceholderFor<string>) => sql`
  insert into logins (${CHILD}, limited)
  select ${CHILD}, scope ~ '(^| )(patient|user|system)/'
    or coalesce((select c.identity_alone from clients c where c.id = n.client_id), false)
  from json_populate_record(null::logins, ${child}::json) n`

/** Makes an app's login from the JSON of `NewChild`. */
export const insertChild = statement<[child: string], never>('logins.insert-child', childFrom)

/** The same with its new root, from the JSON of `NewRoot`. */
export const insertRootAndChild = statement<[root: string, child: string], never>(
  'logins.insert-with-root',
  (root, child) => sql`with root as (${rootFrom(root)}) ${childFrom(child)}`,
)

/** A new login of a machine: root and login in one row. */
export interface MachineLogin {
  readonly id: string
  readonly project: string
  readonly clientId: string
  readonly membershipId: string
  readonly profile: string
  readonly scope: string
  readonly clientAuth: string
  readonly issuerProject: string | null
  readonly now: Date
  readonly expiresAt: Date
}

export const insertMachineLogin = statementByNames<MachineLogin, never>(
  'logins.insert-machine',
  ({ id, project, clientId, membershipId, profile, scope, clientAuth, issuerProject, now, expiresAt }) => sql`
    insert into logins (id, project, client_id, membership_id, profile, method, scope, limited, client_auth,
      issuer_project, created_at, last_used_at, granted_at, expires_at)
    values (${id}, ${project}, ${clientId}, ${membershipId}, ${profile}, 'client', ${scope},
      ${scope}::text ~ '(^| )(patient|user|system)/', ${clientAuth}, ${issuerProject}, ${now}, ${now}, ${now},
      ${expiresAt})`,
)

export const loginById = statement<[id: string], LoginRow>(
  'logins.by-id',
  (id) => sql`select ${loginColumns} from logins l left join login_roots t on t.id = l.root_id where l.id = ${id}`,
)

/** Sets the membership once: of two concurrent choices, only one finds it unset. */
export const setMembership = statementByNames<
  { project: string; membershipId: string; profile: string; id: string; now: Date },
  { id: string }
>(
  'logins.set-membership',
  ({ project, membershipId, profile, id, now }) => sql`
    update logins
    set project = ${project}, membership_id = ${membershipId}, profile = ${profile}
    where id = ${id} and membership_id is null and granted_at is null and revoked_at is null and handle_expires_at > ${now}
    returning id::text as id`,
)

/** Narrows the scope as long as no token was issued. The caller has checked that it is a subset. */
export const narrowScope = statementByNames<{ scope: string; id: string; earlier: string; now: Date }, { id: string }>(
  'logins.narrow-scope',
  ({ scope, id, earlier, now }) => sql`
    update logins
    set scope = ${scope}
    where id = ${id} and scope = ${earlier} and granted_at is null and revoked_at is null and handle_expires_at > ${now}
    returning id::text as id`,
)

/** Sets the chosen patient, once. */
export const setPatient = statement<[patient: string, id: string, now: Date], { id: string }>(
  'logins.set-patient',
  (patient, id, now) => sql`
    update logins set patient = ${patient}
    where id = ${id} and patient is null and membership_id is not null and granted_at is null and revoked_at is null
      and handle_expires_at > ${now}
    returning id::text as id`,
)

/** Consents to the requested scope, or to a part of it that the caller has checked. */
export const markConsented = statementByNames<
  { now: Date; endsAt: Date; scope: string; id: string; earlier: string },
  { id: string }
>(
  'logins.mark-consented',
  ({ now, endsAt, scope, id, earlier }) => sql`
    update logins set consented_at = ${now}, consent_ends_at = ${endsAt}, scope = ${scope}
    where id = ${id} and scope = ${earlier} and granted_at is null and revoked_at is null and handle_expires_at > ${now}
    returning id::text as id`,
)

export const revokeLogin = statement<[now: Date, why: string, id: string], { id: string }>(
  'logins.revoke',
  (now, why, id) => sql`
    update logins set revoked_at = ${now}, revoked_why = ${why} where id = ${id} and revoked_at is null
    returning id::text as id`,
)

/** Ends the root and the same person's other roots in the browser: to the person they are one sign-in. */
export const revokeRoot = statement<[now: Date, why: string, id: string], { id: string }>(
  'logins.revoke-root',
  (now, why, id) => sql`
    update login_roots t set revoked_at = ${now}, revoked_why = ${why}
    from login_roots one
    where one.id = ${id} and t.revoked_at is null
      and (t.id = one.id or (t.browser_hash = one.browser_hash and t.user_id = one.user_id and ${within(now)}))
    returning t.id::text as id`,
)

export const revokeRootsOfUser = statementByNames<
  { now: Date; why: string; userId: string; except: string | null },
  { id: string }
>(
  'logins.revoke-roots-of-user',
  ({ now, why, userId, except }) => sql`
    update login_roots t set revoked_at = ${now}, revoked_why = ${why}
    where t.user_id = ${userId} and t.revoked_at is null and not exists (
      select 1 from login_roots one
      where one.id = ${except}::uuid and (one.id = t.id or (one.browser_hash = t.browser_hash and one.user_id = t.user_id))
    )
    returning t.id::text as id`,
)

export interface ChildRow {
  readonly id: string
  readonly project: string
  readonly userId: string | null
  readonly clientId: string | null
  readonly profile: string | null
}

/** The apps' logins under a root that have not ended. */
export const childrenOf = statement<[rootId: string, now: Date], ChildRow>(
  'logins.children-of',
  (rootId, now) => sql`
    select id::text as id, project::text as project, user_id::text as "userId", client_id::text as "clientId", profile
    from logins
    where root_id = ${rootId} and project is not null and granted_at is not null and revoked_at is null
      and expires_at > ${now}
    order by id`,
)

/** A person's live roots from which an app got tokens (null: an app without an id), and whether all had resource scopes. */
export const rootsOfApp = statement<[userId: string, clientId: string | null], { id: string; limited: boolean }>(
  'logins.roots-of-app',
  (userId, clientId) => sql`
    select t.id::text as id, bool_and(${sql.raw(LIMITED)}) as limited
    from login_roots t join logins l on l.root_id = t.id
    where t.user_id = ${userId} and t.revoked_at is null and l.client_id is not distinct from ${clientId}::uuid
      and l.granted_at is not null
    group by t.id`,
)

/** An app with one of its logins, and the project at whose address it signed in; null for the server's own. */
export interface AppRow extends ChildRow {
  readonly issuerProject: string | null
}

/** The apps that got tokens under a root and have not ended since, each with its latest login. */
export const appsOf = statement<[rootId: string], AppRow>(
  'logins.apps-of',
  (rootId) => sql`
    select distinct on (project, client_id) id::text as id, project::text as project, user_id::text as "userId",
      client_id::text as "clientId", profile, issuer_project::text as "issuerProject"
    from logins
    where root_id = ${rootId} and project is not null and granted_at is not null and revoked_at is null
    order by project, client_id, created_at desc`,
)

export const revokeAppOfRoot = statementByNames<
  { now: Date; why: string; rootId: string; clientId: string | null },
  { id: string }
>(
  'logins.revoke-app-of-root',
  ({ now, why, rootId, clientId }) => sql`
    update logins set revoked_at = ${now}, revoked_why = ${why}
    where root_id = ${rootId} and client_id is not distinct from ${clientId}::uuid and revoked_at is null
    returning id::text as id`,
)

export const revokeLoginsOfMembership = statementByNames<
  { now: Date; why: string; project: string; membershipId: string },
  { id: string }
>(
  'logins.revoke-of-membership',
  ({ now, why, project, membershipId }) => sql`
    update logins set revoked_at = ${now}, revoked_why = ${why}
    where project = ${project} and membership_id = ${membershipId} and revoked_at is null
    returning id::text as id`,
)

export const revokeLoginsOfApp = statementByNames<
  { now: Date; why: string; project: string; membershipId: string; clientId: string },
  { id: string }
>(
  'logins.revoke-of-app',
  ({ now, why, project, membershipId, clientId }) => sql`
    update logins set revoked_at = ${now}, revoked_why = ${why}
    where project = ${project} and membership_id = ${membershipId} and client_id = ${clientId} and revoked_at is null
    returning id::text as id`,
)

/** An app's other logins in a membership that are live or have an unredeemed code, and their scopes. */
export const loginsOfApp = statementByNames<
  { project: string; membershipId: string; clientId: string; except: string; now: Date },
  { id: string; scope: string; limited: boolean; patient: string | null }
>(
  'logins.of-app',
  ({ project, membershipId, clientId, except, now }) => sql`
    select l.id::text as id, l.scope, ${sql.raw(LIMITED)} as limited, l.patient from logins l
    where project = ${project} and membership_id = ${membershipId} and client_id = ${clientId} and id <> ${except}
      and (granted_at is not null or consented_at is not null) and revoked_at is null and expires_at > ${now}`,
)

export interface SessionRow {
  readonly id: string
  readonly rootId: string
  readonly project: string
  readonly membershipId: string
  readonly clientId: string | null
  readonly method: string
  readonly lastUsedAt: Date
  readonly sealedOrigin: string
}

const SESSION = sql.raw(`
  l.id::text as id, t.id::text as "rootId", l.project::text as project, l.membership_id::text as "membershipId",
  l.client_id::text as "clientId",
  t.method, l.last_used_at as "lastUsedAt", t.sealed_place as "sealedOrigin"`)

/** A person's logins that still work, newest first. */
export const sessionsOf = statement<[userId: string, now: Date], SessionRow>(
  'logins.sessions',
  (userId, now) => sql`
    select ${SESSION}
    from logins l join login_roots t on t.id = l.root_id
    where t.user_id = ${userId} and l.granted_at is not null and l.revoked_at is null and t.revoked_at is null
      and l.membership_id is not null and l.expires_at > ${now}
    order by l.last_used_at desc
    limit 100`,
)

/** Roots whose origin was sealed with another key version than the given one. */
export const outdatedOrigins = statement<[keyVersion: string], { id: string; sealedOrigin: string }>(
  'logins.outdated-origins',
  (keyVersion) => sql`
    select id::text as id, sealed_place as "sealedOrigin" from login_roots
    where not starts_with(sealed_place, ${keyVersion})
    limit 500`,
)

export const resealOrigin = statement<[sealedOrigin: string, id: string], never>(
  'logins.reseal-origin',
  (sealedOrigin, id) => sql`update login_roots set sealed_place = ${sealedOrigin} where id = ${id}`,
)

export const sessionById = statement<[id: string, userId: string], SessionRow>(
  'logins.session',
  (id, userId) => sql`
    select ${SESSION}
    from logins l join login_roots t on t.id = l.root_id
    where l.id = ${id} and t.user_id = ${userId} and l.membership_id is not null`,
)

/** Ends every login of every user, with pending ones and their codes: after a restore. */
export const revokeAllLogins = statement<[now: Date, why: string], never>(
  'logins.revoke-all',
  (now, why) => sql`
    with roots as (
      update login_roots set revoked_at = ${now}, revoked_why = ${why} where revoked_at is null
    )
    update logins
    set revoked_at = ${now}, revoked_why = ${why}, handle_hash = null, code_spent_at = coalesce(code_spent_at, ${now})
    where revoked_at is null`,
)
