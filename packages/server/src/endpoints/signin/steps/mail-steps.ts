import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, noteTrace, readForm, requestOriginOf, unavailable } from '#answers'
import { uuid } from '#base/random'
import type { MailedProof, MailedSignIn } from '#domain/factors'
import { askByMail, type MailRefused, mailedSignInHere, mailedSignInOfLink, signInByMail } from '#domain/signin'
import { rateLimitHeader } from '#domain/throttle'
import {
  type Browser,
  type BrowserCookies,
  brandOf,
  carryQuery,
  type Fault,
  otherMethodText,
  PageError,
  refuseForeignForm,
  sendPage,
  type Words,
  wordsOf,
} from '#pages'
import { answerApp } from '../authorize/answer-app.ts'
import { type AuthorizeRequest, authorizeQuery, readCarriedRequest } from '../authorize/authorize-request.ts'
import { launchComplaint } from '../authorize/launch.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { showing } from '../shown.ts'
import { countAttempt, startAgain } from '../start.ts'
import { botPage } from './bot-page.ts'
import { addressOf, draftOf } from './continue-flow.ts'
import { type MailShown, mailCodePage, mailElsewherePage, mailLinkPage, mailOverPage } from './mail-pages.ts'
import { showSignIn } from './show-sign-in.ts'
import { sendText } from './text-steps.ts'

type MailRequest = FastifyRequest<{ Params: { id: string } }>
type LinkRequest = FastifyRequest<{ Params: { id: string; secret: string } }>

/** A sign-in by e-mail in the browser that began it, with what the app asked for. */
interface Waiting {
  readonly browser: Browser
  readonly mailed: MailedSignIn
  readonly wanted: AuthorizeRequest
}

/**
 * `/signin/mail/:id`: takes the code of an e-mail in the browser that asked for it. `/signin/mail/:id/:secret` is the
 * e-mail's link: in that browser a button, in any other the code to type there.
 */
export function registerMailSignIn(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  registerCode(app, deps, cookies)
  registerLink(app, deps, cookies)
}

function registerCode(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')
  const here = async (request: MailRequest): Promise<Waiting> => {
    const hash = cookies.find(request)?.hash
    return waitingIn(
      deps,
      cookies,
      request,
      await mailedSignInHere(deps.signIn, request.params.id, request.issuer, hash),
    )
  }

  app.get('/signin/mail/:id', page, async (request: MailRequest, reply) =>
    showCode(deps, { request, reply, status: 200 }, await here(request)),
  )

  app.post('/signin/mail/:id', page, async (request: MailRequest, reply) => {
    if (deps.clock.state() === 'wrong') throw unavailable('clock_wrong')
    refuseForeignForm(request, deps.baseUrl)
    const found = await here(request)
    const form = readForm(request)?.form
    const { browser, mailed, wanted } = found
    const show = (fault: Fault, status = 400): Promise<FastifyReply> =>
      showCode(deps, { request, reply, status }, found, fault)
    if (form?.get('stay') !== undefined) return moveOn(reply, 303, `/signin/mail/${mailed.id}`)
    if (form?.get('decision') === 'again')
      return sendAgain(deps, { request, reply, browser }, { wanted, mailed, form }, (fault) =>
        show({ ...fault, field: 'code' }),
      )
    const typed = form?.get('code') ?? ''
    if (typed.trim() === '') return show({ field: 'code', text: wordsOf(request)('factor.missing') })
    return finish(deps, cookies, { request, reply }, found, { typed }, async (fault, status) =>
      // Read again: this may have been the last try.
      showAgain(deps, { request, reply, status }, await here(request), fault),
    )
  })
}

function registerLink(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')
  const ofLink = async (request: LinkRequest): Promise<{ mailed: MailedSignIn; isHere: boolean }> => {
    if (deps.clock.state() === 'wrong') throw unavailable('clock_wrong')
    const mailed = await mailedSignInOfLink(deps.signIn, request.params, request.issuer)
    if (mailed?.isOpen !== true) throw new PageError(404, 'link.over')
    return { mailed, isHere: mailed.browserHash === cookies.find(request)?.hash }
  }

  app.get('/signin/mail/:id/:secret', page, async (request: LinkRequest, reply) => {
    const { mailed, isHere } = await ofLink(request)
    if (!isHere) return showElsewhere(deps, request, reply, mailed)
    const shown = await shownOf(deps, request, await waitingIn(deps, cookies, request, mailed))
    return sendPage(reply, 200, mailLinkPage(wordsOf(request), shown, addressOfLink(request)))
  })

  app.post('/signin/mail/:id/:secret', page, async (request: LinkRequest, reply) => {
    refuseForeignForm(request, deps.baseUrl)
    const { mailed, isHere } = await ofLink(request)
    if (!isHere) return showElsewhere(deps, request, reply, mailed)
    const found = await waitingIn(deps, cookies, request, mailed)
    const { secret } = request.params
    return finish(deps, cookies, { request, reply }, found, { secret }, (fault, status) =>
      showCode(deps, { request, reply, status }, found, fault),
    )
  })
}

async function waitingIn(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
  mailed: MailedSignIn | undefined,
): Promise<Waiting> {
  const browser = cookies.find(request)
  if (mailed === undefined || browser === undefined) throw startAgain()
  const wanted = await readCarriedRequest(deps, request.issuer, mailed.query)
  if (!wanted.ok) throw startAgain()
  return { browser, mailed, wanted: wanted.value }
}

async function showElsewhere(
  deps: SignInPageDeps,
  request: LinkRequest,
  reply: FastifyReply,
  mailed: MailedSignIn,
): Promise<FastifyReply> {
  const wanted = await readCarriedRequest(deps, request.issuer, mailed.query)
  if (!wanted.ok) throw new PageError(404, 'link.over')
  const brand = await brandOf(deps, wanted.value.client.project)
  return sendPage(reply, 200, mailElsewherePage(wordsOf(request), brand, mailed, addressOfLink(request)))
}

const addressOfLink = ({ params: { id, secret } }: LinkRequest): string => `/signin/mail/${id}/${secret}`

interface Visit {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function shownOf(
  deps: SignInPageDeps,
  request: FastifyRequest,
  { browser, mailed, wanted }: Waiting,
): Promise<MailShown> {
  const query = authorizeQuery({ ...wanted, loginHint: mailed.channel === 'sms' ? undefined : mailed.email })
  return {
    brand: await brandOf(deps, wanted.client.project),
    request: wanted,
    mailed,
    other: showing(carryQuery(deps, request, 'authorize', query, browser)),
    seconds: Math.max(0, Math.floor((mailed.expiresAt.getTime() - deps.clock.now().getTime()) / 1_000)),
  }
}

/** After a try: a code that is over is not said to be wrong. */
function showAgain(
  deps: SignInPageDeps,
  at: Visit & { readonly status: number },
  found: Waiting,
  fault: Fault,
): Promise<FastifyReply> {
  return showCode(deps, at, found, found.mailed.isOpen ? fault : undefined)
}

async function showCode(
  deps: SignInPageDeps,
  { request, reply, status }: Visit & { readonly status: number },
  found: Waiting,
  fault?: Fault,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const shown = await shownOf(deps, request, found)
  return found.mailed.isOpen
    ? sendPage(reply, status, mailCodePage(say, shown, fault))
    : sendPage(reply, 400, mailOverPage(say, shown, fault))
}

/** Sends another message of the same kind to the same place. */
function sendAgain(
  deps: SignInPageDeps,
  visit: Visit & { readonly browser: Browser },
  { wanted, mailed, form }: Pick<Waiting, 'wanted' | 'mailed'> & { readonly form: Form },
  refuse: (fault: Fault) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  return mailed.channel === 'sms'
    ? sendText(deps, visit, { wanted, typed: mailed.email, form }, refuse)
    : sendMail(deps, visit, { wanted, email: mailed.email, form }, refuse)
}

/** Sends an e-mail to sign in with, and leads to the page for its code. */
export async function sendMail(
  deps: SignInPageDeps,
  { request, reply, browser }: Visit & { readonly browser: Browser },
  { wanted, email, form }: { readonly wanted: AuthorizeRequest; readonly email: string; readonly form: Form },
  refuse: (fault: Fault) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { client } = wanted
  const say = wordsOf(request)
  noteTrace(request, { clientId: client.id, project: client.project, step: 'mail' })
  const { signsInByMail } = await brandOf(deps, client.project)
  if (signsInByMail !== true) return showSignIn(deps, reply, 200, browser, { request: wanted, email, fault: undefined })
  await countAttempt(deps.throttle, request)
  const checked = await botPage(deps, { request, browser }, { wanted, by: 'email', to: email, form })
  if (checked !== undefined) return sendPage(reply, checked.status, checked.page)
  const asked = await askByMail(deps.signIn, {
    ...requestOriginOf(request),
    email,
    client,
    query: authorizeQuery({ ...wanted, loginHint: email }),
    browserHash: browser.hash,
    language: say.language,
  })
  if (asked.ok) return moveOn(reply, 303, `/signin/mail/${asked.value}`)
  const { refusal } = asked
  const text = refusal.why === 'limited' ? say('factor.mail_limit') : otherMethodText(say, refusal.problem)
  return refuse({ field: 'email', text })
}

/** Signs in, and goes on like a password does. */
async function finish(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply }: Visit,
  { browser, mailed, wanted }: Waiting,
  proof: MailedProof,
  show: (fault: Fault, status: number) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { client, codeChallenge, prompts, expectedUser } = wanted
  noteTrace(request, { clientId: client.id, project: client.project, codeChallenge, step: 'mail' })
  const begun = await signInByMail(deps.signIn, mailed, proof, {
    ...draftOf(wanted),
    ...requestOriginOf(request),
    askConsent: prompts.includes('consent'),
    expectedUser,
    browserHash: browser.hash,
  })
  const { rootHandle } = begun.ok ? begun.value : { rootHandle: undefined, ...begun.refusal }
  if (rootHandle !== undefined) cookies.keepRoot(reply, rootHandle)
  if (begun.ok) {
    const flow = uuid()
    cookies.keepHandle(reply, flow, begun.value.handle)
    return moveOn(reply, 303, `/signin/${flow}`)
  }
  const complaint = launchComplaint(begun.refusal.why)
  if (complaint !== undefined) return answerApp(deps, reply, 303, addressOf(wanted), complaint)
  const say = wordsOf(request)
  const { refusal } = begun
  if (refusal.why === 'too_many_attempts') {
    const { resetSeconds } = refusal.allowance
    reply.headers({ 'Retry-After': String(resetSeconds), RateLimit: rateLimitHeader([refusal.allowance]) })
    return show({ field: 'code', text: say('signin.throttled', { wait: { seconds: resetSeconds } }) }, 429)
  }
  const other = otherText(say, refusal)
  if (other === undefined) return show({ field: 'code', text: say('factor.wrong.sent') }, 400)
  const asked = { request: wanted, email: mailed.email, step: 'email' } as const
  return showSignIn(deps, reply, 400, browser, { ...asked, fault: { field: 'email', text: other } })
}

/** The e-mail was right, but signs nobody in here: shown only to a person who reads it. */
function otherText(say: Words, refusal: MailRefused): string | undefined {
  if (refusal.why === 'other_method') return otherMethodText(say, refusal.problem)
  return refusal.why === 'other_person' ? say.text('signin.other_person') : undefined
}
