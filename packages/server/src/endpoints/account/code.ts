import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, readForm } from '#answers'
import type { Tx } from '#base/db'
import { maskedNumber } from '#base/phone'
import {
  type CodeRefusal,
  checkCode,
  mailCode,
  messageCode,
  type PasskeyProofRefusal,
  textCode,
} from '#domain/enrolment'
import { factorsOf, openMailedCode, ownNumber } from '#domain/factors'
import { addFactorToRoot } from '#domain/logins'
import { ownUseOptions } from '#domain/passkeys'
import type { FactorMethod } from '#domain/projects'
import { checkOwnNumber, provesWeakPassword, shownOwnNumber, textOwnNumber } from '#domain/signin'
import { type Allowance, rateLimitHeader } from '#domain/throttle'
import {
  type BrowserCookies,
  brandOf,
  type Fault,
  numberText,
  passkeyText,
  sendPage,
  type Words,
  wordsOf,
} from '#pages'
import type { AccountDeps } from './dependencies.ts'
import { codePage, type MailedBecause } from './factors-page.ts'
import { addPasskeyToRoot } from './passkey-proof.ts'
import {
  factorActOf,
  findAnyVisitor,
  hasPhoneAlone,
  keepNewRoot,
  lacksFactor,
  outOfDate,
  readOwnForm,
  receiveForm,
  sealForm,
  seeOther,
  tellOfBrowser,
  useVisit,
  type Visitor,
  wantsTime,
} from './visitor.ts'

type Way = 'app' | 'email' | 'sms' | 'recovery'
/** Where a person goes on after the code. */
const PLACES = [
  '/account',
  '/account/factors',
  '/account/factors/add',
  '/account/factors/number',
  '/account/password',
  '/account/email',
  '/account/data',
  '/account/activation',
  '/account/changes',
  '/account/devices',
  '/account/passkeys',
  '/set-up',
] as const
export type CodePlace = (typeof PLACES)[number]

/** Asks the signed-in person for a code of a factor that they have. */
export async function showCode(
  deps: AccountDeps,
  {
    request,
    reply,
    status,
  }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly status: number },
  visitor: Visitor,
  {
    next,
    way: asked,
    fault,
  }: { readonly next: CodePlace; readonly way?: string | undefined; readonly fault?: Fault | undefined },
): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const { methods, because, isOwnNumber } = await askedOf(deps, visitor, next)
  const way = wayOf(methods, asked, because !== undefined || isOwnNumber === true)
  const unsent = methods.includes('totp') ? undefined : await messageOnce(deps, visitor, request, methods, isOwnNumber)
  const brand = await brandOf(deps, request.issuer.project)
  const account = visitor.user.email ?? ''
  const form = sealForm(deps, visitor)
  const options = await ownUseOptions(deps, visitor.browser.hash, request.issuer, visitor.user.id)
  const passkey = options && { options, path: request.issuer.path }
  const number = methods.includes('sms') ? await shownNumber(deps, visitor, isOwnNumber) : undefined
  const text = unsent === undefined || way !== 'sms' ? undefined : numberText(wordsOf(request), unsent)
  const why = fault ?? (text && { field: 'code' as const, text })
  const shown = { form, account, number, methods, because, isOwnNumber, way, next, fault: why, left, passkey }
  return sendPage(reply, status, codePage(wordsOf(request), brand, shown))
}

/**
 * What a person may answer with. To see the account, what the sign-in takes too: without a factor, a code by e-mail, which
 * is asked for in a browser that is new, and after a password that is easy to guess. To change factors, not the mailbox
 * where there is more. Who has neither a factor nor an address proves the number by which they sign in.
 */
async function askedOf(
  { db }: AccountDeps,
  { user, root }: Visitor,
  next: CodePlace,
): Promise<{
  readonly methods: readonly FactorMethod[]
  readonly because?: MailedBecause
  readonly isOwnNumber?: true
}> {
  const kinds = (await factorsOf.rows(db, user.id)).map(({ kind }) => kind)
  if (kinds.length === 0 && hasPhoneAlone({ user, root })) return { methods: ['sms'], isOwnNumber: true }
  if (next === '/account' && kinds.length === 0) {
    const isWeak = provesWeakPassword({ ...user, factors: root.factors, enrolled: kinds })
    return { methods: ['email'], because: isWeak ? 'weak_password' : 'new_place' }
  }
  const most = (['totp', 'sms'] as const).find((kind) => kinds.includes(kind))
  return { methods: next !== '/account' && most !== undefined ? [most] : kinds }
}

function wayOf(methods: readonly string[], asked: string | undefined, hasNoFactor: boolean): Way {
  if (asked === 'recovery' && !hasNoFactor) return asked
  const ways = (['totp', 'sms', 'email'] as const).filter((method) => methods.includes(method))
  const [best = 'email'] = ways
  const way = ways.find((one) => one === asked) ?? best
  return way === 'totp' ? 'app' : way
}

/** Sends a code at once if no app answers, and none is under way. Returns why none was sent. */
async function messageOnce(
  deps: AccountDeps,
  visitor: Visitor,
  request: FastifyRequest,
  methods: readonly FactorMethod[],
  isOwnNumber: true | undefined,
): Promise<string | undefined> {
  if ((await openMailedCode.maybeOne(deps.db, visitor.root.id, deps.clock.now())) !== undefined) return undefined
  const act = factorActOf(visitor, request)
  const sent = isOwnNumber ? await textOwnNumber(deps.signIn, act) : await messageCode(deps.signIn, act, methods)
  return sent.ok ? undefined : sent.refusal
}

async function shownNumber(
  deps: AccountDeps,
  { user }: Visitor,
  isOwnNumber: true | undefined,
): Promise<string | undefined> {
  const { db, keyring, clock } = deps
  if (isOwnNumber) return shownOwnNumber(deps, user.id)
  const number = await ownNumber(db, keyring, user.id, clock.now())
  return number && maskedNumber(number.e164)
}

/** `POST /account/code`: proves a second factor in this browser's sign-in. */
export function registerCode(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  const page = answersWith('page')

  app.get('/account/code', page, async (_request, reply) => seeOther(reply, '/account'))

  app.post('/account/code', page, async (request, reply) => {
    receiveForm(deps, request)
    const visitor = await findAnyVisitor(deps, cookies, request)
    if (visitor === undefined && wantsTime(readForm(request)?.form)) return seeOther(reply, '/account')
    if (visitor === undefined) throw outOfDate()
    const form = readOwnForm(deps, visitor, request)
    const next = PLACES.find((place) => place === form.get('next')) ?? '/account'
    const [way, typed = ''] = [form.get('way'), form.get('code')]
    const say = wordsOf(request)
    const show = (status: number, fault?: Fault, to = way): Promise<FastifyReply> =>
      showCode(deps, { request, reply, status }, visitor, { next, way: to, fault })
    // Before it is proven.
    const lacked = await lacksFactor(deps, visitor, request)
    const goOn = async (to: string = next): Promise<FastifyReply> => {
      if (lacked) await tellOfBrowser(deps, visitor, request)
      await keepNewRoot(deps, cookies, reply, visitor)
      return seeOther(reply, to)
    }
    if (wantsTime(form)) return show(200)
    if (way === 'mail') {
      const mailed = await mailCode(deps.signIn, factorActOf(visitor, request))
      if (mailed.ok) return show(200, undefined, 'email')
      const text = say(mailed.refusal === 'limited' ? 'factor.mail_limit' : 'factor.mail_failed')
      return show(400, { field: 'code', text }, 'email')
    }
    const answer = form.get('passkey')
    if (answer !== undefined) {
      const added = await addPasskeyToRoot(deps, visitor, request, answer)
      if (added.ok) return goOn()
      if (added.refusal.why === 'ended_login') return seeOther(reply, '/account')
      const { status, headers, fault } = passkeyFault(say, added.refusal)
      reply.headers(headers)
      return show(status, fault)
    }
    if (way === 'text') {
      const { isOwnNumber } = await askedOf(deps, visitor, next)
      const texted = await (isOwnNumber ? textOwnNumber : textCode)(deps.signIn, factorActOf(visitor, request))
      const text = texted.ok ? undefined : numberText(say, texted.refusal)
      return text === undefined ? show(200, undefined, 'sms') : show(400, { field: 'code', text }, 'sms')
    }
    if (form.get('do') !== 'prove') return show(200)
    if (typed.trim() === '') return show(400, { field: 'code', text: say('factor.missing') })
    const { methods: among, because, isOwnNumber } = await askedOf(deps, visitor, next)
    const refusal = await prove(deps, visitor, request, { typed, among, isOwnNumber })
    if (refusal === undefined && because !== undefined) await notePlace(deps, visitor, request)
    if (refusal === undefined) return goOn(because === 'weak_password' ? '/account/password' : next)
    if (refusal.why === 'ended_login') return seeOther(reply, '/account')
    const { status, headers, fault } = codeFault(say, refusal, 'factor.wrong')
    reply.headers(headers)
    return show(status, fault)
  })
}

/** Apps, too, then ask for no code in this browser. */
async function notePlace(
  { db, clock, throttle }: AccountDeps,
  { user, browser }: Visitor,
  { ip: address }: FastifyRequest,
): Promise<void> {
  await throttle.places.note(db, { userId: user.id, browserHash: browser.hash, address }, clock.now())
}

async function prove(
  deps: AccountDeps,
  visitor: Visitor,
  request: FastifyRequest,
  {
    isOwnNumber,
    ...answer
  }: { readonly typed: string; readonly among: readonly FactorMethod[]; readonly isOwnNumber: true | undefined },
): Promise<CodeRefusal | undefined> {
  const act = factorActOf(visitor, request)
  const add = async (tx: Tx, factor: string, now: Date): Promise<boolean> =>
    (await addFactorToRoot.maybeOne(tx, factor, now, visitor.root.id)) !== undefined
  const checked = isOwnNumber
    ? await checkOwnNumber(deps.signIn, act, answer.typed, add)
    : await checkCode(deps.signIn, act, answer, (tx, { factor }, now) => add(tx, factor, now))
  return checked.ok ? undefined : checked.refusal
}

/** What the page says of a code that was not taken. */
export function codeFault(
  say: Words,
  refusal: Exclude<CodeRefusal, { readonly why: 'ended_login' }>,
  wrong: 'factor.wrong' | 'enroll.wrong',
): { readonly fault: Fault; readonly status: number; readonly headers: Readonly<Record<string, string>> } {
  if (refusal.why === 'wrong_code') return { fault: { field: 'code', text: say(wrong) }, status: 400, headers: {} }
  return throttled(say, refusal.allowance)
}

function passkeyFault(
  say: Words,
  refusal: Exclude<PasskeyProofRefusal, { readonly why: 'ended_login' }>,
): ReturnType<typeof codeFault> {
  if (refusal.why === 'too_many_attempts') return throttled(say, refusal.allowance)
  return { fault: { field: 'passkey', text: passkeyText(say, refusal) }, status: 400, headers: {} }
}

function throttled(say: Words, allowance: Allowance): ReturnType<typeof codeFault> {
  return {
    fault: { field: 'code', text: say('signin.throttled', { wait: { seconds: allowance.resetSeconds } }) },
    status: 429,
    headers: { 'Retry-After': String(allowance.resetSeconds), RateLimit: rateLimitHeader([allowance]) },
  }
}
