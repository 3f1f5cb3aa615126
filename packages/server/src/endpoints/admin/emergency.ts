import type { Project } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, checkVersion, notFound, readBody, versionTag, writeRefused } from '#answers'
import { findResource, replaceGated, resourceOf } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { type Administrator, administratorOf, audited, eventOf, grantCheck, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { referenceTo } from './fields.ts'

export const EmergencyBody = z.object({ membership: referenceTo('ProjectMembership').nullable() })

/**
 * `/admin/projects/:projectId/emergency-account`: the one administrator who is exempt from domain enforcement. Each choice is a
 * new version of the Project, so that `If-Match` finds what somebody else has chosen.
 */
export function registerEmergency(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/emergency-account',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'set_emergency_account')
      const entity = `Project/${administrator.project.id}`
      const { membership, version } = await audited(deps, administrator, 'emergency_account.set', entity, () =>
        chosen(deps, administrator, { body: request.body, ifMatch: request.headers['if-match'] }),
      )
      return reply.headers({ ETag: versionTag(version), 'Cache-Control': 'no-store' }).send({ membership })
    },
  )
}

interface Asked {
  readonly body: unknown
  /** The version of the Project that is to be changed; another one is not. */
  readonly ifMatch: string | undefined
}

interface Chosen {
  readonly membership: { readonly reference: string } | null
  readonly version: number
}

async function chosen(
  { db, gates, audit, clock }: AdminDeps,
  administrator: Administrator,
  { body, ifMatch }: Asked,
): Promise<Chosen> {
  requirePermit(administrator, 'update', 'Project')
  const { id } = administrator.project
  const { membership } = readBody(EmergencyBody, body)
  const now = clock.now()
  return db.tx(async (tx) => {
    const stored = await findResource(tx, id, 'Project', id)
    const before = stored === undefined ? undefined : resourceOf<Project>(stored)
    if (stored === undefined || before === undefined) throw notFound()
    checkVersion(ifMatch, stored.version)
    const { meta: _meta, emergencyAccount: _earlier, ...rest } = before
    const reference = membership === null ? undefined : { reference: membership.reference }
    const resource: Project = { ...rest, ...(reference !== undefined && { emergencyAccount: reference }) }
    const change = { project: id, type: 'Project', id, before, after: resource, now }
    const problem = await grantCheck(tx, administrator, change)
    if (problem !== undefined) throw writeRefused(problem)
    const draft = { project: id, type: 'Project', id, resource, author: administrator.grantee.profile }
    const written = await replaceGated(tx, gates, stored, draft, now)
    if (!written.ok) throw writeRefused(written.refusal)
    const entity = membership?.reference ?? `Project/${id}`
    await audit.record(tx, [eventOf(administrator, 'emergency_account.set', entity)])
    await publishInvalidations(tx, written.value.invalidations, now)
    return { membership: reference ?? null, version: written.value.stored.version }
  })
}
