import { forgetStatement, sql, statement, statementByNames } from '#base/db'
import { STORED, type Stored } from '#domain/resources'

export interface DeviceWindowRow {
  readonly id: string
  readonly project: string
  readonly userId: string
  readonly membershipId: string
  readonly name: string
  readonly accessPolicy: string | null
  readonly deviceId: string | null
  readonly expiresAt: Date
}

/** Opens a window, and closes the person's earlier ones. */
export const openDeviceWindow = statementByNames<DeviceWindowRow & { readonly now: Date }, never>(
  'device-windows.open',
  ({ id, project, userId, membershipId, name, accessPolicy, deviceId, now, expiresAt }) => sql`
    with closed as (
      update device_windows set closed_at = ${now}::timestamptz where user_id = ${userId}::uuid and closed_at is null
    )
    insert into device_windows
      (id, project, user_id, membership_id, name, access_policy, device_id, opened_at, expires_at)
    values
      (${id}, ${project}, ${userId}::uuid, ${membershipId}, ${name}, ${accessPolicy}, ${deviceId}, ${now}::timestamptz,
      ${expiresAt})`,
)

/** The windows that a person has open. */
export const openWindowsOf = statement<[userId: string, now: Date], DeviceWindowRow>(
  'device-windows.of',
  (userId, now) => sql`
    select id::text as id, project::text as project, user_id::text as "userId", membership_id::text as "membershipId", name,
      access_policy as "accessPolicy", device_id::text as "deviceId", expires_at as "expiresAt"
    from device_windows
    where user_id = ${userId} and closed_at is null and expires_at > ${now}
    order by opened_at desc
    limit 5`,
)

export const closeDeviceWindow = statementByNames<
  { project: string; id: string; userId: string; now: Date },
  { id: string }
>(
  'device-windows.close',
  ({ project, id, userId, now }) => sql`
    update device_windows set closed_at = ${now}
    where project = ${project} and id = ${id} and user_id = ${userId} and closed_at is null
    returning id::text as id`,
)

export const forgetDeviceWindows = forgetStatement('device-windows.forget', {
  table: 'device_windows',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})

export interface NewDeviceCode {
  readonly id: string
  readonly project: string
  readonly clientId: string
  readonly codeHash: string
  readonly userCodeHash: string
  /** Null: a person is to sign in. */
  readonly key: string | null
  readonly thumbprint: string | null
  readonly scope: string
  readonly origin: string
  readonly now: Date
  readonly expiresAt: Date
  readonly intervalSeconds: number
}

/** No row if the code that a person types is taken, or if the key is that of a device that was lost. */
export const insertDeviceCode = statementByNames<NewDeviceCode, { id: string }>(
  'device-codes.insert',
  ({
    id,
    project,
    clientId,
    codeHash,
    userCodeHash,
    key,
    thumbprint,
    scope,
    origin,
    now,
    expiresAt,
    intervalSeconds,
  }) => sql`
    insert into device_codes (id, project, client_id, code_hash, user_code_hash, key, thumbprint, scope, origin,
      asked_at, expires_at, interval_seconds)
    select ${id}::uuid, ${project}::uuid, ${clientId}::uuid, ${codeHash}::text, ${userCodeHash}::text, ${key}::text,
      ${thumbprint}::text, ${scope}::text, ${origin}::text, ${now}::timestamptz, ${expiresAt}::timestamptz, ${intervalSeconds}::integer
    where not exists (
      select 1 from lost_device_keys where project = ${project}::uuid and thumbprint = ${thumbprint}::text
    )
    on conflict do nothing
    returning id::text as id`,
)

export const isLostKey = statement<[project: string, thumbprint: string], { lost: boolean }>(
  'lost-device-keys.has',
  (project, thumbprint) => sql`
    select exists (select 1 from lost_device_keys where project = ${project} and thumbprint = ${thumbprint}) as lost`,
)

export const lostAmong = statement<[project: string, thumbprints: readonly string[]], { lost: boolean }>(
  'lost-device-keys.among',
  (project, thumbprints) => sql`
    select exists (
      select 1 from lost_device_keys where project = ${project} and thumbprint = any(${thumbprints}::text[])
    ) as lost`,
)

export interface AskedDeviceRow {
  readonly id: string
  readonly project: string
  readonly clientId: string
  readonly key: string
  readonly thumbprint: string
  readonly origin: string
  readonly askedAt: Date
}

/** A device that asks with a code that its administrator typed, and waits. */
export const deviceOfUserCode = statement<[project: string, hashes: readonly string[], now: Date], AskedDeviceRow>(
  'device-codes.of-user-code',
  (project, hashes, now) => sql`
    select id::text as id, project::text as project, client_id::text as "clientId", key, thumbprint, origin,
      asked_at as "askedAt"
    from device_codes
    where project = ${project} and user_code_hash = any(${hashes}::text[]) and key is not null and state = 'pending'
      and expires_at > ${now}`,
)

/**
 * Uses a window and a code, both once, on whichever node: no row if either is gone. The device has two more minutes to ask
 * how it stands.
 */
export const approveDeviceCode = statementByNames<
  { project: string; userId: string; windowId: string; codeId: string; deviceId: string; now: Date },
  { id: string }
>(
  'device-codes.approve',
  ({ project, userId, windowId, codeId, deviceId, now }) => sql`
    with used as (
      update device_windows set closed_at = ${now}::timestamptz
      where project = ${project}::uuid and id = ${windowId} and user_id = ${userId} and closed_at is null
        and expires_at > ${now}::timestamptz
      returning id
    )
    update device_codes
    set state = 'approved', device_id = ${deviceId},
      expires_at = greatest(expires_at, ${now}::timestamptz + interval '2 minutes')
    where project = ${project}::uuid and id = ${codeId} and key is not null and state = 'pending'
      and expires_at > ${now}::timestamptz
      and exists (select 1 from used)
    returning id::text as id`,
)

export const denyDeviceCode = statement<[project: string, id: string, now: Date], { id: string }>(
  'device-codes.deny',
  (project, id, now) => sql`
    update device_codes set state = 'denied'
    where project = ${project} and id = ${id} and state = 'pending' and expires_at > ${now}
    returning id::text as id`,
)

export interface PolledDeviceRow {
  readonly id: string
  readonly project: string
  readonly clientId: string
  /** Null: a person is to sign in. */
  readonly key: string | null
  readonly scope: string
}

/** What a device code belongs to. Reading it counts as nothing. */
export const deviceOfCode = statement<[codeHash: string], PolledDeviceRow>(
  'device-codes.of-code',
  (codeHash) => sql`
    select id::text as id, project::text as project, client_id::text as "clientId", key, scope
    from device_codes where code_hash = ${codeHash}`,
)

export interface DevicePollRow {
  /** As it was. */
  readonly state: 'pending' | 'approved' | 'denied' | 'used'
  readonly tooFast: boolean
  readonly expired: boolean
  readonly deviceId: string | null
  /** The code of a person's sign-in, sealed. */
  readonly signIn: string | null
  readonly intervalSeconds: number
}

/**
 * Counts a poll, and uses an approved code: once, on whichever node. One second is left to the network. A poll that comes
 * too fast makes the device wait five seconds longer (RFC 8628 §3.5).
 */
export const pollDeviceCode = statement<[project: string, id: string, now: Date], DevicePollRow>(
  'device-codes.poll',
  (project, id, now) => sql`
    with held as (
      select id, state, expires_at <= ${now}::timestamptz as expired,
        coalesce(polled_at > ${now}::timestamptz - make_interval(secs => interval_seconds - 1), false) as too_fast
      from device_codes
      where project = ${project} and id = ${id}
      for update
    )
    update device_codes d
    set polled_at = ${now}::timestamptz,
      interval_seconds = d.interval_seconds + case when h.too_fast then 5 else 0 end,
      state = case when h.state = 'approved' and not h.too_fast and not h.expired then 'used' else d.state end
    from held h
    where d.id = h.id
    returning h.state, h.too_fast as "tooFast", h.expired, d.device_id::text as "deviceId",
      d.sign_in as "signIn", d.interval_seconds as "intervalSeconds"`,
)

/** What was approved for a device, and never fetched: nobody gets a token by its earlier key any more. */
export const denyCodesOfDevice = statement<[project: string, deviceId: string], never>(
  'device-codes.deny-of-device',
  (project, deviceId) => sql`
    update device_codes set state = 'denied'
    where project = ${project} and device_id = ${deviceId} and state = 'approved'`,
)

/** Ends what was under way: after a restore, a used code and the window of its administrator would be open again. */
export const dropDeviceRequests = statement<[now: Date], never>(
  'device-codes.drop-all',
  (now) => sql`
    with closed as (update device_windows set closed_at = ${now} where closed_at is null)
    delete from device_codes`,
)

export const forgetDeviceCodes = forgetStatement('device-codes.forget', {
  table: 'device_codes',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})

/** Notes a device that was connected, or its new key. */
export const putDevice = statementByNames<
  { id: string; project: string; thumbprint: string; connectedBy: string; now: Date },
  never
>(
  'devices.put',
  ({ id, project, thumbprint, connectedBy, now }) => sql`
    insert into devices (id, project, thumbprint, key_since, connected_at, connected_by)
    values (${id}, ${project}, ${thumbprint}, ${now}::timestamptz, ${now}::timestamptz, ${connectedBy})
    on conflict (id) do update
    set thumbprint = excluded.thumbprint, key_since = excluded.key_since, ended_at = null, ended_as = null,
      connected_at = coalesce(devices.connected_at, excluded.connected_at),
      connected_by = coalesce(devices.connected_by, excluded.connected_by)
    where devices.project = excluded.project`,
)

/** The access policies of a project, for an administrator to choose from. */
export const policiesToChoose = statement<[project: string], Stored>(
  'devices.policies',
  (project) => sql`
    select ${STORED} from resources r
    where r.project = ${project} and r.type = 'AccessPolicy' and not r.deleted
    order by r.rk
    limit 500`,
)

export const membershipsOfDevice = statement<[project: string, deviceId: string], { id: string }>(
  'devices.memberships',
  (project, deviceId) => sql`
    select id::text as id from memberships
    where project = ${project} and user_type = 'ClientApplication' and user_id = ${deviceId}`,
)

export interface DeviceRow {
  readonly id: string
  readonly keySince: Date | null
  readonly connectedAt: Date | null
  readonly endedAt: Date | null
  readonly endedAs: 'revoked' | 'lost' | null
}

/** Those of these devices that were connected or ended here. */
export const devicesAmong = statement<[project: string, ids: readonly string[]], DeviceRow>(
  'devices.among',
  (project, ids) => sql`
    select id::text as id, key_since as "keySince", connected_at as "connectedAt", ended_at as "endedAt",
      ended_as as "endedAs"
    from devices where project = ${project} and id = any(${ids}::uuid[])`,
)

/** Marks a device as ended; the key of one that was lost connects nothing again. */
export const markDeviceEnded = statementByNames<
  { project: string; id: string; as: 'revoked' | 'lost'; lostKeys: readonly string[]; now: Date },
  never
>(
  'devices.end',
  ({ project, id, as, lostKeys, now }) => sql`
    with ended as (
      insert into devices (id, project, ended_at, ended_as)
      values (${id}::uuid, ${project}::uuid, ${now}::timestamptz, ${as}::text)
      on conflict (id) do update set ended_at = excluded.ended_at, ended_as = excluded.ended_as
      where devices.project = excluded.project
      returning project, thumbprint
    )
    insert into lost_device_keys (project, thumbprint, lost_at)
    select project, thumbprint, ${now}::timestamptz from ended where thumbprint is not null and ${as}::text = 'lost'
    union select ${project}::uuid, key, ${now}::timestamptz from unnest(${lostKeys}::text[]) as key
    on conflict do nothing`,
)
