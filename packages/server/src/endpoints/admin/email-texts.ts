import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, readBody, writeRefused } from '#answers'
import { languageOf, languages } from '#base/language'
import { listTemplates, previewMail } from '#domain/mails'
import { administratorOf, audited, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

const TYPE = 'Project'
const TEXTS = '/admin/projects/:projectId/email-texts'

export const PreviewBody = z.object({
  email: z.string('must be a text'),
  language: z.enum(
    languages.map(({ tag }) => tag),
    `must be one of ${languages.map(({ tag }) => tag).join(', ')}`,
  ),
  subject: z.string('must be a text').optional(),
  text: z.string('must be a text').optional(),
})

/**
 * `GET …/email-texts`: the e-mails whose first sentences a project may write itself. `POST …/email-texts/preview`: an e-mail
 * with sample data, as it is or with a draft. `Project.emails` has the texts.
 */
export function registerEmailTexts(app: FastifyInstance, deps: AdminDeps): void {
  app.get<{ Params: { projectId: string } }>(TEXTS, answersWith('outcome'), async (request) => {
    const administrator = await administratorOf(deps, request, 'see_members')
    return audited(deps, administrator, 'project.read', TYPE, () => {
      requirePermit(administrator, 'read', TYPE)
      return Promise.resolve({ emails: listTemplates(), languages: languages.map(({ tag }) => tag) })
    })
  })
  app.post<{ Params: { projectId: string } }>(`${TEXTS}/preview`, answersWith('outcome'), async (request, reply) => {
    const administrator = await administratorOf(deps, request, 'see_members')
    const answer = await audited(deps, administrator, 'project.read', TYPE, () => {
      requirePermit(administrator, 'read', TYPE)
      const { language: tag, ...draft } = readBody(PreviewBody, request.body)
      const { project, issuer } = administrator
      const shown = previewMail(project, { ...draft, language: languageOf(tag) }, issuer, deps.clock.now())
      if (shown === undefined)
        throw badRequest('There is no such e-mail: GET email-texts lists those with texts.', 'email', 'unknown_email')
      if ('refusal' in shown) throw writeRefused(shown.refusal)
      return Promise.resolve(shown)
    })
    return reply.header('Cache-Control', 'no-store').send(answer)
  })
}
