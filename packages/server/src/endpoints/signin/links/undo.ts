import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answersWith, requestOriginOf } from '#answers'
import { peekUndo, undoEmail } from '#domain/email-changes'
import { brandOf, html, type Page, PageError, refuseForeignForm, sendPage, strong, topicPage, wordsOf } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { countAttempt } from '../start.ts'

type LinkRequest = FastifyRequest<{ Params: { id: string; secret: string } }>

/**
 * `/auth/undoemail/…`: the page of the link that the old address gets when an address changes. Opening it changes
 * nothing. Its form undoes the change and freezes the account, and leads to the page for a new password.
 */
export function registerUndo(app: FastifyInstance, deps: SignInPageDeps): void {
  const { registration, baseUrl, throttle } = deps
  const page = answersWith('page')

  app.get('/auth/undoemail/:id/:secret', page, async (request: LinkRequest, reply) => {
    const { id, secret } = request.params
    const change = await peekUndo(registration, id, secret, request.issuer)
    if (change === undefined) throw new PageError(404, 'link.late')
    const say = wordsOf(request)
    const shown: Page = {
      title: say.text('link.undoemail.heading'),
      brand: await brandOf(deps, request.issuer.project),
      card: html`<h1>${say('link.undoemail.heading')}</h1>
<p class="lead">${say('link.undoemail.lead', { old: strong(change.oldEmail), email: strong(change.newEmail) })}</p>
<form method="post"><button name="do" value="undo">${say('link.undoemail.button')}</button></form>`,
    }
    return sendPage(reply, 200, shown)
  })

  app.post('/auth/undoemail/:id/:secret', page, async (request: LinkRequest, reply) => {
    refuseForeignForm(request, baseUrl)
    await countAttempt(throttle, request)
    const { id, secret } = request.params
    const { language } = wordsOf(request)
    const undone = await undoEmail(registration, id, secret, { origin: requestOriginOf(request), language })
    if (!undone.ok) throw new PageError(404, 'link.late')
    const link = undone.value
    return moveOn(
      reply,
      303,
      link === undefined ? '/auth/undoemail/undone' : `/auth/setpassword/${link.id}/${link.secret}`,
    )
  })

  app.get('/auth/undoemail/undone', page, async (request, reply) => {
    const { title, card } = topicPage(wordsOf(request), 'link.undone')
    return sendPage(reply, 200, { title, brand: await brandOf(deps, request.issuer.project), card })
  })
}
