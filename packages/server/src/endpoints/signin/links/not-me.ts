import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answersWith, requestOriginOf } from '#answers'
import { declineLink, peekDecline } from '#domain/registration'
import { brandOf, html, type Page, PageError, refuseForeignForm, sendPage, topicPage, wordsOf } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { countAttempt } from '../start.ts'

type LinkRequest = FastifyRequest<{ Params: { id: string; secret: string } }>

/**
 * `/auth/notme/…`: the page of "this was not me" in an e-mail with a link. Opening it changes nothing, since mail scanners
 * open it too; its form ends the link of the e-mail.
 */
export function registerNotMe(app: FastifyInstance, deps: SignInPageDeps): void {
  const { registration, baseUrl, throttle } = deps
  const page = answersWith('page')

  app.get('/auth/notme/:id/:secret', page, async (request: LinkRequest, reply) => {
    const { id, secret } = request.params
    if (!(await peekDecline(registration, id, secret))) throw new PageError(404, 'link.late')
    const say = wordsOf(request)
    const heading = say.text('link.notme.heading')
    const shown: Page = {
      title: heading,
      brand: await brandOf(deps, request.issuer.project),
      card: html`<h1>${heading}</h1>
<p class="lead">${say('link.notme.lead')}</p>
<form method="post"><button name="do" value="end">${say('link.notme.button')}</button></form>`,
    }
    return sendPage(reply, 200, shown)
  })

  app.post('/auth/notme/:id/:secret', page, async (request: LinkRequest, reply) => {
    refuseForeignForm(request, baseUrl)
    await countAttempt(throttle, request)
    const declined = await declineLink(registration, request.params, requestOriginOf(request))
    if (!declined.ok) throw new PageError(404, 'link.late')
    return moveOn(reply, 303, '/auth/notme/ended')
  })

  app.get('/auth/notme/ended', page, async (request, reply) => {
    const { title, card } = topicPage(wordsOf(request), 'link.ended')
    return sendPage(reply, 200, { title, brand: await brandOf(deps, request.issuer.project), card })
  })
}
