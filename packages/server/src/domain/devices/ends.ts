import { accepted, type ClientApplication, type Result, refused } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import type { Grantee } from '#domain/access'
import { dropSecrets, readKeySet } from '#domain/clients'
import { endLoginsOfMembership } from '#domain/logins'
import type { RequestOrigin } from '#domain/projects'
import { replaceGated, type WriteRefusal } from '#domain/resources'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import type { DeviceDeps } from './dependencies.ts'
import { denyCodesOfDevice, markDeviceEnded, membershipsOfDevice } from './devices.store.ts'
import { markOfKeyUrl, thumbprintOf } from './key.ts'
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
    const keys = await marksOf(id, device.client)
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
async function marksOf(id: string, { jwks, jwksUri }: ClientApplication): Promise<readonly string[]> {
  const keys = jwks === undefined ? undefined : readKeySet(jwks, 'registered')
  const thumbprints = await Promise.all(keys?.ok === true ? keys.value.map(thumbprintOf) : [])
  return jwksUri === undefined ? thumbprints : [...thumbprints, markOfKeyUrl(id, jwksUri)]
}

/** Ends what a device is signed in with. */
export async function endDeviceLogins(
  tx: Tx,
  project: string,
  deviceId: string,
  why: string,
  now: Date,
): Promise<readonly Invalidation[]> {
  const ended: Invalidation[] = []
  await denyCodesOfDevice.run(tx, project, deviceId)
  for (const { id } of await membershipsOfDevice.rows(tx, project, deviceId))
    ended.push(...(await endLoginsOfMembership(tx, project, id, why, now)))
  return ended
}
