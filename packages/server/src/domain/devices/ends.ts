import { accepted, type ClientApplication, type Result, refused } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import { refusable } from '#base/db'
import type { Grantee } from '#domain/access'
import { dropSecrets, readKeySet } from '#domain/clients'
import type { RequestOrigin } from '#domain/projects'
import { replaceGated, resourceOf, type WriteRefusal } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { endDeviceLogins } from './connect.ts'
import type { DeviceDeps } from './dependencies.ts'
import { devicesOf, markDeviceEnded } from './devices.store.ts'
import { thumbprintOf } from './key.ts'
import { useContext } from './use.ts'
import { covers, deviceEvent, readDevice } from './windows.ts'

export type EndDeviceRefusal =
  | { readonly why: 'unknown_device' }
  | { readonly why: 'refused'; readonly refusal: WriteRefusal }

/**
 * Switches a device off: its tokens end on every node. The key of one that was lost connects nothing again. It only takes
 * away, so its administrator needs no rights that the device had, and no new proof.
 */
export async function endDevice(
  deps: DeviceDeps,
  { grantee, origin }: { readonly grantee: Grantee; readonly origin: RequestOrigin },
  id: string,
  as: 'revoked' | 'lost',
): Promise<Result<void, EndDeviceRefusal>> {
  const { db, clock, gates, audit } = deps
  const now = clock.now()
  const { project } = grantee
  const done = await refusable(db, async (tx, refuse: (refusal: EndDeviceRefusal) => never) => {
    const device = await readDevice(tx, project, id)
    if (device === undefined || !covers(deps, grantee, 'update', device.stored))
      return refuse({ why: 'unknown_device' })
    const keys = await thumbprintsOf(device.client)
    const resource: ClientApplication = {
      ...(as === 'lost' ? withoutKeys(device.client) : device.client),
      status: 'off',
    }
    const draft = { project, type: 'ClientApplication', id, resource, author: grantee.profile }
    const written = await replaceGated(tx, gates, device.stored, draft, now)
    if (!written.ok) return refuse({ why: 'refused', refusal: written.refusal })
    const ended = await endDeviceLogins(tx, project, id, as, now)
    if (as === 'lost') await dropSecrets.run(tx, id)
    await markDeviceEnded.run(tx, { project, id, as, lostKeys: as === 'lost' ? keys : [], now })
    await audit.record(tx, [deviceEvent({ grantee }, `device.${as}`, `ClientApplication/${id}`, origin)])
    await publishInvalidations(tx, [...written.value.invalidations, ...ended], now)
    return undefined
  })
  return done.ok ? accepted(undefined) : refused(done.refusal)
}

/** What was lost proves nothing any more, also once somebody makes the client active again: it needs a new key first. */
function withoutKeys({
  jwks: _jwks,
  jwksUri: _url,
  workloadIdentity: _workload,
  basicAllowed: _basic,
  ...kept
}: ClientApplication): ClientApplication {
  return { ...kept, tokenEndpointAuthMethod: 'client_secret_basic' }
}

/** Of the keys that the client itself has, which an administrator may have written there. */
function thumbprintsOf({ jwks }: ClientApplication): Promise<readonly string[]> {
  const keys = jwks === undefined ? undefined : readKeySet(jwks, 'registered')
  return Promise.all(keys?.ok === true ? keys.value.map(thumbprintOf) : [])
}

/** A device as administrators see it. */
export interface ListedDevice {
  readonly id: string
  readonly name: string | undefined
  readonly active: boolean
  readonly signs: boolean
  readonly connectedAt: Date | null
  readonly keySince: Date | null
  readonly lastUsedAt: Date | null
  readonly lastAddress: string | undefined
  /** What its program says it is. */
  readonly program: string | undefined
  readonly lastBasicAt: Date | null
  readonly ended: { readonly as: 'revoked' | 'lost'; readonly at: Date } | undefined
}

const PAGE = 100

/** The devices of a project that an administrator may see, by their ids, after one of them. */
export async function listDevices(
  deps: Pick<DeviceDeps, 'issuers'> & { readonly db: Db; readonly keyring: Keyring },
  grantee: Grantee,
  after: string,
): Promise<{ readonly devices: readonly ListedDevice[]; readonly next: string | undefined }> {
  const rows = await devicesOf.rows(deps.db, { project: grantee.project, after, limit: PAGE })
  const devices = rows.flatMap((row): ListedDevice[] => {
    const client = resourceOf<ClientApplication>(row)
    if (client === undefined || !covers(deps, grantee, 'read', row)) return []
    const { endedAs: as, endedAt: at } = row
    return [
      {
        id: row.id,
        name: client.name,
        active: (client.status ?? 'active') === 'active',
        signs: client.jwks !== undefined || client.jwksUri !== undefined,
        connectedAt: row.connectedAt,
        keySince: row.keySince,
        lastUsedAt: row.usedAt,
        lastAddress: row.address === null ? undefined : opened(deps.keyring, row.address, row.id),
        program: row.agent ?? undefined,
        lastBasicAt: row.basicUsedAt,
        ended: as === null || at === null ? undefined : { as, at },
      },
    ]
  })
  return { devices, next: rows.length === PAGE ? rows.at(-1)?.id : undefined }
}

/** Undefined once its key is gone: the device writes a new one when it is used. */
function opened(keyring: Keyring, sealed: string, id: string): string | undefined {
  try {
    return keyring.unseal(sealed, useContext(id)).toString()
  } catch {
    return undefined
  }
}
