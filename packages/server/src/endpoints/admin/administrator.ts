import { decide, type Interaction } from '@damson/access'
import type { Condition, ProjectMembership } from '@damson/fhir'
import type { FastifyRequest } from 'fastify'
import {
  confirmsLockout,
  explained,
  forbidden,
  granteeOf,
  notAdministrator,
  notFound,
  OutcomeError,
  requestOriginOf,
  tooManyRequests,
  writeRefused,
} from '#answers'
import type { Tx } from '#base/db'
import { bothOf, told } from '#base/findings'
import {
  type AdminAct,
  agentOf,
  type Grantee,
  grantProblem,
  isNamed,
  mayAct,
  personProblem,
  withheldFinding,
  withheldHint,
} from '#domain/access'
import type { AuditEntry, AuditKind } from '#domain/audit'
import { type Issuer, type ProjectRow, readProject } from '#domain/projects'
import { type Change, reachable, resourceOf, type Stored, type WriteRefusal, writeRefusal } from '#domain/resources'
import type { AdminDeps } from './dependencies.ts'

/** An administrator of the project in the address, and the origin of the request. */
export interface Administrator {
  readonly grantee: Grantee
  readonly project: ProjectRow
  readonly address: string
  readonly userAgent: string
  readonly traceId: string
  /** The address of the request. Links in the e-mails that the administrator sends lead there. */
  readonly issuer: Issuer
  /** They confirm that a change may shut them out. */
  readonly confirmsLockout: boolean
}

/**
 * Admits only an administrator of this project whose role covers the act. Another project's administrator gets 404, an
 * ordinary member 403.
 */
export async function administratorOf(
  { credentials, db, audit, throttle }: AdminDeps,
  request: FastifyRequest<{ Params: { projectId: string } }>,
  act: AdminAct,
): Promise<Administrator> {
  const grantee = await granteeOf(credentials, request)
  const { refused: allowance } = await throttle.fhir.count(grantee)
  if (allowance !== undefined) throw tooManyRequests(allowance)
  const origin = requestOriginOf(request)
  const isHere = grantee.project === request.params.projectId
  const project = isHere && mayAct(grantee, act) ? await readProject(db, grantee.project) : undefined
  if (project !== undefined) return { grantee, project, ...origin, confirmsLockout: confirmsLockout(request) }
  const needed = grantee.role === undefined ? 'needs_admin' : 'needs_role'
  await audit.committed(refusedEvent({ grantee, ...origin }, isHere ? needed : 'other_project'))
  if (!isHere) throw notFound()
  throw needed === 'needs_role'
    ? forbidden('Your role as an administrator does not include this: ask an owner of the project.', needed)
    : notAdministrator(grantee, 'Only an administrator of the project may do this.', needed)
}

/** The same administrator later in a long request, with their current rights. Undefined if they no longer have any. */
export async function stillAdministrator(
  { credentials, db }: AdminDeps,
  request: FastifyRequest,
  { project: { id } }: Administrator,
  act: AdminAct,
  looksOnly = false,
): Promise<Administrator | undefined> {
  const origin = requestOriginOf(request)
  const found = await credentials.grantee(request.headers.authorization, origin, looksOnly)
  if (!found.ok || found.value.project !== id || !mayAct(found.value, act)) return undefined
  if (found.value.lacks !== undefined) return undefined
  const project = await readProject(db, id)
  return project === undefined ? undefined : { grantee: found.value, project, ...origin, confirmsLockout: false }
}

/** The admin flag alone grants nothing: the administrator's policy must allow this too. Returns the policy's narrowing. */
export function requirePermit({ grantee }: Administrator, interaction: Interaction, resourceType: string): Condition {
  const decision = decide(grantee.access, { interaction, resourceType })
  if (decision.verdict === 'deny' && grantee.withheld !== undefined)
    throw explained(
      forbidden(bothOf(withheldHint(grantee.withheld)), grantee.withheld),
      withheldFinding(grantee.withheld),
    )
  if (decision.verdict === 'deny') throw forbidden(bothOf(decision.hint), decision.why)
  return decision.narrowing
}

/**
 * The members that an act may concern. A role covers the act itself, so it may be done to everybody whom the role may see;
 * else the administrator's policy must allow the interaction that the act amounts to.
 */
export function requireReach(administrator: Administrator, interaction: Interaction, resourceType: string): Condition {
  return requirePermit(administrator, isNamed(administrator.grantee.role) ? 'read' : interaction, resourceType)
}

/** Refuses an act on a membership whose person the administrator's role does not cover. */
export async function requirePerson({ db }: AdminDeps, { grantee }: Administrator, member: Stored): Promise<void> {
  const membership = resourceOf<ProjectMembership>(member)
  const problem = membership === undefined ? undefined : await personProblem(db, grantee, [membership])
  if (problem !== undefined) throw writeRefused(problem)
}

/** Why the new or changed resource is outside the administrator's own policy. Undefined if it is inside. */
export function reachProblem(
  { issuers }: AdminDeps,
  { grantee }: Administrator,
  interaction: 'create' | 'update',
  stored: Stored,
): WriteRefusal | undefined {
  const decision = decide(grantee.access, { interaction, resourceType: stored.type })
  if (decision.verdict === 'deny') return writeRefusal('forbidden', decision.why, bothOf(decision.hint))
  if (reachable(stored, decision.narrowing, issuers.fhirUrlsOf(stored.project))) return undefined
  return writeRefusal(
    'forbidden',
    'outside_policy',
    told`Your access policy does not cover this ${stored.type}: change the resource, or ask for a wider policy.`,
  )
}

/** Who asks, and from where, for the audit. */
export type Asker = Pick<Administrator, 'grantee' | 'address' | 'userAgent' | 'traceId'>

export function eventOf(
  { grantee, address, userAgent, traceId }: Asker,
  kind: AuditKind,
  entity: string,
  { query, ...details }: Pick<AuditEntry, 'reason' | 'version' | 'patient'> & { readonly query?: string } = {},
): AuditEntry {
  return {
    kind,
    project: grantee.project,
    outcome: 0,
    agent: agentOf(grantee),
    personal: { address, userAgent, query },
    entity,
    traceId,
    ...details,
  }
}

/** Somebody asked for what is not theirs to administrate. */
export function refusedEvent({ grantee, address, userAgent, traceId }: Asker, reason: string): AuditEntry {
  return {
    kind: 'administration.refused',
    project: grantee.project,
    outcome: 4,
    agent: agentOf(grantee),
    personal: { address, userAgent },
    reason,
    traceId,
  }
}

/** Why this administrator may not make this change. Undefined if they may. */
export function grantCheck(
  tx: Tx,
  { grantee, project }: Administrator,
  change: Change,
): Promise<WriteRefusal | undefined> {
  return grantProblem(tx, grantee, project.resource, change)
}

/** Runs an administrative act; a refusal is audited before it is answered. */
export async function audited<T>(
  { audit }: AdminDeps,
  administrator: Administrator,
  kind: AuditKind,
  entity: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof OutcomeError && error.status < 500) {
      await audit.committed({
        ...eventOf(administrator, kind, entity, {
          reason: error.issues[0]?.reason ?? `status_${error.status}`,
        }),
        outcome: 4,
      })
    }
    throw error
  }
}
