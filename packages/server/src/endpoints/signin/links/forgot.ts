import { accepted, type Result } from '@damson/fhir'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, queryParametersOf, readForm, requestOriginOf } from '#answers'
import type { Language } from '#base/language'
import type { Client } from '#domain/clients'
import type { MethodRefusal } from '#domain/email-domains'
import { requestReset } from '#domain/passwords'
import type { RequestOrigin } from '#domain/projects'
import { askForRecovery } from '#domain/recovery'
import {
  type BrowserCookies,
  brandOf,
  carryQuery,
  emailFault,
  type Fault,
  field,
  type Html,
  hintQuery,
  html,
  openQuery,
  otherMethodText,
  type Page,
  POW_SCRIPT,
  powAttributes,
  powFields,
  readEmail,
  refuseForeignForm,
  sendPage,
  titled,
  topicPage,
  type Words,
  withFault,
  wordsOf,
} from '#pages'
import { authorizeQuery, readAuthorizeRequest } from '../authorize/authorize-request.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { countAttempt } from '../start.ts'

/** The page that led here. */
interface Origin {
  /** The link back to it. */
  readonly address: string
  /** The query that keeps it for the next page. */
  readonly query: string
  readonly project: string | undefined
  readonly client: Client | undefined
  readonly email: string | undefined
}

/** A page that asks for an address, to which it mails a link. */
interface Asking {
  readonly path: '/signin/forgot' | '/signin/recover'
  readonly topic: 'forgot' | 'recover'
  /** Mails the link. The answer is the same for every address; a refusal tells only of the domain or the app. */
  mail(
    request: FastifyRequest,
    email: string,
    at: { readonly project: string | undefined; readonly client: Client | undefined },
  ): Promise<Result<void, MethodRefusal>>
}

/**
 * `/signin/forgot` mails a link for a new password, `/signin/recover` one to recover an account without its second
 * factors. Their query contains the sealed query of the sign-in that led here, for the brand and the way back, or
 * `from=account` with the sealed person. Without either, there is no way back.
 */
export function registerForgot(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  const { registration } = deps
  registerAsking(app, deps, cookies, {
    path: '/signin/forgot',
    topic: 'forgot',
    mail: (request, email, at) => requestReset(registration, email, at, originOf(request)),
  })
  registerAsking(app, deps, cookies, {
    path: '/signin/recover',
    topic: 'recover',
    async mail(request, email, { project }) {
      await askForRecovery(deps, email, project, originOf(request))
      return accepted(undefined)
    },
  })
}

/** With the language of the page, for people whose own is not known. */
const originOf = (request: FastifyRequest): RequestOrigin & { readonly language: Language } => ({
  ...requestOriginOf(request),
  language: wordsOf(request).language,
})

function registerAsking(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies, asking: Asking): void {
  const { baseUrl, throttle } = deps
  const { path } = asking
  const page = answersWith('page')

  app.get(path, page, async (request, reply) =>
    sendPage(reply, 200, await askPage(deps, request, asking, await originOf(request, reply))),
  )

  app.post(path, page, async (request, reply) => {
    refuseForeignForm(request, baseUrl)
    const origin = await originOf(request, reply)
    const typed = readForm(request)?.form.get('email')
    const email = readEmail(typed)
    if (email === undefined) {
      const fault = emailFault(wordsOf(request), typed)
      return sendPage(reply, 400, await askPage(deps, request, asking, origin, typed?.slice(0, 320), fault))
    }
    await countAttempt(throttle, request)
    const at = { project: projectOf(request, origin), client: origin?.client }
    const form = readForm(request)?.form
    const sent = { powSolution: form?.get('solution'), waited: form?.get('challenge'), address: request.ip }
    if ((await deps.botCheck.pageProblem('resetpassword', at.project, sent)) !== undefined) {
      const fault: Fault = { field: 'email', text: wordsOf(request)('forgot.wait') }
      return sendPage(reply, 400, await askPage(deps, request, asking, origin, typed?.slice(0, 320), fault))
    }
    const asked = await asking.mail(request, email, at)
    if (!asked.ok) {
      const say = wordsOf(request)
      const fault: Fault = { field: 'email', text: otherMethodText(say, asked.refusal) }
      return sendPage(reply, 400, await askPage(deps, request, asking, origin, typed?.slice(0, 320), fault))
    }
    return moveOn(reply, 303, `${path}/sent${queryFor(origin)}`)
  })

  app.get(`${path}/sent`, page, async (request, reply) =>
    sendPage(reply, 200, await sentPage(deps, wordsOf(request), asking, await originOf(request, reply))),
  )

  async function originOf(request: FastifyRequest, reply: FastifyReply): Promise<Origin | undefined> {
    if (queryParametersOf(request).get('from') === 'account') return accountOrigin(request, reply)
    const sent = openQuery(deps, cookies, request, 'authorize')
    if (sent === undefined) return undefined
    const read = await readAuthorizeRequest(deps, request.issuer, [...new URLSearchParams(sent)])
    if (!read.ok) return undefined
    const asked = authorizeQuery(read.value)
    const query = carryQuery(deps, request, 'authorize', asked, cookies.know(request, reply))
    const { client, loginHint } = read.value
    return { address: `/oauth2/authorize?${query}`, query, project: client.project, client, email: loginHint }
  }

  function accountOrigin(request: FastifyRequest, reply: FastifyReply): Origin {
    const { project } = request.issuer
    const sent = openQuery(deps, cookies, request, 'account') ?? ''
    const email = readEmail(new URLSearchParams(sent).get('login_hint') ?? undefined)
    if (email === undefined) return { address: '/account', query: 'from=account', project, client: undefined, email }
    const hint = carryQuery(deps, request, 'account', hintQuery(email), cookies.know(request, reply))
    return { address: `/account?${hint}`, query: `from=account&${hint}`, project, client: undefined, email }
  }
}

const queryFor = (origin: Origin | undefined): string => (origin === undefined ? '' : `?${origin.query}`)

const backLink = (say: Words, origin: Origin | undefined): Html | undefined =>
  origin === undefined ? undefined : html`<p class="more"><a href="${origin.address}">${say('flow.back')}</a></p>`

const projectOf = (request: FastifyRequest, origin: Origin | undefined): string | undefined =>
  origin?.project ?? request.issuer.project

async function askPage(
  deps: SignInPageDeps,
  request: FastifyRequest,
  { path, topic }: Asking,
  origin: Origin | undefined,
  email?: string,
  fault?: Fault,
): Promise<Page> {
  const say = wordsOf(request)
  const pow = await deps.botCheck.pageDemand('resetpassword', projectOf(request, origin))
  return {
    title: titled(say, say.text(`${topic}.heading`), fault),
    ...(pow !== undefined && { scripts: [POW_SCRIPT] }),
    brand: await brandOf(deps, origin?.project),
    card: html`<h1>${say(`${topic}.heading`)}</h1>
<p class="lead">${say(`${topic}.lead`)}</p>
${withFault(
  fault,
  html`<form method="post" action="${path}${queryFor(origin)}" novalidate${powAttributes(pow)}>
${powFields(pow)}${field(say, {
  name: 'email',
  label: say('field.email'),
  autocomplete: 'username',
  value: email ?? origin?.email,
  focus: true,
  fault,
})}
<button>${say(`${topic}.button`)}</button>
</form>`,
)}
${backLink(say, origin)}`,
  }
}

async function sentPage(
  deps: SignInPageDeps,
  say: Words,
  { topic }: Asking,
  origin: Origin | undefined,
): Promise<Page> {
  const { title, card } = topicPage(say, topic === 'forgot' ? 'address.mailed' : 'recover.mailed')
  return {
    title,
    brand: await brandOf(deps, origin?.project),
    card: html`${card}
<p class="hint">${say('address.mailed.hint')}</p>
${backLink(say, origin)}`,
  }
}
