import type { Project } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, readBody, writeRefused } from '#answers'
import { languageOf, languages } from '#base/language'
import { accentSheet, logoOf, signInFormProblem } from '#domain/projects'
import { html, pageMarkup, signInFields, wordsIn } from '#pages'
import { type Administrator, administratorOf, audited, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

export const PagePreviewBody = z.object({
  page: z.enum(['email', 'password'], 'must be email or password'),
  language: z.enum(
    languages.map(({ tag }) => tag),
    `must be one of ${languages.map(({ tag }) => tag).join(', ')}`,
  ),
  name: z.string('must be a text').max(200, 'must be at most 200 characters').optional(),
  signInForm: z
    .strictObject({
      color: z.string('must be a text').optional(),
      darkColor: z.string('must be a text').optional(),
      notice: z.string('must be a text').optional(),
      logo: z.looseObject({}).optional(),
    })
    .optional(),
})

/**
 * `POST /admin/projects/:projectId/page-preview`: a sign-in page as the project's people see it, with a draft of
 * `Project.signInForm`. What could not be saved is refused as a save would be. The markup does nothing: its form has no
 * request, and leads nowhere.
 */
export function registerPagePreview(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/page-preview',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'see_members')
      const answer = await audited(deps, administrator, 'project.read', 'Project', () => {
        requirePermit(administrator, 'read', 'Project')
        return Promise.resolve(preview(administrator, readBody(PagePreviewBody, request.body)))
      })
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
}

function preview(
  { project, issuer }: Administrator,
  { page, language, name, signInForm }: z.infer<typeof PagePreviewBody>,
): { readonly html: string; readonly sheet: string | undefined } {
  const { resource } = project
  const form = (signInForm ?? resource.signInForm) as Project['signInForm']
  const problem = signInFormProblem(form)
  if (problem !== undefined) throw writeRefused(problem)
  const draft: Project = { ...resource, ...(form !== undefined && { signInForm: form }) }
  const say = wordsIn(languageOf(language))
  const heading = say.text(page === 'email' ? 'signin.heading' : 'signin.password.heading')
  const shown = name ?? resource.name ?? ''
  const email = page === 'email' ? undefined : 'ada@example.org'
  return {
    html: pageMarkup(say, {
      title: heading,
      brand: {
        name: shown,
        host: new URL(issuer.url).host,
        ...(form?.notice !== undefined && { notice: form.notice }),
        ...logoAsAddress(draft),
      },
      card: html`<h1>${heading}</h1>
<p class="lead">${say('signin.lead', { app: html`<strong>${shown}</strong>` })}</p>
<form>${signInFields(say, page, { email, fault: undefined })}</form>`,
    }),
    sheet: accentSheet(draft),
  }
}

function logoAsAddress(project: Project): { readonly logo?: string } {
  const logo = logoOf(project)
  return logo === undefined ? {} : { logo: `data:${logo.type};base64,${Buffer.from(logo.bytes).toString('base64')}` }
}
