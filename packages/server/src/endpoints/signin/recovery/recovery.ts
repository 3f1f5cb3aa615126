import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, readForm, requestOriginOf } from '#answers'
import { secondsAfter } from '#base/clock'
import { sha256Text } from '#base/crypto'
import { unguessable } from '#base/random'
import type { CodeRefusal } from '#domain/enrolment'
import { SYSTEM_PROJECT } from '#domain/projects'
import {
  completeWithApp,
  completeWithPasskey,
  followRecoveryLink,
  newFactor,
  newPasskeyFactor,
  type OwnRecovery,
  peekRecoveryLink,
  peekStop,
  proveOldFactor,
  type RecoveryOrigin,
  recoveryOfBrowser,
  stopRecovery,
} from '#domain/recovery'
import { proveOwnPassword, type SignInRefusal } from '#domain/signin'
import { rateLimitHeader } from '#domain/throttle'
import { type UserRow, userById } from '#domain/users'
import {
  type Brand,
  type BrowserCookies,
  brandOf,
  type Fault,
  html,
  newPasskeyText,
  PageError,
  passkeyName,
  refuseForeignForm,
  sendPage,
  topicPage,
  wordsOf,
} from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { countAttempt } from '../start.ts'
import {
  completedPage,
  newFactorPage,
  passwordPage,
  proofPage,
  startPage,
  stopPage,
  waitPage,
} from './recovery-pages.ts'

type LinkRequest = FastifyRequest<{ Params: { id: string; secret: string } }>
/** As long as a recovery lasts. */
const COOKIE_SECONDS = 14 * 86_400
/** How long a proven password counts until the new factor is set up. */
const PASSWORD_SECONDS = 1_800

const originOf = (request: FastifyRequest): RecoveryOrigin => ({
  ...requestOriginOf(request),
  language: wordsOf(request).language,
})

/**
 * `/signin/recovery`: the recovery of an account whose second factors are lost, in the browser that opened its link. Opening a
 * link changes nothing, since mail scanners open them too; sending its form does.
 */
export function registerRecovery(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  registerLinks(app, deps, cookies)
  registerStop(app, deps)
  const page = answersWith('page')

  app.get('/signin/recovery', page, async (request, reply) => {
    const own = await findOwn(deps, cookies, request)
    return own === undefined ? noRecovery(deps, request, reply) : show(deps, { request, reply }, own)
  })

  app.post('/signin/recovery', page, async (request, reply) => {
    refuseForeignForm(request, deps.baseUrl)
    await countAttempt(deps.throttle, request)
    const own = await findOwn(deps, cookies, request)
    if (own === undefined) return moveOn(reply, 303, '/signin/recovery')
    const form = readForm(request)?.form
    const exchange = { request, reply }
    switch (form?.get('do')) {
      case 'prove':
        return prove(deps, exchange, own, form)
      case 'password':
        return takePassword(deps, exchange, own, form)
      case 'complete':
        return complete(deps, cookies, exchange, own, form)
      default:
        return moveOn(reply, 303, '/signin/recovery')
    }
  })
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

interface Own extends OwnRecovery {
  readonly user: UserRow
}

async function findOwn(
  { db, clock }: SignInPageDeps,
  cookies: BrowserCookies,
  request: FastifyRequest,
): Promise<Own | undefined> {
  const kept = cookies.recoveryOf(request)
  if (kept === undefined) return undefined
  const recovery = await recoveryOfBrowser.maybeOne(db, { ...kept, now: clock.now() })
  if (recovery === undefined || (recovery.issuerProject ?? undefined) !== request.issuer.project) return undefined
  const user = await userById.maybeOne(db, recovery.userId)
  return user?.active === true ? { recovery, browserHash: kept.browserHash, user } : undefined
}

const brandFor = (deps: SignInPageDeps, { issuer }: FastifyRequest, project?: string): Promise<Brand> =>
  brandOf(deps, issuer.project ?? (project === SYSTEM_PROJECT ? undefined : project))

async function noRecovery(deps: SignInPageDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const say = wordsOf(request)
  const { title, card } = topicPage(say, 'recovery.none')
  const begin = html`<p class="more"><a href="/signin/recover">${say('factor.lost')}</a></p>`
  return sendPage(reply, 404, { title, brand: await brandFor(deps, request), card: html`${card}${begin}` })
}

/** The page of the step that is due. */
async function show(
  deps: SignInPageDeps,
  { request, reply }: Exchange,
  own: Own,
  { status = 200, fault }: { readonly status?: number; readonly fault?: Fault | undefined } = {},
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const { recovery, user } = own
  const { readyAt, needsAdministrator, number } = recovery
  const brand = await brandFor(deps, request, recovery.project)
  if (readyAt === null)
    return sendPage(reply, status, proofPage(say, brand, { number: number ?? '', needsAdministrator, fault }))
  if (readyAt > deps.clock.now()) return sendPage(reply, status, waitPage(say, brand, readyAt))
  if (user.passwordHash !== null) return sendPage(reply, status, passwordPage(say, brand, user.email ?? '', fault))
  return showNewFactor(deps, { request, reply }, own, { status, fault })
}

/** The person proved the password, or the account has none. */
async function showNewFactor(
  deps: SignInPageDeps,
  { request, reply }: Exchange,
  own: Own,
  { status = 200, fault }: { readonly status?: number; readonly fault?: Fault | undefined },
): Promise<FastifyReply> {
  const shown = await newFactor(deps, own, request)
  const { issuer } = request
  const until = secondsAfter(deps.clock.now(), PASSWORD_SECONDS).getTime()
  const proof = deps.keyring.seal(String(until), contextOf(own))
  const brand = await brandFor(deps, request, own.recovery.project)
  const passkey = await newPasskeyFactor(deps, own, own.user, { issuer, host: brand.host })
  return sendPage(reply, status, newFactorPage(wordsOf(request), brand, { shown, passkey, proof, fault }))
}

/** The proof ends with the password that was proven. */
const contextOf = ({ recovery, browserHash, user }: Own): string =>
  `recovery-password:${recovery.id}:${browserHash}:${user.passwordChangedAt?.toISOString() ?? ''}`

function hasProof({ keyring, clock }: SignInPageDeps, own: Own, sealed: string | undefined): boolean {
  try {
    return sealed !== undefined && Number(keyring.unseal(sealed, contextOf(own)).toString()) > clock.now().getTime()
  } catch {
    return false
  }
}

/** A saved recovery code, or a code of an app that is left. */
async function prove(deps: SignInPageDeps, exchange: Exchange, own: Own, form: Form): Promise<FastifyReply> {
  const { request, reply } = exchange
  const say = wordsOf(request)
  const typed = form.get('code') ?? ''
  if (own.recovery.readyAt !== null) return moveOn(reply, 303, '/signin/recovery')
  if (typed.trim() === '')
    return show(deps, exchange, own, { status: 400, fault: { field: 'code', text: say('factor.missing') } })
  const proven = await proveOldFactor(deps, own, typed, originOf(request))
  if (proven.ok) return moveOn(reply, 303, '/signin/recovery')
  const answer = codeFault(exchange, proven.refusal)
  return answer === undefined ? moveOn(reply, 303, '/signin/recovery') : show(deps, exchange, own, answer)
}

function codeFault(
  { request, reply }: Exchange,
  refusal: CodeRefusal,
): { readonly status: number; readonly fault: Fault } | undefined {
  const say = wordsOf(request)
  if (refusal.why === 'ended_login') return undefined
  if (refusal.why === 'wrong_code') return { status: 400, fault: { field: 'code', text: say('factor.wrong') } }
  const { allowance } = refusal
  reply.headers({ 'Retry-After': String(allowance.resetSeconds), RateLimit: rateLimitHeader([allowance]) })
  const text = say('signin.throttled', { wait: { seconds: allowance.resetSeconds } })
  return { status: 429, fault: { field: 'code', text } }
}

async function takePassword(deps: SignInPageDeps, exchange: Exchange, own: Own, form: Form): Promise<FastifyReply> {
  const { request, reply } = exchange
  const { user, recovery } = own
  const say = wordsOf(request)
  if (recovery.readyAt === null || recovery.readyAt > deps.clock.now()) return moveOn(reply, 303, '/signin/recovery')
  const password = form.get('password') ?? ''
  if (password === '') {
    const fault: Fault = { field: 'password', text: say('field.password.missing') }
    return show(deps, exchange, own, { status: 400, fault })
  }
  const proven = await proveOwnPassword(deps.signIn, {
    email: user.email ?? '',
    password,
    requestedProject: request.issuer.project ?? (user.project === SYSTEM_PROJECT ? undefined : user.project),
    expectedUser: user.id,
    ...requestOriginOf(request),
  })
  if (proven.ok) return showNewFactor(deps, exchange, own, {})
  return show(deps, exchange, own, passwordFault(exchange, proven.refusal))
}

function passwordFault(
  { request, reply }: Exchange,
  refusal: SignInRefusal,
): { readonly status: number; readonly fault: Fault } {
  const say = wordsOf(request)
  if (refusal.why === 'password_disabled')
    return { status: 400, fault: { field: 'password', text: say('signin.disabled') } }
  if (refusal.why !== 'too_many_attempts')
    return { status: 400, fault: { field: 'password', text: say('account.password.wrong') } }
  const { allowance } = refusal
  reply.headers({ 'Retry-After': String(allowance.resetSeconds), RateLimit: rateLimitHeader([allowance]) })
  const text = say('signin.throttled', { wait: { seconds: allowance.resetSeconds } })
  return { status: 429, fault: { field: 'password', text } }
}

/** The first code of the new app, or a new passkey. */
async function complete(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  exchange: Exchange,
  own: Own,
  form: Form,
): Promise<FastifyReply> {
  const { request, reply } = exchange
  const { user, recovery } = own
  const say = wordsOf(request)
  if (user.passwordHash !== null && !hasProof(deps, own, form.get('proof')))
    return moveOn(reply, 303, '/signin/recovery')
  const finish = async (codes: readonly string[]): Promise<FastifyReply> => {
    cookies.dropRecovery(reply)
    cookies.dropRoot(reply)
    // In the answer to the form, not at an address: they are shown once.
    return sendPage(reply, 200, completedPage(say, await brandFor(deps, request, recovery.project), codes))
  }
  const answer = form.get('passkey')
  if (answer !== undefined) {
    const origin = originOf(request)
    const made = await completeWithPasskey(deps, own, { answer, fallbackName: passkeyName(origin.userAgent) }, origin)
    if (made.ok) return finish(made.value)
    if (made.refusal.why === 'ended_login') return moveOn(reply, 303, '/signin/recovery')
    const fault: Fault = { field: 'passkey', text: newPasskeyText(say, made.refusal) }
    return showNewFactor(deps, exchange, own, { status: 400, fault })
  }
  const typed = form.get('code') ?? ''
  if (typed.trim() === '')
    return showNewFactor(deps, exchange, own, { status: 400, fault: { field: 'code', text: say('factor.missing') } })
  const done = await completeWithApp(deps, own, typed, originOf(request))
  if (!done.ok) {
    const failed = codeFault(exchange, done.refusal)
    if (failed === undefined) return moveOn(reply, 303, '/signin/recovery')
    const fault: Fault = done.refusal.why === 'wrong_code' ? { field: 'code', text: say('enroll.wrong') } : failed.fault
    return showNewFactor(deps, exchange, own, { status: failed.status, fault })
  }
  return finish(done.value)
}

function registerLinks(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  const { baseUrl, throttle } = deps
  const page = answersWith('page')
  const path = '/signin/recovery/start/:id/:secret'

  app.get(path, page, async (request: LinkRequest, reply) => {
    const user = await peekRecoveryLink(deps, request.params, request.issuer)
    if (user === undefined) throw unusableLink()
    return sendPage(reply, 200, startPage(wordsOf(request), await brandFor(deps, request), user.email ?? ''))
  })

  app.post(path, page, async (request: LinkRequest, reply) => {
    refuseForeignForm(request, baseUrl)
    await countAttempt(throttle, request)
    const secret = unguessable()
    const opened = { browserHash: sha256Text(secret), openedIn: cookies.find(request)?.hash ?? null }
    const followed = await followRecoveryLink(deps, request.params, opened, originOf(request))
    if (!followed.ok) throw unusableLink()
    cookies.keepRecovery(reply, followed.value.id, secret, COOKIE_SECONDS)
    return moveOn(reply, 303, '/signin/recovery')
  })
}

function registerStop(app: FastifyInstance, deps: SignInPageDeps): void {
  const { baseUrl, throttle } = deps
  const page = answersWith('page')
  const path = '/signin/recovery/stop/:id/:secret'

  app.get(path, page, async (request: LinkRequest, reply) => {
    const { id, secret } = request.params
    if ((await peekStop(deps, id, secret)) === undefined) throw unusableLink()
    return sendPage(reply, 200, stopPage(wordsOf(request), await brandFor(deps, request)))
  })

  app.post(path, page, async (request: LinkRequest, reply) => {
    refuseForeignForm(request, baseUrl)
    await countAttempt(throttle, request)
    const { id, secret } = request.params
    if (!(await stopRecovery(deps, id, secret, requestOriginOf(request)))) throw unusableLink()
    return moveOn(reply, 303, '/signin/recovery/stopped')
  })

  app.get('/signin/recovery/stopped', page, async (request, reply) => {
    const say = wordsOf(request)
    const { title, card } = topicPage(say, 'recovery.stopped')
    const choose = html`<p class="more"><a href="/signin/forgot">${say('link.dead.ask')}</a></p>`
    return sendPage(reply, 200, { title, brand: await brandFor(deps, request), card: html`${card}${choose}` })
  })
}

/** One page for links that are unknown, used, or expired. */
function unusableLink(): PageError {
  return new PageError(404, 'recovery.dead')
}
