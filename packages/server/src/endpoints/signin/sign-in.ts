import type { FastifyInstance } from 'fastify'
import {
  answersWith,
  type BrowserCookies,
  brandOf,
  emailFault,
  type Fault,
  noteTrace,
  placeOf,
  readEmail,
  readForm,
  refuseForeignForm,
  sendPage,
  unavailable,
  type Words,
  wordsOf,
} from '#answers'
import { uuid } from '#base/random'
import type { SignInRefusal } from '#domain/signin'
import { rateLimitHeader } from '#domain/throttle'
import { showSignIn } from './authorize.ts'
import { openRequest } from './carried-request.ts'
import { launchComplaint } from './launch.ts'
import type { SigninParts } from './parts.ts'
import { moveOn, sendBack } from './redirect.ts'
import { endPage, startAgain, unusableRequest } from './start.ts'

/** `/signin`: takes e-mail and password, and begins the flow that asks for the rest. */
export function registerSignIn(app: FastifyInstance, parts: SigninParts, cookies: BrowserCookies): void {
  const { clock, baseUrl } = parts
  const page = answersWith('page')

  app.get('/signin', page, async (request, reply) =>
    sendPage(reply, 200, endPage(wordsOf(request), await brandOf(parts, undefined), 'flow.start', undefined)),
  )

  app.post('/signin', page, async (request, reply) => {
    if (clock.state() === 'wrong') throw unavailable('clock_wrong')
    refuseForeignForm(request, baseUrl)
    const form = readForm(request)?.form
    const browser = cookies.find(request)
    const sealed = form?.get('request')
    if (form === undefined || browser === undefined || sealed === undefined) throw startAgain()
    const opened = await openRequest(parts, sealed, browser)
    if (!opened.ok)
      throw opened.refusal.show === 'page'
        ? unusableRequest(opened.refusal, await brandOf(parts, undefined))
        : startAgain()
    const asked = { request: opened.value.request, email: form.get('email')?.slice(0, 320) }
    const say = wordsOf(request)
    const given = readCredentials(say, form.get('email'), form.get('password'), opened.value.isLate)
    if ('fault' in given) return showSignIn(parts, reply, 400, browser, { ...asked, fault: given.fault })

    const { client, redirectUri, scope, state, nonce, codeChallenge, launch } = opened.value.request
    noteTrace(request, { clientId: client.id, project: client.project, codeChallenge, step: 'password' })
    const begun = await parts.signIn.password({
      ...given,
      ...placeOf(request),
      client,
      requestedProject: client.project,
      profileType: undefined,
      scope,
      nonce,
      codeChallenge,
      redirectUri,
      state,
      launch,
      browserHash: browser.hash,
    })
    if (!begun.ok) {
      const complaint = launchComplaint(begun.refusal.why)
      if (complaint !== undefined) return sendBack(reply, 303, baseUrl, redirectUri, state, complaint)
      const { status, headers, fault } = answerTo(say, begun.refusal)
      return showSignIn(parts, reply.headers(headers), status, browser, { ...asked, fault })
    }
    const flow = uuid()
    cookies.keepHandle(reply, flow, begun.value.handle)
    return moveOn(reply, 303, `/signin/${flow}`)
  })
}

function readCredentials(
  say: Words,
  typed: string | undefined,
  password: string | undefined,
  isLate: boolean,
): { readonly email: string; readonly password: string } | { readonly fault: Fault } {
  if (isLate) return { fault: { field: 'password', text: say('signin.late') } }
  const email = readEmail(typed)
  if (email === undefined) return { fault: emailFault(say, typed) }
  if (password === undefined || password === '')
    return { fault: { field: 'password', text: say('field.password.missing') } }
  return { email, password }
}

/** One text for whoever could not sign in, whatever was wrong. */
function answerTo(
  say: Words,
  refusal: SignInRefusal,
): {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly fault: Fault
} {
  if (refusal.why !== 'too_many_attempts')
    return {
      status: 400,
      headers: {},
      fault: { field: 'password', text: say('signin.wrong'), remedy: say('signin.wrong.remedy') },
    }
  const { allowance } = refusal
  return {
    status: 429,
    headers: { 'Retry-After': String(allowance.resetSeconds), RateLimit: rateLimitHeader([allowance]) },
    fault: { field: 'password', text: say('signin.throttled', { wait: { seconds: allowance.resetSeconds } }) },
  }
}
