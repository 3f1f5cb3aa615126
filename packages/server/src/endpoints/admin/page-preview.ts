import type { Project } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, readBody, writeRefused } from '#answers'
import { languageOf, languages } from '#base/language'
import { accentSheet, logoOf, signInFormProblem } from '#domain/projects'
import { pageMarkup, wordsIn } from '#pages'
import { type Administrator, administratorOf, audited, requirePermit } from './administrator.ts'
import { type AdminDeps, PREVIEWED } from './dependencies.ts'

export const PagePreviewBody = z.object({
  page: z.enum(PREVIEWED, `must be one of ${PREVIEWED.join(', ')}`),
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
 * `Project.signInForm`. What could not be saved is refused as a save would be. The people on it are invented. The markup
 * does nothing: its forms have no request, and nothing on it leads anywhere.
 */
export function registerPagePreview(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/page-preview',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'see_members')
      const answer = await audited(deps, administrator, 'project.read', 'Project', () => {
        requirePermit(administrator, 'read', 'Project')
        return Promise.resolve(preview(deps, administrator, readBody(PagePreviewBody, request.body)))
      })
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
}

function preview(
  deps: AdminDeps,
  { project, issuer }: Administrator,
  { page, language, name, signInForm }: z.infer<typeof PagePreviewBody>,
): { readonly html: string; readonly sheet: string | undefined } {
  const { resource } = project
  const form = (signInForm ?? resource.signInForm) as Project['signInForm']
  const problem = signInFormProblem(form)
  if (problem !== undefined) throw writeRefused(problem)
  const draft: Project = { ...resource, ...(form !== undefined && { signInForm: form }) }
  const say = wordsIn(languageOf(language))
  const brand = {
    name: name ?? resource.name ?? '',
    host: new URL(issuer.url).host,
    ...(form?.notice !== undefined && { notice: form.notice }),
    ...logoAsAddress(draft),
  }
  // Without scripts, which could only ask for what is not there.
  const { title, card, isSignedIn = false } = deps.samplePage(say, brand, page)
  return { html: leadingNowhere(pageMarkup(say, { title, brand, card, isSignedIn })), sheet: accentSheet(draft) }
}

/** Of the addresses of forms and links, only those of style sheets and pictures stay. */
const leadingNowhere = (markup: string): string =>
  markup.replaceAll(/ (?:action|formaction)="[^"]*"/g, '').replaceAll(/(<a\b[^>]*) href="[^"]*"/g, '$1 href="#"')

function logoAsAddress(project: Project): { readonly logo?: string } {
  const logo = logoOf(project)
  return logo === undefined ? {} : { logo: `data:${logo.type};base64,${Buffer.from(logo.bytes).toString('base64')}` }
}
