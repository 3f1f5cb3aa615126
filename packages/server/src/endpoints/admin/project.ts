import type { FastifyInstance } from 'fastify'
import { answersWith } from '#answers'
import { administratorOf, eventOf } from './administrator.ts'
import type { AdminParts } from './parts.ts'

/** `GET /admin/projects/:projectId` */
export function registerProject(app: FastifyInstance, parts: AdminParts): void {
  app.get<{ Params: { projectId: string } }>('/admin/projects/:projectId', answersWith('outcome'), async (request) => {
    const administrator = await administratorOf(parts, request)
    await parts.audit.committed(eventOf(administrator, 'project.read', `Project/${administrator.project.id}`))
    const { id, resource } = administrator.project
    return {
      project: { id, name: resource.name, setting: resource.setting, secret: [], site: resource.site },
    }
  })
}
