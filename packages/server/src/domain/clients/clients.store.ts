import { type PlaceholderFor, sql, statement, statementByNames } from '#base/db'

export interface SecretRow {
  readonly secretHash: string
  readonly keyVersion: string
  readonly retiring: boolean
}

export interface ClientRow {
  readonly id: string
  readonly project: string
  readonly active: boolean
  readonly kind: 'app' | 'server' | 'device'
  readonly authMethod: string
  readonly basicAllowed: boolean
  readonly firstParty: boolean
  readonly content: string
  readonly secrets: readonly SecretRow[]
  /** The version of the store's row; it changes with each change of the client. */
  readonly version: string
}

export const putClient = statementByNames<
  {
    id: string
    project: string
    active: boolean
    kind: string
    authMethod: string
    basicAllowed: boolean
    firstParty: boolean
    identityAlone: boolean
    backChannelLogoutUri: string | null
    fhirRequestLimit: number | null
    needsDevice: boolean
    now: Date
  },
  never
>(
  'clients.put',
  ({
    id,
    project,
    active,
    kind,
    authMethod,
    basicAllowed,
    firstParty,
    identityAlone,
    backChannelLogoutUri,
    fhirRequestLimit,
    needsDevice,
    now,
  }) => sql`
    insert into clients
      (id, project, active, kind, auth_method, basic_allowed, first_party, identity_alone, back_channel_logout_uri,
        fhir_request_limit, needs_device, created_at)
    values
      (${id}, ${project}, ${active}, ${kind}, ${authMethod}, ${basicAllowed}, ${firstParty}, ${identityAlone},
      ${backChannelLogoutUri}, ${fhirRequestLimit}, ${needsDevice}, ${now})
    on conflict (id) do update
    set active = excluded.active, kind = excluded.kind, auth_method = excluded.auth_method,
      basic_allowed = excluded.basic_allowed, first_party = excluded.first_party,
      identity_alone = excluded.identity_alone,
      back_channel_logout_uri = excluded.back_channel_logout_uri, fhir_request_limit = excluded.fhir_request_limit,
      needs_device = excluded.needs_device`,
)

/** The clients of a project that have a limit of their own. */
export const limitedClients = statement<[project: string], { id: string; limit: number }>(
  'clients.limited',
  (project) => sql`
    select id::text as id, fhir_request_limit as "limit" from clients
    where project = ${project} and fhir_request_limit is not null
    order by id
    limit 100`,
)

export const deleteClient = statement<[project: string, id: string], never>(
  'clients.delete',
  (project, id) => sql`
    with unused as (delete from client_uses where project = ${project} and client_id = ${id})
    delete from clients where project = ${project} and id = ${id}`,
)

/** A client is found by its id alone; the row names its project. */
export const clientById = statement<[id: string], ClientRow>(
  'clients.by-id',
  (id) => sql`
    select c.id::text as id, coalesce((
        select json_agg(json_build_object('secretHash', s.secret_hash, 'keyVersion', s.key_version, 'retiring', s.retiring))
        from client_secrets s where s.client_id = c.id
      ), '[]'::json) as secrets, c.project::text as project, c.active, c.kind, c.auth_method as "authMethod",
      c.basic_allowed as "basicAllowed", c.first_party as "firstParty", c.xmin::text as version, r.content
    from clients c
    join projects p on p.id = c.project and p.active
    join resources r on r.project = c.project and r.type = 'ClientApplication' and r.id = c.id::text and not r.deleted
    where c.id = ${id}`,
)

/** Serialises changes of one client's secrets until their transactions end. */
export const lockClient = statement<[id: string], { id: string }>(
  'clients.lock',
  (id) => sql`select id::text as id from clients where id = ${id} for update`,
)

/**
 * Part of a statement: locks a client of an active project until the transaction ends, so that a change of it waits.
 * Returns the locked version; no row if there is no such client.
 */
export const heldClientRow = (id: PlaceholderFor<string | null>) => sql`
  select c.xmin::text as version from clients c
  where c.id = ${id} and exists (select 1 from projects p where p.id = c.project and p.active)
  for share of c`

export const heldClient = statement<[id: string], { version: string }>('clients.held', (id) => heldClientRow(id))

export const secretsOf = statement<[clientId: string], SecretRow>(
  'client-secrets.of',
  (clientId) => sql`
    select secret_hash as "secretHash", key_version as "keyVersion", retiring from client_secrets
    where client_id = ${clientId}`,
)

/** Deletes secrets hashed with other key versions than these. */
export const dropSecretsOfOtherKeys = statement<[clientId: string, keyVersions: readonly string[]], never>(
  'client-secrets.drop-of-other-keys',
  (clientId, keyVersions) => sql`
    delete from client_secrets where client_id = ${clientId} and key_version <> all(${keyVersions}::text[])`,
)

export const dropSecrets = statement<[clientId: string], never>(
  'client-secrets.drop',
  (clientId) => sql`delete from client_secrets where client_id = ${clientId}`,
)

export const insertSecret = statementByNames<{ clientId: string; hash: string; keyVersion: string; now: Date }, never>(
  'client-secrets.insert',
  ({ clientId, hash, keyVersion, now }) => sql`
    insert into client_secrets (client_id, secret_hash, key_version, created_at)
    values (${clientId}, ${hash}, ${keyVersion}, ${now})`,
)

/**
 * Makes the current secret the retiring one and deletes the previous retiring one. No row if the given one isn't current.
 */
export const startRetiring = statement<[clientId: string, hash: string], { secretHash: string }>(
  'client-secrets.start-retiring',
  (clientId, hash) => sql`
    with started as (
      update client_secrets set retiring = true
      where client_id = ${clientId} and secret_hash = ${hash} and not retiring
      returning client_id, secret_hash
    ), dropped as (
      delete from client_secrets s using started where s.client_id = started.client_id and s.retiring
    )
    select secret_hash as "secretHash" from started`,
)

/** Makes the current secret the retiring one, and deletes the previous retiring one. */
export const retireCurrent = statement<[clientId: string], never>(
  'client-secrets.retire-current',
  (clientId) => sql`
    with dropped as (delete from client_secrets where client_id = ${clientId} and retiring)
    update client_secrets set retiring = true where client_id = ${clientId} and not retiring`,
)

export const dropRetiring = statement<[clientId: string, hash: string], { secretHash: string }>(
  'client-secrets.drop-retiring',
  (clientId, hash) => sql`
    delete from client_secrets where client_id = ${clientId} and secret_hash = ${hash} and retiring
    returning secret_hash as "secretHash"`,
)

/** The client of a project that a secret belongs to: helps the project's administrators to find a mix-up. */
export const clientOfSecret = statement<[project: string, secretHash: string], { id: string }>(
  'clients.of-secret',
  (project, secretHash) => sql`
    select c.id::text as id from client_secrets s join clients c on c.id = s.client_id
    where c.project = ${project} and s.secret_hash = ${secretHash}
    limit 1`,
)

/** The active apps of a project that can begin a sign-in by themselves: two at the most, since only a single one tells. */
export const clientsThatBegin = statement<[project: string], { id: string }>(
  'clients.that-begin',
  (project) => sql`
    select r.id from resources r join clients c on c.project = r.project and c.id::text = r.id and c.active
    where r.project = ${project} and r.type = 'ClientApplication' and not r.deleted
      and r.content like '%"initiateLoginUri"%'
    order by r.id limit 2`,
)
