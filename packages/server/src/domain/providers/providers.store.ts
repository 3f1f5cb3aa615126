import { sql, statement, statementByNames } from '#base/db'

export interface ProviderRow {
  readonly key: string
  readonly project: string
  readonly configHash: string
  readonly sealedSecret: string | null
  readonly testedHash: string | null
}

/** A provider that may be used now, with the resource that names it. */
export interface ActiveProviderRow extends ProviderRow {
  readonly content: string
  /** The proven and enforced e-mail domains that name it. */
  readonly domains: readonly string[]
}

const COLUMNS = sql.raw(
  'v.key, v.project::text as project, v.config_hash as "configHash", v.sealed_secret as "sealedSecret", ' +
    'v.tested_hash as "testedHash"',
)

/** The table belongs to `domain/email-domains`. */
const WITH_CONTENT = sql.raw(`r.content, (
    select coalesce(json_agg(d.domain order by d.domain), '[]'::json) from domains d
    where d.project = v.project and d.provider_key = v.key and d.enforced and d.status = 'proven'
  ) as domains`)

/** Providers with the resource that names each: the one place in SQL that takes a key apart. */
const WITH_OWNER = sql.raw(`
  from providers v
  join resources r on r.project = v.project and r.id = split_part(v.key, ':', 2) and not r.deleted
    and r.type = case split_part(v.key, ':', 1) when 'client' then 'ClientApplication'
      when 'provider' then 'ProjectIdentityProvider' else 'DomainConfiguration' end`)

/** A provider whose owner is active, in an active project; the operator's own domains belong to no project. */
const ACTIVE = sql.raw(`
  where v.active and (
    v.project = '00000000-0000-0000-0000-000000000000'
    or exists (select 1 from projects p where p.id = v.project and p.active)
  )`)

/** By its key, or by the one from before it was moved, while the addresses of that still serve it. */
export const activeProvider = statement<[key: string], ActiveProviderRow>(
  'providers.active',
  (key) => sql`
    select ${COLUMNS}, ${WITH_CONTENT} ${WITH_OWNER} ${ACTIVE}
      and v.key = coalesce((select m.key from providers m where m.moved_from = ${key}), ${key})`,
)

export const activeProvidersOf = statement<[project: string], ActiveProviderRow>(
  'providers.active-of',
  (project) =>
    sql`select ${COLUMNS}, ${WITH_CONTENT} ${WITH_OWNER} ${ACTIVE} and v.project = ${project} order by v.key`,
)

/** All providers of a project, active or not, with those of the operator's own domains. */
export const providersEver = statement<[project: string, systemProject: string], ActiveProviderRow>(
  'providers.ever',
  (project, systemProject) => sql`
    select ${COLUMNS}, ${WITH_CONTENT} ${WITH_OWNER}
    where v.project in (${project}::uuid, ${systemProject}::uuid)
    order by v.key`,
)

export const providerByKey = statement<[key: string], ProviderRow>(
  'providers.by-key',
  (key) => sql`select ${COLUMNS} from providers v where v.key = ${key}`,
)

/**
 * A provider's configuration, held until the transaction ends. A change waits for the sign-in, and then finds it to end.
 */
export const heldProvider = statement<[key: string], { configHash: string }>(
  'providers.held',
  (key) => sql`select config_hash as "configHash" from providers where key = ${key} and active for share`,
)

/** Lets one node after the other bring the operator's providers in step with its settings. */
export const lockOperators = statement<[], { locked: string }>(
  'providers.lock-operators',
  () => sql`select pg_advisory_xact_lock(hashtextextended('operators', 24))::text as locked`,
)

/** Providers of one kind; of the operator's, as the node that started last has them. */
export const providersByPrefix = statement<[prefix: string], { key: string; configHash: string }>(
  'providers.by-prefix',
  (prefix) =>
    sql`select key, config_hash as "configHash" from providers where starts_with(key, ${prefix}) order by key`,
)

/** A test counts only for the configuration that was tested: with another hash it is void. */
export const putProvider = statementByNames<
  {
    key: string
    project: string
    active: boolean
    issuer: string | null
    configHash: string
    sealedSecret: string | null
    movedFrom: string | null
  },
  never
>(
  'providers.put',
  ({ key, project, active, issuer, configHash, sealedSecret, movedFrom }) => sql`
    insert into providers (key, project, active, issuer, config_hash, sealed_secret, moved_from)
    values (${key}, ${project}, ${active}, ${issuer}, ${configHash}, ${sealedSecret}, ${movedFrom})
    on conflict (key) do update
    set active = excluded.active, issuer = excluded.issuer, config_hash = excluded.config_hash,
      sealed_secret = excluded.sealed_secret, moved_from = excluded.moved_from`,
)

/** The provider that the addresses of this key still serve, since it was moved away from there. */
export const movedAway = statement<[project: string, key: string], { key: string }>(
  'providers.moved-away',
  (project, key) => sql`select key from providers where project = ${project} and moved_from = ${key}`,
)

export interface ProviderToMoveRow extends ProviderRow {
  readonly active: boolean
}

/** A provider's row, held until the transaction ends: sign-ins with it wait, or are waited for. */
export const providerToMove = statement<[project: string, key: string], ProviderToMoveRow>(
  'providers.to-move',
  (project, key) => sql`
    select ${COLUMNS}, v.active from providers v where v.project = ${project} and v.key = ${key} for update`,
)

/**
 * Lets a moved provider be as tried as it was, if it is configured as it was. When it was tried is not taken over: at its
 * new address nobody has tried it yet.
 */
export const keepTrial = statement<[project: string, from: string, to: string], never>(
  'providers.keep-trial',
  (project, from, to) => sql`
    update providers v set tested_hash = o.tested_hash from providers o
    where v.project = ${project} and v.key = ${to} and o.project = v.project and o.key = ${from}
      and o.config_hash = v.config_hash`,
)

export const deleteProvider = statement<[key: string], never>(
  'providers.delete',
  (key) => sql`delete from providers where key = ${key}`,
)

/** Notes a passed test, if the configuration is still the one that was tested. */
export const markTested = statement<[key: string, configHash: string, now: Date], { key: string }>(
  'providers.mark-tested',
  (key, configHash, now) => sql`
    update providers set tested_hash = ${configHash}, tested_at = ${now}
    where key = ${key} and config_hash = ${configHash}
    returning key`,
)

/** Whether a provider was tried as it is configured now, also since it was moved, and is on. */
export const testedProvider = statement<[key: string], { tested: boolean; testedHere: boolean; active: boolean }>(
  'providers.tested',
  (key) => sql`
    select coalesce(tested_hash = config_hash, false) as tested,
      coalesce(tested_hash = config_hash and tested_at is not null, false) as "testedHere", active
    from providers where key = ${key}`,
)

/** Secrets that were sealed with another key version than this one. */
export const outdatedSecrets = statement<[keyVersion: string], { key: string; sealedSecret: string }>(
  'providers.outdated-secrets',
  (keyVersion) => sql`
    select key, sealed_secret as "sealedSecret" from providers
    where sealed_secret is not null and not starts_with(sealed_secret, ${keyVersion})
    limit 500`,
)

export const resealSecret = statement<[sealedSecret: string, key: string, earlier: string], never>(
  'providers.reseal-secret',
  (sealedSecret, key, earlier) => sql`
    update providers set sealed_secret = ${sealedSecret} where key = ${key} and sealed_secret = ${earlier}`,
)

export interface HeldProviderRow {
  readonly key: string
  readonly tested: boolean
  readonly active: boolean
  readonly content: string
}

/** Providers of a project by key, held until the transaction ends: a change of one waits for who names it. */
export const heldProviders = statement<[project: string, keys: readonly string[]], HeldProviderRow>(
  'providers.held-of-project',
  (project, keys) => sql`
    select v.key, coalesce(v.tested_hash = v.config_hash, false) as tested, v.active, r.content ${WITH_OWNER}
    where v.project = ${project} and v.key = any(${keys}::text[])
    for share of v`,
)

/** The clients and domains of a project that name one of its providers. */
export const ownersNaming = statement<
  [project: string, reference: string],
  { type: string; id: string; content: string }
>(
  'providers.owners-naming',
  (project, reference) => sql`
    select r.type, r.id, r.content from resources r
    where r.project = ${project} and r.type in ('ClientApplication', 'DomainConfiguration') and not r.deleted
      and position('"' || ${reference}::text || '"' in r.content) > 0
    order by r.type, r.id`,
)
