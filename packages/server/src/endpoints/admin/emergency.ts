import type { Project } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, notFound, readBody, writeRefused } from '#answers'
import { findResource, replaceGated, resourceOf } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { administratorOf, audited, eventOf, grantCheck, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { referenceTo } from './fields.ts'

export const EmergencyBody = z.object({ membership: referenceTo('ProjectMembership').nullable() })

/** `/admin/projects/:projectId/emergency-account`: the one administrator who is exempt from domain enforcement. */
export function registerEmergency(app: FastifyInstance, deps: AdminDeps): void {
  const { db, gates, audit, clock } = deps
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/emergency-account',
    answersWith('outcome'),
    async (request) => {
      const administrator = await administratorOf(deps, request, 'set_emergency_account')
      const { id } = administrator.project
      return audited(deps, administrator, 'emergency_account.set', `Project/${id}`, async () => {
        requirePermit(administrator, 'update', 'Project')
        const { membership } = readBody(EmergencyBody, request.body)
        const now = clock.now()
        return db.tx(async (tx) => {
          const stored = await findResource(tx, id, 'Project', id)
          const before = stored === undefined ? undefined : resourceOf<Project>(stored)
          if (stored === undefined || before === undefined) throw notFound()
          const { meta: _meta, emergencyAccount: _earlier, ...rest } = before
          const reference = membership === null ? undefined : { reference: membership.reference }
          const resource: Project = { ...rest, ...(reference !== undefined && { emergencyAccount: reference }) }
          const problem = await grantCheck(tx, administrator, {
            project: id,
            type: 'Project',
            id,
            before,
            after: resource,
            now,
          })
          if (problem !== undefined) throw writeRefused(problem)
          const draft = { project: id, type: 'Project', id, resource, author: administrator.grantee.profile }
          const written = await replaceGated(tx, gates, stored, draft, now)
          if (!written.ok) throw writeRefused(written.refusal)
          const entity = membership?.reference ?? `Project/${id}`
          await audit.record(tx, [eventOf(administrator, 'emergency_account.set', entity)])
          await publishInvalidations(tx, written.value.invalidations, now)
          return { membership: reference ?? null }
        })
      })
    },
  )
}
