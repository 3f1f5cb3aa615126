import type { FastifyReply } from 'fastify'
import { describable, noteTrace, traceUrl } from '#answers'
import { consoleAddress, OTHER_SCREEN, type RegisteredRedirectUri } from '#domain/clients'
import { brandOf, html, IN_CONSOLE_WINDOW, sendPage, strong, wordsOf } from '#pages'
import type { AuthorizeAnswer } from '../complaint.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { destinationNameOf, formTargetOf, moveOn, withParameters } from '../redirect.ts'
import { answerScreen } from './answer-screen.ts'
import type { ResponseMode } from './authorize-demands.ts'

/** The address and mode of the answer. */
export interface AnswerAddress {
  readonly redirectUri: RegisteredRedirectUri
  readonly state: string | null | undefined
  readonly mode: ResponseMode
  /** The client's project, for the page that posts the form. */
  readonly project: string
}

/** Gives the app its answer, with `state` and `iss` (RFC 6749 §4.1.2, RFC 9207). */
export async function answerApp(
  deps: Pick<SignInPageDeps, 'looks' | 'baseUrl' | 'devices'>,
  reply: FastifyReply,
  status: 302 | 303,
  { redirectUri, state, mode, project }: AnswerAddress,
  answer: AuthorizeAnswer,
): Promise<FastifyReply> {
  if (redirectUri === OTHER_SCREEN) return answerScreen(deps, reply, { state, project }, answer)
  noteTrace(
    reply.request,
    'code' in answer
      ? { sentBack: 'code' }
      : { sentBack: answer.error, findings: [answer.finding, ...(answer.also ?? [])] },
  )
  const issuer = reply.request.issuer.url
  const parameters = new URLSearchParams(
    'code' in answer
      ? { code: answer.code }
      : {
          error: answer.error,
          error_description: describable(answer.description),
          error_uri: traceUrl(reply.request),
        },
  )
  if (state !== null && state !== undefined) parameters.set('state', state)
  parameters.set('iss', issuer)
  if (mode === 'form_post') return postBack(deps, reply, redirectUri, project, parameters)
  if (redirectUri === consoleAddress(reply.request.issuer)) reply.headers(IN_CONSOLE_WINDOW)
  return moveOn(reply, status, withParameters(redirectUri, parameters))
}

/** Tells the app that its request is invalid. */
export function refuseInvalid(
  deps: Parameters<typeof answerApp>[0],
  reply: FastifyReply,
  status: 302 | 303,
  to: AnswerAddress,
  why: AuthorizeAnswer,
): Promise<FastifyReply> {
  noteTrace(reply.request, { invalidRequestIn: to.project })
  return answerApp(deps, reply, status, to, why)
}

/** Tells the app that a sign-in is refused, where no audit event says so. */
export function refuseApp(
  deps: Parameters<typeof answerApp>[0],
  reply: FastifyReply,
  status: 302 | 303,
  to: AnswerAddress,
  why: AuthorizeAnswer,
): Promise<FastifyReply> {
  noteTrace(reply.request, { signInRefusedIn: to.project })
  return answerApp(deps, reply, status, to, why)
}

/** OAuth 2.0 Form Post Response Mode: a script sends the form, or the person does if scripts are off. */
async function postBack(
  deps: Pick<SignInPageDeps, 'looks' | 'baseUrl'>,
  reply: FastifyReply,
  redirectUri: RegisteredRedirectUri,
  project: string,
  parameters: URLSearchParams,
): Promise<FastifyReply> {
  const brand = await brandOf(deps, project)
  const say = wordsOf(reply.request)
  const place = strong(destinationNameOf(redirectUri) ?? say.text('consent.device'))
  return sendPage(reply, 200, {
    title: say.text('back.heading'),
    brand,
    formTargets: [formTargetOf(redirectUri)],
    scripts: ['form-post.js'],
    card: html`<h1>${say('back.heading')}</h1>
<p class="lead">${say('back.lead', { place })}</p>
<form method="post" action="${redirectUri}" data-send="at once">
${[...parameters].map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">
`,
)}<button>${say('back.button')}</button>
</form>`,
  })
}
