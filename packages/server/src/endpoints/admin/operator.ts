import type { FastifyRequest } from 'fastify'
import { forbidden, granteeOf, notAdministrator, requestOriginOf, tooManyRequests, writeRefused } from '#answers'
import { isOwner, isProvenNow, OUTDATED_PROOF } from '#domain/access'
import { type Asker, refusedEvent } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

/** An owner of the server's own project, and the origin of the request. */
export type Operator = Asker

/** Admits only owners of the server's own project. What they are told is never about people or patients. */
export async function operatorOf(
  { credentials, audit, throttle }: AdminDeps,
  request: FastifyRequest,
): Promise<Operator> {
  const grantee = await granteeOf(credentials, request)
  const { refused: allowance } = await throttle.fhir.count(grantee)
  if (allowance !== undefined) throw tooManyRequests(allowance)
  const asker = { grantee, ...requestOriginOf(request) }
  if (grantee.superAdmin && isOwner(grantee)) return asker
  await audit.committed(refusedEvent(asker, 'needs_super_admin'))
  throw notAdministrator(grantee, "Only an owner of the server's own project may do this.", 'needs_super_admin')
}

/** Refuses machines, and people who did not prove themselves just now. */
export function requirePersonNow({ clock }: AdminDeps, { grantee }: Operator): void {
  if (grantee.userType !== 'User' || grantee.userId === undefined)
    throw forbidden('Only a person may do this, and no machine.', 'person_needed')
  if (!isProvenNow(grantee, clock.now())) throw writeRefused(OUTDATED_PROOF)
}
