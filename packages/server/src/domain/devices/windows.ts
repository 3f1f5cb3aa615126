import { decide } from '@damson/access'
import { type AccessPolicy, accepted, type ClientApplication, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { refusable, type Tx } from '#base/db'
import { bothOf } from '#base/findings'
import { uuid } from '#base/random'
import { agentOf, type Grantee, grantProblem, mayAct } from '#domain/access'
import type { AuditEntry } from '#domain/audit'
import { connectsDevices, type ProjectRow, type RequestOrigin, readProject } from '#domain/projects'
import { findResource, reachable, resourceOf, type Stored, type WriteRefusal, writeRefusal } from '#domain/resources'
import type { DeviceDeps } from './dependencies.ts'
import {
  closeDeviceWindow,
  type DeviceWindowRow,
  openDeviceWindow,
  openWindowsOf,
  policiesToChoose,
} from './devices.store.ts'

export const WINDOW_SECONDS = 600
const LONGEST_NAME = 100

/** What an administrator is about to connect. */
export type WindowDraft =
  | { readonly name: string; readonly accessPolicy: string }
  /** A device that gets a new key. */
  | { readonly deviceId: string }

export type WindowRefusal = { readonly why: 'not_enabled' | 'malformed_name' | 'unknown_device' } | WriteProblem

interface WriteProblem {
  readonly why: 'refused'
  readonly refusal: WriteRefusal
}

/** An administrator who was just proven, and the origin of the request. */
export interface DeviceAdministrator {
  readonly grantee: Grantee & { readonly userId: string }
  readonly origin: RequestOrigin
}

/** Whether an administrator may connect devices: machines may not, since nobody compares anything for them. */
export function mayConnectDevices(grantee: Grantee): grantee is Grantee & { readonly userId: string } {
  return grantee.userId !== undefined && mayAct(grantee, 'manage_clients')
}

/** Opens the ten minutes in which this administrator can connect this device. */
export async function openWindow(
  deps: DeviceDeps,
  by: DeviceAdministrator,
  draft: WindowDraft,
): Promise<Result<DeviceWindowRow, WindowRefusal>> {
  const { db, clock, audit } = deps
  const { grantee, origin } = by
  const now = clock.now()
  const project = await readProject(db, grantee.project)
  if (project === undefined || !connectsDevices(project.resource)) return refused({ why: 'not_enabled' })
  return refusable(db, async (tx, refuse: (refusal: WindowRefusal) => never) => {
    const found = await wanted(tx, deps, by, project, draft)
    if (!found.ok) return refuse(found.refusal)
    const { name, accessPolicy, deviceId } = found.value
    const row = {
      id: uuid(),
      project: grantee.project,
      userId: grantee.userId,
      membershipId: grantee.membershipId,
      name,
      accessPolicy,
      deviceId,
      expiresAt: secondsAfter(now, WINDOW_SECONDS),
    }
    await openDeviceWindow.run(tx, { ...row, now })
    await audit.record(tx, [deviceEvent(by, 'device_window.opened', `DeviceWindow/${row.id}`, origin)])
    return row
  })
}

type Wanted = Pick<DeviceWindowRow, 'name' | 'accessPolicy' | 'deviceId'>

async function wanted(
  tx: Tx,
  deps: DeviceDeps,
  { grantee }: DeviceAdministrator,
  project: ProjectRow,
  draft: WindowDraft,
): Promise<Result<Wanted, WindowRefusal>> {
  if ('deviceId' in draft) {
    const device = await readDevice(tx, grantee.project, draft.deviceId)
    if (device === undefined || !covers(deps, grantee, 'update', device.stored))
      return refused({ why: 'unknown_device' })
    return accepted({ name: device.client.name ?? '', accessPolicy: null, deviceId: draft.deviceId })
  }
  const name = draft.name.trim()
  if (name === '' || name.length > LONGEST_NAME || !name.isWellFormed() || /\p{Cc}/u.test(name))
    return refused({ why: 'malformed_name' })
  const { accessPolicy } = draft
  const problem = await newDeviceProblem(tx, grantee, project, accessPolicy, deps.clock.now())
  return problem === undefined
    ? accepted({ name, accessPolicy, deviceId: null })
    : refused({ why: 'refused', refusal: problem })
}

/** A device is connected with a policy that its administrator may give; it is looked at again when it is connected. */
export async function newDeviceProblem(
  tx: Tx,
  grantee: Grantee,
  { resource }: ProjectRow,
  accessPolicy: string,
  now: Date,
): Promise<WriteRefusal | undefined> {
  const decision = decide(grantee.access, { interaction: 'create', resourceType: 'ClientApplication' })
  if (decision.verdict === 'deny') return writeRefusal('forbidden', decision.why, bothOf(decision.hint))
  const change = {
    project: grantee.project,
    type: 'ProjectMembership',
    id: uuid(),
    after: {
      resourceType: 'ProjectMembership' as const,
      project: { reference: `Project/${grantee.project}` },
      user: { reference: 'ClientApplication/' },
      profile: { reference: 'ClientApplication/' },
      accessPolicy: { reference: accessPolicy },
    },
    now,
  }
  return grantProblem(tx, grantee, resource, change)
}

export interface ReadDevice {
  readonly stored: Stored
  readonly client: ClientApplication
}

/** A client of kind `device`. */
export async function readDevice(tx: Tx, project: string, id: string): Promise<ReadDevice | undefined> {
  const stored = await findResource(tx, project, 'ClientApplication', id)
  const client = stored === undefined ? undefined : resourceOf<ClientApplication>(stored)
  return stored === undefined || client?.kind !== 'device' ? undefined : { stored, client }
}

/** Whether an administrator's own policy covers a resource. */
export function covers(
  { issuers }: Pick<DeviceDeps, 'issuers'>,
  { access, project }: Grantee,
  interaction: 'read' | 'create' | 'update',
  stored: Stored,
): boolean {
  const decision = decide(access, { interaction, resourceType: stored.type })
  return decision.verdict !== 'deny' && reachable(stored, decision.narrowing, issuers.fhirUrlsOf(project))
}

/** The policies that an administrator may read, and a device may have: none with `*`. */
export async function devicePolicies(
  deps: Pick<DeviceDeps, 'db' | 'issuers'>,
  grantee: Grantee,
): Promise<readonly { readonly reference: string; readonly name: string }[]> {
  const stored = await policiesToChoose.rows(deps.db, grantee.project)
  return stored.flatMap((one) => {
    const policy = resourceOf<AccessPolicy>(one)
    const isWild = policy?.resource?.some(({ resourceType }) => resourceType === '*') !== false
    if (policy === undefined || isWild || !covers(deps, grantee, 'read', one)) return []
    return [{ reference: `AccessPolicy/${one.id}`, name: policy.name ?? one.id }]
  })
}

/** The window that an administrator has open; undefined if there is none. */
export async function openWindowOf(
  { db, clock }: Pick<DeviceDeps, 'db' | 'clock'>,
  userId: string,
): Promise<DeviceWindowRow | undefined> {
  const [row] = await openWindowsOf.rows(db, userId, clock.now())
  return row
}

export async function closeWindow(
  { db, clock, audit }: DeviceDeps,
  by: DeviceAdministrator,
  { id, project }: DeviceWindowRow,
): Promise<void> {
  const { userId } = by.grantee
  await db.tx(async (tx) => {
    const closed = await closeDeviceWindow.maybeOne(tx, { project, id, userId, now: clock.now() })
    if (closed !== undefined)
      await audit.record(tx, [deviceEvent(by, 'device_window.closed', `DeviceWindow/${id}`, by.origin)])
  })
}

type DeviceEventKind = Extract<AuditEntry['kind'], `device${string}`>

export function deviceEvent(
  { grantee }: { readonly grantee: Grantee },
  kind: DeviceEventKind,
  entity: string,
  { address, userAgent, traceId }: RequestOrigin,
  reason?: string,
): AuditEntry {
  return {
    kind,
    project: grantee.project,
    outcome: reason === undefined ? 0 : 4,
    agent: agentOf(grantee),
    personal: { address, userAgent },
    entity,
    traceId,
    ...(reason !== undefined && { reason }),
  }
}
