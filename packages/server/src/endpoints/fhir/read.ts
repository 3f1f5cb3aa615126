import type { Condition } from '@damson/fhir'
import type { Tx } from '#base/db'
import { findResource, findVersion, isReachable, isUnrestricted, readResource, type Stored } from '#domain/resources'
import { readAuditEvent } from './audit-events.ts'
import { audited, eventOf, eventsOf, permitFor } from './authorized.ts'
import { binaryAnswer, permitBinary } from './binary.ts'
import type { Asked, FhirAnswer, FhirRequest } from './dependencies.ts'
import { outOfSight } from './findings.ts'
import { existing, resourceAnswer, versionHeaders, versionIn } from './resource-answer.ts'

/** `GET Type/id` */
export function read(asked: Asked, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  const entity = `${type}/${id}`
  return audited(asked, 'fhir.read', entity, undefined, async () => {
    const { narrowing } = permitFor(asked, 'read', type)
    if (type === 'AuditEvent') return readAuditEvent(asked, id, narrowing)
    if (type !== 'Binary' && isUnrestricted(narrowing)) return readRecorded(asked, request, type, id)
    const { db } = asked.deps
    const { project } = asked.grantee
    const stored =
      type === 'Binary'
        ? await permitBinary(db, asked, await findResource(db, project, type, id), narrowing)
        : await readResource(db, project, type, id, narrowing)
    return disclosed(asked, request, 'fhir.read', existing(asked, stored))
  })
}

/**
 * Whoever may read all of a type has it read and audited at once, together with others who ask at the same moment. What was not
 * found so may be too large to be shared, and is looked for by itself.
 */
async function readRecorded(asked: Asked, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  const { audit, db } = asked.deps
  const read = await audit.readRecorded(eventOf(asked, 'fhir.read', {}), { type, id })
  if (read.isRecorded) return shown(asked, request, existing(asked, read.stored))
  const stored = read.stored ?? (await findResource(db, asked.grantee.project, type, id))
  return disclosed(asked, request, 'fhir.read', existing(asked, stored))
}

/** `GET Type/id/_history/version` */
export function vread(
  asked: Asked,
  request: FhirRequest,
  type: string,
  id: string,
  version: string,
): Promise<FhirAnswer> {
  const entity = `${type}/${id}`
  return audited(asked, 'fhir.vread', entity, undefined, async () => {
    const { narrowing } = permitFor(asked, 'vread', type)
    const number = /^\d{1,9}$/.test(version) ? Number(version) : undefined
    if (number === undefined || type === 'AuditEvent') throw outOfSight(asked.grantee)
    const { db } = asked.deps
    const stored = await findVersion(db, asked.grantee.project, type, id, number)
    const current = stored === undefined ? undefined : await findResource(db, asked.grantee.project, type, id)
    // An old version may have been in reach of somebody who may not see what the resource is about now, and the other way round.
    const seen =
      stored !== undefined &&
      current !== undefined &&
      (await inReach(db, asked, stored, narrowing)) &&
      (await inReachNow(db, asked, current, narrowing))
    return disclosed(asked, request, 'fhir.vread', existing(asked, seen ? stored : undefined))
  })
}

export async function inReach(tx: Tx, asked: Asked, stored: Stored, narrowing: Condition): Promise<boolean> {
  if (stored.type === 'Binary') return (await permitBinary(tx, asked, stored, narrowing)) !== undefined
  return isReachable(stored, narrowing, asked.deps.issuers.fhirUrlsOf(asked.grantee.project))
}

/** Whether a resource is in reach by its newest version; of a deleted one by the last before its tombstone. */
export async function inReachNow(tx: Tx, asked: Asked, current: Stored, narrowing: Condition): Promise<boolean> {
  if (!current.deleted || isUnrestricted(narrowing)) return inReach(tx, asked, current, narrowing)
  const { project, type, id, version } = current
  const last = await findVersion(tx, project, type, id, version - 1)
  return last !== undefined && (await inReach(tx, asked, last, narrowing))
}

/** Audit first, then the answer: no record, no disclosure. */
async function disclosed(
  asked: Asked,
  request: FhirRequest,
  kind: 'fhir.read' | 'fhir.vread',
  stored: Stored,
): Promise<FhirAnswer> {
  const { type, id, version, patients } = stored
  await asked.deps.audit.committed(...eventsOf(asked, kind, { entity: `${type}/${id}`, version, patients }))
  return shown(asked, request, stored)
}

function shown(asked: Asked, request: FhirRequest, stored: Stored): FhirAnswer | Promise<FhirAnswer> {
  const { type, version } = stored
  const known = request.header('if-none-match')
  if (known !== undefined && versionIn(known) === version) return { status: 304, headers: versionHeaders(stored) }
  return type === 'Binary' ? binaryAnswer(asked, request, stored) : resourceAnswer(asked, stored, 200)
}
