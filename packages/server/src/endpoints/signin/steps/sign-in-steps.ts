import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, noteTrace, readForm, requestOriginOf, unavailable } from '#answers'
import { uuid } from '#base/random'
import { provePassword, type SignInRefusal } from '#domain/signin'
import { rateLimitHeader } from '#domain/throttle'
import {
  type Browser,
  type BrowserCookies,
  brandOf,
  emailFault,
  type Fault,
  otherMethodText,
  readCredentials,
  readEmail,
  refuseForeignForm,
  sendPage,
  type Words,
  wordsOf,
} from '#pages'
import { answerApp } from '../authorize/answer-app.ts'
import type { AuthorizeRequest } from '../authorize/authorize-request.ts'
import { openRequest, type ReturnedRequest } from '../authorize/carried-request.ts'
import { launchComplaint } from '../authorize/launch.ts'
import { refuseRequest } from '../authorize/refuse-request.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { readShown } from '../shown.ts'
import { endPage, startAgain } from '../start.ts'
import { addressOf, continueFlow, draftOf, resume, type Visit } from './continue-flow.ts'
import { sendMail } from './mail-steps.ts'
import { OFFER } from './passkey-offer.ts'
import { withPasskey } from './passkey-step.ts'
import { showSignIn } from './show-sign-in.ts'
import { withNumber } from './text-steps.ts'

/** `/signin`: takes the e-mail address and then the password, and starts the flow for the other steps. */
export function registerSignIn(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  const { clock, baseUrl } = deps
  const page = answersWith('page')

  app.get('/signin', page, async (request, reply) =>
    sendPage(reply, 200, endPage(wordsOf(request), await brandOf(deps, undefined), 'flow.start', undefined)),
  )

  app.post('/signin', page, async (request, reply) => {
    if (clock.state() === 'wrong') throw unavailable('clock_wrong')
    refuseForeignForm(request, baseUrl)
    const form = readForm(request)?.form
    const browser = cookies.find(request)
    const sealed = form?.get('request')
    if (form === undefined || browser === undefined || sealed === undefined) throw startAgain()
    const opened = await openRequest(deps, sealed, request.issuer, browser)
    if (!opened.ok) {
      if (opened.refusal.show === 'start_again') throw startAgain()
      return refuseRequest(deps, reply, 303, opened.refusal)
    }
    const account = form.get('account')
    if (account !== undefined)
      return withAccount(deps, cookies, { request, reply, status: 303 }, browser, opened.value, account)
    const passkey = form.get('passkey')
    if (passkey !== undefined)
      return withPasskey(deps, cookies, { request, reply, browser }, opened.value.request, passkey)
    if (form.get('by') === 'phone') return withNumber(deps, { request, reply, browser }, opened.value.request, form)
    if (form.get('by') === 'email') return withMail(deps, { request, reply, browser }, opened.value.request, form)
    return withPassword(deps, cookies, { request, reply, browser }, opened.value, form)
  })
}

/** An e-mail address to which a code is to be sent. */
async function withMail(
  deps: SignInPageDeps,
  visit: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly browser: Browser },
  wanted: AuthorizeRequest,
  form: Form,
): Promise<FastifyReply> {
  const { request, reply, browser } = visit
  const typed = form.get('email')
  const step = form.get('step') === 'email' ? 'email' : 'password'
  const refuse = (fault: Fault): Promise<FastifyReply> =>
    showSignIn(deps, reply, 400, browser, { request: wanted, email: typed?.trim().slice(0, 320), step, fault })
  const email = readEmail(typed)
  if (email === undefined) return refuse(emailFault(wordsOf(request), typed))
  return sendMail(deps, visit, { wanted, email, form }, refuse)
}

/** An e-mail address, or an address and its password. */
async function withPassword(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  {
    request,
    reply,
    browser,
  }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly browser: Browser },
  { request: wanted, isLate }: ReturnedRequest,
  form: Form,
): Promise<FastifyReply> {
  const asked = { request: wanted, email: form.get('email')?.trim().slice(0, 320) }
  const say = wordsOf(request)
  const given = readSent(say, form, isLate)
  const shown = readShown(form.get('show'))
  const isEmergency = shown === 'emergency'
  // The button of a page with several ways also counts as a choice.
  const onward = shown === 'page' ? 'always' : 'first'
  if ('step' in given) {
    const { fault } = given
    const autoContinue = fault === undefined && !isEmergency ? onward : undefined
    return showSignIn(deps, reply, fault === undefined ? 200 : 400, browser, {
      ...asked,
      ...given,
      autoContinue,
      isEmergency,
    })
  }

  const { client, codeChallenge, prompts, expectedUser } = wanted
  noteTrace(request, { clientId: client.id, project: client.project, codeChallenge, step: 'password' })
  const begun = await provePassword(deps.signIn, {
    ...draftOf(wanted),
    ...given,
    ...requestOriginOf(request),
    profileType: undefined,
    askConsent: prompts.includes('consent'),
    expectedUser,
    browserHash: browser.hash,
  })
  const { rootHandle } = begun.ok ? begun.value : { rootHandle: undefined, ...begun.refusal }
  if (rootHandle !== undefined) cookies.keepRoot(reply, rootHandle)
  if (!begun.ok) {
    const complaint = launchComplaint(begun.refusal.why)
    if (complaint !== undefined) return answerApp(deps, reply, 303, addressOf(wanted), complaint)
    const { status, headers, fault } = refusalAnswer(say, begun.refusal)
    return showSignIn(deps, reply.headers(headers), status, browser, {
      ...asked,
      step: 'password',
      fault,
      // A password manager filled in the password early.
      autoContinue: begun.refusal.why === 'other_method' && form.get('step') === 'email' ? onward : undefined,
      isEmergency,
    })
  }
  const flow = uuid()
  cookies.keepHandle(reply, flow, begun.value.handle)
  // This device can have a passkey: the person may be asked whether they want one.
  if (form.get('can') === 'passkey') return moveOn(reply, 303, `/signin/${flow}?${OFFER}`)
  return moveOn(reply, 303, `/signin/${flow}`)
}

/** The answer of the page to choose an account. */
async function withAccount(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  visit: Visit,
  browser: Browser,
  { request: asked, shownUser }: ReturnedRequest,
  account: string,
): Promise<FastifyReply> {
  // Another person has signed in meanwhile in another tab.
  const shown = { ...asked, expectedUser: shownUser ?? asked.expectedUser }
  const resumed = account === 'this' ? await resume(deps, cookies, visit, browser, shown) : undefined
  if (resumed?.ok === true) return continueFlow(deps, cookies, visit, asked, resumed.value)
  if (resumed?.refusal !== undefined) return answerApp(deps, visit.reply, 303, addressOf(asked), resumed.refusal)
  return showSignIn(deps, visit.reply, 200, browser, { request: asked, email: undefined, fault: undefined })
}

/** The credentials, or the next question. After a page was open for days, it asks for the password again. */
function readSent(say: Words, form: Form, isLate: boolean): ReturnType<typeof readCredentials> {
  const given = readCredentials(say, form)
  if ('step' in given || !isLate) return given
  return { step: 'password', fault: { field: 'password', text: say('signin.late') } }
}

/** One text for every failed sign-in, so that it reveals nothing about the account. */
function refusalAnswer(
  say: Words,
  refusal: SignInRefusal,
): {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly fault: Fault
} {
  if (refusal.why === 'other_method')
    return { status: 400, headers: {}, fault: { field: 'email', text: otherMethodText(say, refusal.problem) } }
  // Shown only to a person who knows the password.
  if (refusal.why === 'other_person')
    return { status: 400, headers: {}, fault: { field: 'email', text: say('signin.other_person') } }
  if (refusal.why === 'password_disabled')
    return { status: 400, headers: {}, fault: { field: 'password', text: say('signin.disabled') } }
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
