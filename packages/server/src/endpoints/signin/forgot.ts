import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  answersWith,
  html,
  type Page,
  placeOf,
  queryOf,
  readForm,
  readParameters,
  refuseForeignForm,
  sendPage,
} from '#answers'
import { requestReset } from '#domain/registration'
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts'
import { brandOf } from './brand.ts'
import { queryOfRequest } from './carried-request.ts'
import { emailFault, type Fault, faultSummary, field, readEmail } from './form-fields.ts'
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
    sendPage(reply, 200, await askPage(parts, await originOf(request), undefined, undefined)),
  )

  app.post('/signin/forgot', page, async (request, reply) => {
    refuseForeignForm(request, baseUrl)
    const origin = await originOf(request)
    const typed = readForm(request)?.form.get('email')
    const email = readEmail(typed)
    if (email === undefined)
      return sendPage(reply, 400, await askPage(parts, origin, typed?.slice(0, 320), emailFault(typed)))
    await countAttempt(throttle, request)
    await requestReset(registration, email, origin?.client.project, placeOf(request))
    return moveOn(reply, 303, `/signin/forgot/sent${queryFor(origin)}`)
  })

  app.get('/signin/forgot/sent', page, async (request, reply) =>
    sendPage(reply, 200, await sentPage(parts, await originOf(request))),
  )

  async function originOf(request: FastifyRequest): Promise<AuthorizeRequest | undefined> {
    const { entries } = readParameters(new URLSearchParams(queryOf(request))).form
    const read = await readAuthorizeRequest(parts, baseUrl, entries)
    return read.ok ? read.value : undefined
  }
}

const queryFor = (origin: AuthorizeRequest | undefined): string =>
  origin === undefined ? '' : `?${queryOfRequest(origin)}`

const backLink = (origin: AuthorizeRequest | undefined): ReturnType<typeof html> | undefined =>
  origin === undefined
    ? undefined
    : html`<p class="more"><a href="/oauth2/authorize${queryFor(origin)}">Back to signing in</a></p>`

async function askPage(
  parts: SigninParts,
  origin: AuthorizeRequest | undefined,
  email: string | undefined,
  fault: Fault | undefined,
): Promise<Page> {
  return {
    title: fault === undefined ? 'Forgot your password?' : 'Error: Forgot your password?',
    brand: await brandOf(parts, origin?.client.project),
    card: html`<h1>Forgot your password?</h1>
<p class="lead">We mail you a link with which you choose a new one.</p>
${faultSummary(fault)}
<form method="post" action="/signin/forgot${queryFor(origin)}" novalidate>
${field({ name: 'email', label: 'E-mail', autocomplete: 'username', value: email ?? origin?.loginHint, focus: true, fault })}
<button>Send the link</button>
</form>
${backLink(origin)}`,
  }
}

async function sentPage(parts: SigninParts, origin: AuthorizeRequest | undefined): Promise<Page> {
  return {
    title: 'Look into your mail',
    brand: await brandOf(parts, origin?.client.project),
    card: html`<h1>Look into your mail</h1>
<p class="lead">If there is an account with that address, a letter with a link is on its way to it. The link works once, for one hour.</p>
<p class="hint">No letter after a few minutes? Look among unwanted mail, check the address, and ask again.</p>
${backLink(origin)}`,
  }
}
