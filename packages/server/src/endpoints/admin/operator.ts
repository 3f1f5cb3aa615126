import type { FastifyRequest } from 'fastify'
import { forbidden, granteeOf, notAdministrator, requestOriginOf, tooManyRequests, writeRefused } from '#answers'
import { agentOf, type Grantee, isOwner, isProvenNow, OUTDATED_PROOF } from '#domain/access'
import type { AuditEntry, AuditKind } from '#domain/audit'
import type { AdminDeps } from './dependencies.ts'

/** An administrator of the server's own project, and the origin of the request. */
export interface Operator {
  readonly grantee: Grantee
  readonly address: string
  readonly userAgent: string
  readonly traceId: string
}

/** Admits only owners of the server's own project. What they are told is never about people or patients. */
export async function operatorOf(
  { credentials, audit, throttle }: AdminDeps,
  request: FastifyRequest,
): Promise<Operator> {
  const grantee = await granteeOf(credentials, request)
  const { refused: allowance } = await throttle.fhir.count(grantee)
  if (allowance !== undefined) throw tooManyRequests(allowance)
  const { address, userAgent, traceId } = requestOriginOf(request)
  if (grantee.superAdmin && isOwner(grantee)) return { grantee, address, userAgent, traceId }
  await audit.committed({
    kind: 'administration.refused',
    project: grantee.project,
    outcome: 4,
    agent: agentOf(grantee),
    personal: { address, userAgent },
    reason: 'needs_super_admin',
    traceId,
  })
  throw notAdministrator(grantee, "Only an owner of the server's own project may do this.", 'needs_super_admin')
}

/** Refuses machines, and people who did not prove themselves just now. */
export function requirePersonNow({ clock }: AdminDeps, { grantee }: Operator): void {
  if (grantee.userType !== 'User' || grantee.userId === undefined)
    throw forbidden('Only a person may do this, and no machine.', 'person_needed')
  if (!isProvenNow(grantee, clock.now())) throw writeRefused(OUTDATED_PROOF)
}

/** An event in the audit of the server's own project. */
export function operatorEvent(
  { grantee, address, userAgent, traceId }: Operator,
  kind: AuditKind,
  entity: string,
  details: Pick<AuditEntry, 'reason' | 'version'> = {},
): AuditEntry {
  return {
    kind,
    project: grantee.project,
    outcome: 0,
    agent: agentOf(grantee),
    personal: { address, userAgent },
    entity,
    traceId,
    ...details,
  }
}
