import { accepted, type ClientApplication, type Result, refused } from '@damson/fhir'
import { constantTimeEqual } from '#base/crypto'
import { refusable, type Tx } from '#base/db'
import { uuid } from '#base/random'
import { grantProblem, isNamed } from '#domain/access'
import { readTypedText } from '#domain/factors'
import { type ProjectRow, readProject } from '#domain/projects'
import { createClient } from '#domain/registration'
import { replaceGated, type WriteRefusal, writeRefusal } from '#domain/resources'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import type { Allowance } from '#domain/throttle'
import { type AskedFrom, askedFrom } from './ask.ts'
import type { DeviceDeps } from './dependencies.ts'
import {
  type AskedDeviceRow,
  approveDeviceCode,
  type DeviceWindowRow,
  denyDeviceCode,
  deviceOfUserCode,
  putDevice,
} from './devices.store.ts'
import { endDeviceLogins } from './ends.ts'
import { FINGERPRINT_LENGTH, fingerprintOf, keptKey } from './key.ts'
import { hashesOf, readUserCode } from './user-code.ts'
import { covers, type DeviceAdministrator, deviceEvent, newDeviceProblem, readDevice } from './windows.ts'

/** What asks to be connected, as its administrator sees it. */
export interface WaitingDevice extends AskedFrom {
  readonly row: AskedDeviceRow
}

export type UserCodeRefusal =
  | { readonly why: 'wrong_code' }
  | { readonly why: 'too_many_attempts'; readonly allowance: Allowance }

/**
 * Finds what asks with a code that an administrator typed. Counted before it is looked up, for the account, the browser's
 * sign-in, the address and the project.
 */
export async function findWaiting(
  deps: DeviceDeps,
  by: DeviceAdministrator & { readonly askedBy: string },
  typed: string,
): Promise<Result<WaitingDevice, UserCodeRefusal>> {
  const { db, clock, keyring, throttle, audit } = deps
  const { grantee, origin, askedBy } = by
  const code = readUserCode(typed)
  if (code === undefined) return refused({ why: 'wrong_code' })
  const own = await throttle.code(`device:${grantee.userId}`, `device:${askedBy}`)
  if (!own.allowance.allowed) return refused({ why: 'too_many_attempts', allowance: own.allowance })
  const here = await throttle.attempt(origin.address)
  if (!here.allowed) return refused({ why: 'too_many_attempts', allowance: here })
  const ofProject = await throttle.deviceCode(grantee.project)
  if (!ofProject.allowance.allowed) return refused({ why: 'too_many_attempts', allowance: ofProject.allowance })
  const hashes = hashesOf(keyring, code)
  const row = await deviceOfUserCode.maybeOne(db, grantee.project, hashes, clock.now())
  if (row === undefined) {
    await audit.committed(deviceEvent(by, 'device.failed', 'DeviceCode/unknown', origin, 'wrong_code'))
    return refused({ why: 'wrong_code' })
  }
  await own.right()
  await ofProject.right()
  return accepted({ row, ...askedFrom(keyring, row) })
}

export type ConnectRefusal =
  | { readonly why: 'wrong_fingerprint' }
  | { readonly why: 'gone' }
  | { readonly why: 'refused'; readonly refusal: WriteRefusal }

/**
 * Makes a client of a device, or gives it its new key, if the administrator typed the fingerprint that the device shows. The
 * window and the code are used up with it.
 */
export async function connectDevice(
  deps: DeviceDeps,
  by: DeviceAdministrator,
  window: DeviceWindowRow,
  row: AskedDeviceRow,
  typedFingerprint: string,
): Promise<Result<void, ConnectRefusal>> {
  const { db, clock, audit } = deps
  const { grantee, origin } = by
  const typed = readTypedText(typedFingerprint, FINGERPRINT_LENGTH) ?? ''
  if (!constantTimeEqual(typed, fingerprintOf(row.thumbprint).replaceAll('-', ''))) {
    await audit.committed(deviceEvent(by, 'device.failed', `DeviceCode/${row.id}`, origin, 'wrong_fingerprint'))
    return refused({ why: 'wrong_fingerprint' })
  }
  const now = clock.now()
  const done = await refusable(db, async (tx, refuse: (refusal: ConnectRefusal) => never) => {
    const project = await readProject(tx, window.project)
    if (project === undefined || window.project !== grantee.project || row.project !== window.project)
      return refuse({ why: 'gone' })
    const made =
      window.deviceId === null
        ? await makeDevice(tx, deps, by, project, window, row)
        : await giveKey(tx, deps, by, project, window.deviceId, row)
    if (!made.ok) return refuse({ why: 'refused', refusal: made.refusal })
    const { deviceId, invalidations } = made.value
    const { userId } = grantee
    const gate = { project: project.id, userId, windowId: window.id, codeId: row.id, deviceId, now }
    if ((await approveDeviceCode.maybeOne(tx, gate)) === undefined) return refuse({ why: 'gone' })
    const { thumbprint } = row
    const connectedBy = grantee.membershipId
    await putDevice.run(tx, { id: deviceId, project: project.id, thumbprint, connectedBy, now })
    const kind = window.deviceId === null ? 'device.connected' : 'device.rekeyed'
    await audit.record(tx, [deviceEvent(by, kind, `ClientApplication/${deviceId}`, origin)])
    await publishInvalidations(tx, invalidations, now)
    return undefined
  })
  if (done.ok) return accepted(undefined)
  const reason = done.refusal.why === 'refused' ? done.refusal.refusal.code : done.refusal.why
  await audit.committed(deviceEvent(by, 'device.failed', `DeviceCode/${row.id}`, origin, reason))
  return done
}

type MadeDevice = Result<{ readonly deviceId: string; readonly invalidations: readonly Invalidation[] }, WriteRefusal>

/** The members that let a device sign in with a key, and with nothing else. */
function signingWith({ key, thumbprint }: AskedDeviceRow): Partial<ClientApplication> {
  const { jwk } = keptKey(key, thumbprint)
  return {
    status: 'active',
    kind: 'device',
    tokenEndpointAuthMethod: 'private_key_jwt',
    grantType: ['client_credentials'],
    jwks: { keys: [{ ...jwk, kid: thumbprint, use: 'sig', alg: 'ES256' }] },
  }
}

async function makeDevice(
  tx: Tx,
  deps: DeviceDeps,
  { grantee }: DeviceAdministrator,
  project: ProjectRow,
  { name, accessPolicy }: DeviceWindowRow,
  row: AskedDeviceRow,
): Promise<MadeDevice> {
  const { gates, keyring, clock } = deps
  const now = clock.now()
  const resource: ClientApplication = {
    resourceType: 'ClientApplication',
    name,
    ...signingWith(row),
    ...(grantee.role === 'app-developer' && { developer: [{ reference: grantee.profile }] }),
  }
  const change = { project: project.id, type: 'ClientApplication', id: uuid(), after: resource, now }
  const beyond =
    (await newDeviceProblem(tx, grantee, project, accessPolicy ?? '', now)) ??
    (await grantProblem(tx, grantee, project.resource, change))
  if (beyond !== undefined) return refused(beyond)
  const draft = { project: project.id, resource, accessPolicy: accessPolicy ?? undefined, author: grantee.profile }
  const made = await createClient(tx, gates, keyring, draft, now)
  if (!made.ok) return made
  const { client, membership, invalidations } = made.value
  const parts = isNamed(grantee.role) ? [client.stored] : [client.stored, membership.stored]
  return parts.every((stored) => covers(deps, grantee, 'create', stored))
    ? accepted({ deviceId: client.stored.id, invalidations })
    : refused(OUTSIDE_POLICY)
}

const OUTSIDE_POLICY: WriteRefusal = writeRefusal(
  'forbidden',
  'outside_policy',
  'Your access policy does not cover this device: ask an owner of the project.',
)

/** The key takes the place of every earlier key and secret, and the tokens that the device got by them end. */
async function giveKey(
  tx: Tx,
  deps: DeviceDeps,
  { grantee }: DeviceAdministrator,
  project: ProjectRow,
  deviceId: string,
  row: AskedDeviceRow,
): Promise<MadeDevice> {
  const now = deps.clock.now()
  const device = await readDevice(tx, project.id, deviceId)
  if (device === undefined || !covers(deps, grantee, 'update', device.stored)) return refused(OUTSIDE_POLICY)
  const { jwksUri: _url, basicAllowed: _basic, workloadIdentity: _workload, ...kept } = device.client
  const resource: ClientApplication = { ...kept, ...signingWith(row) }
  const change = {
    project: project.id,
    type: 'ClientApplication',
    id: deviceId,
    before: device.client,
    after: resource,
    now,
  }
  const beyond = await grantProblem(tx, grantee, project.resource, change)
  if (beyond !== undefined) return refused(beyond)
  const draft = { project: project.id, type: 'ClientApplication', id: deviceId, resource, author: grantee.profile }
  const written = await replaceGated(tx, deps.gates, device.stored, draft, now)
  if (!written.ok) return written
  if (!covers(deps, grantee, 'update', written.value.stored)) return refused(OUTSIDE_POLICY)
  const invalidations = [
    ...written.value.invalidations,
    ...(await endDeviceLogins(tx, project.id, deviceId, 'rekeyed', now)),
  ]
  return accepted({ deviceId, invalidations })
}

/** The administrator says that they did not ask for this. */
export async function denyDevice(
  { db, clock, audit }: DeviceDeps,
  by: DeviceAdministrator,
  { id, project }: AskedDeviceRow,
): Promise<void> {
  await db.tx(async (tx) => {
    if ((await denyDeviceCode.maybeOne(tx, project, id, clock.now())) !== undefined)
      await audit.record(tx, [deviceEvent(by, 'device.denied', `DeviceCode/${id}`, by.origin)])
  })
}
