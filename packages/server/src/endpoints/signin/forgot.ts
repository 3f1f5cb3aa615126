import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  answersWith,
  brandOf,
  emailFault,
  type Fault,
  faultSummary,
  field,
  type Html,
  html,
  otherMethodText,
  type Page,
  placeOf,
  queryOf,
  readEmail,
  readForm,
  readParameters,
  refuseForeignForm,
  sendPage,
  titled,
  topicPage,
  type Words,
  wordsOf,
} from '#answers'
import { requestReset } from '#domain/registration'
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts'
import { queryOfRequest } from './carried-request.ts'
import type { SigninParts } from './parts.ts'
import { moveOn } from './redirect.ts'
import { countAttempt } from './start.ts'

/**
 * `/signin/forgot`: mails a link for a new password. It carries the query of the sign-in that it was reached from, which
 * says whose page it is and leads back; without one it is the server's own.
 */
export function registerForgot(app: FastifyInstance, parts: SigninParts): void {
  const { baseUrl, throttle, registration } = parts
  const page = answersWith('page')

  app.get('/signin/forgot', page, async (request, reply) =>
    sendPage(reply, 200, await askPage(parts, wordsOf(request), await originOf(request), undefined, undefined)),
  )

  app.post('/signin/forgot', page, async (request, reply) => {
    refuseForeignForm(request, baseUrl)
    const origin = await originOf(request)
    const typed = readForm(request)?.form.get('email')
    const email = readEmail(typed)
    if (email === undefined) {
      const say = wordsOf(request)
      return sendPage(reply, 400, await askPage(parts, say, origin, typed?.slice(0, 320), emailFault(say, typed)))
    }
    await countAttempt(throttle, request)
    const asked = await requestReset(
      registration,
      email,
      { project: origin?.client.project ?? request.issuer.project, client: origin?.client },
      placeOf(request),
    )
    if (!asked.ok) {
      const say = wordsOf(request)
      const fault: Fault = { field: 'email', text: otherMethodText(say, asked.refusal) }
      return sendPage(reply, 400, await askPage(parts, say, origin, typed?.slice(0, 320), fault))
    }
    return moveOn(reply, 303, `/signin/forgot/sent${queryFor(origin)}`)
  })

  app.get('/signin/forgot/sent', page, async (request, reply) =>
    sendPage(reply, 200, await sentPage(parts, wordsOf(request), await originOf(request))),
  )

  async function originOf(request: FastifyRequest): Promise<AuthorizeRequest | undefined> {
    const { entries } = readParameters(new URLSearchParams(queryOf(request))).form
    const read = await readAuthorizeRequest(parts, request.issuer, entries)
    return read.ok ? read.value : undefined
  }
}

const queryFor = (origin: AuthorizeRequest | undefined): string =>
  origin === undefined ? '' : `?${queryOfRequest(origin)}`

const backLink = (say: Words, origin: AuthorizeRequest | undefined): Html | undefined =>
  origin === undefined
    ? undefined
    : html`<p class="more"><a href="/oauth2/authorize${queryFor(origin)}">${say('flow.back')}</a></p>`

async function askPage(
  parts: SigninParts,
  say: Words,
  origin: AuthorizeRequest | undefined,
  email: string | undefined,
  fault: Fault | undefined,
): Promise<Page> {
  return {
    title: titled(say, say.text('forgot.heading'), fault),
    brand: await brandOf(parts, origin?.client.project),
    card: html`<h1>${say('forgot.heading')}</h1>
<p class="lead">${say('forgot.lead')}</p>
${faultSummary(fault)}
<form method="post" action="/signin/forgot${queryFor(origin)}" novalidate>
${field(say, { name: 'email', label: say('field.email'), autocomplete: 'username', value: email ?? origin?.loginHint, focus: true, fault })}
<button>${say('forgot.button')}</button>
</form>
${backLink(say, origin)}`,
  }
}

async function sentPage(parts: SigninParts, say: Words, origin: AuthorizeRequest | undefined): Promise<Page> {
  const { title, card } = topicPage(say, 'address.mailed')
  return {
    title,
    brand: await brandOf(parts, origin?.client.project),
    card: html`${card}
<p class="hint">${say('address.mailed.hint')}</p>
${backLink(say, origin)}`,
  }
}
