import type { FastifyInstance } from 'fastify'
import { answersWith, notFound } from '#answers'
import { secretNames } from '#domain/bots'
import { readResource } from '#domain/resources'
import { administratorOf, audited, eventOf, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

/** `GET /admin/projects/:projectId` */
export function registerProject(app: FastifyInstance, deps: AdminDeps): void {
  app.get<{ Params: { projectId: string } }>('/admin/projects/:projectId', answersWith('outcome'), async (request) => {
    const administrator = await administratorOf(deps, request, 'see_members')
    const { id, resource } = administrator.project
    const entity = `Project/${id}`
    return audited(deps, administrator, 'project.read', entity, async () => {
      const narrowing = requirePermit(administrator, 'read', 'Project')
      if ((await readResource(deps.db, id, 'Project', id, narrowing)) === undefined) throw notFound()
      const names = await secretNames(deps.db, id)
      await deps.audit.committed(eventOf(administrator, 'project.read', entity))
      return {
        project: {
          id,
          name: resource.name,
          setting: resource.setting,
          secret: names.map((name) => ({ name })),
          site: resource.site,
        },
      }
    })
  })
}
