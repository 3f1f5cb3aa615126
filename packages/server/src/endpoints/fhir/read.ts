import type { Condition } from '@damson/fhir'
import { versionIn } from '#answers'
import type { Tx } from '#base/db'
import { findResource, findVersion, isReachable, isUnrestricted, readResource, type Stored } from '#domain/resources'
import { readAuditEvent } from './audit-events.ts'
import { audited, eventOf, eventsOf, permitFor } from './authorized.ts'
import { binaryAnswer, permitBinary } from './binary.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { outOfSight } from './findings.ts'
import { existing, resourceAnswer, versionHeaders } from './resource-answer.ts'

/** `GET Type/id` */
export function read(context: FhirContext, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  const entity = `${type}/${id}`
  return audited(context, 'fhir.read', entity, undefined, async () => {
    const { narrowing } = permitFor(context, 'read', type)
    if (type === 'AuditEvent') return readAuditEvent(context, id, narrowing)
    if (type !== 'Binary' && isUnrestricted(narrowing)) return readRecorded(context, request, type, id)
    const { db } = context.deps
    const { project } = context.grantee
    const stored =
      type === 'Binary'
        ? await permitBinary(db, context, await findResource(db, project, type, id), narrowing)
        : await readResource(db, project, type, id, narrowing)
    return disclosed(context, request, 'fhir.read', existing(context, stored))
  })
}

/**
 * If the grantee may read all of a type, the read and its audit share statements with other requests of the same moment.
 * A resource that is not found this way may be too large to share a statement, so it is then read by itself.
 */
async function readRecorded(context: FhirContext, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  const { audit, db } = context.deps
  const read = await audit.readRecorded(eventOf(context, 'fhir.read', {}), { type, id })
  if (read.isRecorded) return shown(context, request, existing(context, read.stored))
  const stored = read.stored ?? (await findResource(db, context.grantee.project, type, id))
  return disclosed(context, request, 'fhir.read', existing(context, stored))
}

/** `GET Type/id/_history/version` */
export function vread(
  context: FhirContext,
  request: FhirRequest,
  type: string,
  id: string,
  version: string,
): Promise<FhirAnswer> {
  const entity = `${type}/${id}`
  return audited(context, 'fhir.vread', entity, undefined, async () => {
    const { narrowing } = permitFor(context, 'vread', type)
    const number = /^\d{1,9}$/.test(version) ? Number(version) : undefined
    if (number === undefined || type === 'AuditEvent') throw outOfSight(context.grantee)
    const { db } = context.deps
    const stored = await findVersion(db, context.grantee.project, type, id, number)
    const current = stored === undefined ? undefined : await findResource(db, context.grantee.project, type, id)
    // A grantee may reach an old version but not the current one, or the other way round. Both must be in reach.
    const seen =
      stored !== undefined &&
      current !== undefined &&
      (await inReach(db, context, stored, narrowing)) &&
      (await inReachNow(db, context, current, narrowing))
    return disclosed(context, request, 'fhir.vread', existing(context, seen ? stored : undefined))
  })
}

export async function inReach(tx: Tx, context: FhirContext, stored: Stored, narrowing: Condition): Promise<boolean> {
  if (stored.type === 'Binary') return (await permitBinary(tx, context, stored, narrowing)) !== undefined
  return isReachable(stored, narrowing, context.deps.issuers.fhirUrlsOf(context.grantee.project))
}

/** Whether the newest version of a resource is in reach. For a deleted resource: the last version before its tombstone. */
export async function inReachNow(
  tx: Tx,
  context: FhirContext,
  current: Stored,
  narrowing: Condition,
): Promise<boolean> {
  if (!current.deleted || isUnrestricted(narrowing)) return inReach(tx, context, current, narrowing)
  const { project, type, id, version } = current
  const last = await findVersion(tx, project, type, id, version - 1)
  return last !== undefined && (await inReach(tx, context, last, narrowing))
}

/** Audit first, then the answer: no record, no disclosure. */
async function disclosed(
  context: FhirContext,
  request: FhirRequest,
  kind: 'fhir.read' | 'fhir.vread',
  stored: Stored,
): Promise<FhirAnswer> {
  const { type, id, version, patients } = stored
  await context.deps.audit.committed(...eventsOf(context, kind, { entity: `${type}/${id}`, version, patients }))
  return shown(context, request, stored)
}

function shown(context: FhirContext, request: FhirRequest, stored: Stored): FhirAnswer | Promise<FhirAnswer> {
  const { type, version } = stored
  const known = request.header('if-none-match')
  if (known !== undefined && versionIn(known) === version) return { status: 304, headers: versionHeaders(stored) }
  return type === 'Binary' ? binaryAnswer(context, request, stored) : resourceAnswer(context, stored, 200)
}
