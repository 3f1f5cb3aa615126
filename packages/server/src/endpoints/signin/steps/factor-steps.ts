import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Form, queryParametersOf, readForm, requestOriginOf } from '#answers'
import type { PasskeyProofRefusal } from '#domain/enrolment'
import { renewHandle } from '#domain/logins'
import {
  askFactorNumber,
  enrollEmail,
  enrollNumber,
  enrollTotp,
  type FactorOrigin,
  type FactorRefusal,
  mailFactorCode,
  mayAddNumber,
  messageOnlyCode,
  passkeyFactorOptions,
  proveFactor,
  provePasskeyFactor,
  rememberThisBrowser,
  shownNumber,
  shownSecret,
  textFactorCode,
} from '#domain/signin'
import { rateLimitHeader } from '#domain/throttle'
import {
  type BrowserCookies,
  brandOf,
  deviceOf,
  type Fault,
  numberText,
  type Page,
  passkeyText,
  sendPage,
  type Words,
  wordsOf,
} from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { endPage } from '../start.ts'
import { enrollPage, type FactorWay, provePage, recoveryCodesPage } from './factor-pages.ts'
import { numberCodePage, numberPage } from './number-pages.ts'
import type { OpenFlow } from './open-flow.ts'

export const factorOriginOf = (request: FastifyRequest): FactorOrigin => ({
  ...requestOriginOf(request),
  language: wordsOf(request).language,
})

export function isFactorStep({ state: { step } }: OpenFlow): boolean {
  return step.step === 'prove_factor' || step.step === 'enroll_factor'
}

/** The page of a step about second factors. */
export async function factorPage(
  deps: SignInPageDeps,
  request: FastifyRequest,
  flow: OpenFlow,
  { asked, fault }: { readonly asked?: string | undefined; readonly fault?: Fault | undefined } = {},
): Promise<Page> {
  const say = wordsOf(request)
  const { state } = flow
  const brand = await brandOf(deps, flow.client.project)
  const wanted = asked ?? queryParametersOf(request).get('way') ?? undefined
  if (state.step.step === 'enroll_factor') {
    const mayText = mayAddNumber(deps.signIn, state)
    if (mayText && wanted === 'number') {
      const typed = readForm(request)?.form.get('number') ?? ''
      return numberPage(say, brand, flow, { typed, fault })
    }
    if (mayText && wanted === 'texted') return numberCodePage(say, brand, flow, fault)
    if (!state.factor.mayEnroll) return endPage(say, brand, 'flow.enroll_elsewhere', flow.restart)
    return enrollPage(say, brand, flow, {
      shown: await shownSecret(deps.signIn, state, factorOriginOf(request)),
      mayText,
      fault,
    })
  }
  const unsent = await messageOnlyCode(deps.signIn, state, factorOriginOf(request))
  const way = wayOf(flow, wanted)
  const options = await passkeyFactorOptions(deps.signIn, state, factorOriginOf(request))
  const passkey = options && { options, path: request.issuer.path }
  const number = await shownNumber(deps.signIn, state)
  const text = unsent === undefined || way !== 'sms' ? undefined : numberText(say, unsent)
  const why = fault ?? (text && { field: 'code', text })
  return provePage(say, brand, flow, { way, number, fault: why, passkey })
}

function wayOf({ state: { factor } }: OpenFlow, asked: string | undefined): FactorWay {
  if (factor.methods.length === 0) return 'passkey'
  if (asked === 'recovery' && factor.because === undefined) return asked
  const ways = (['totp', 'sms', 'email'] as const).filter((method) => factor.methods.includes(method))
  const [best] = ways
  const way = ways.find((one) => one === asked) ?? best
  return way === undefined || way === 'totp' ? 'app' : way
}

async function remember({ signIn }: SignInPageDeps, request: FastifyRequest, { state }: OpenFlow): Promise<void> {
  const origin = requestOriginOf(request)
  await rememberThisBrowser(signIn, state, deviceOf(origin.userAgent), origin)
}

/** Takes the answer of a step about second factors. */
export async function takeFactor(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  flow: OpenFlow,
  form: Form | undefined,
): Promise<FastifyReply> {
  const { signIn } = deps
  const { state } = flow
  const say = wordsOf(request)
  const [decision, typed = '', asked] = ['decision', 'code', 'way'].map((name) => form?.get(name))
  const show = async (status: number, fault: Fault, way = asked): Promise<FastifyReply> =>
    sendPage(reply, status, await factorPage(deps, request, flow, { asked: way, fault }))
  const refuse = (refusal: FactorRefusal | PasskeyProofRefusal, wrong: Fault): Promise<FastifyReply> | FastifyReply => {
    if (refusal.why === 'too_many_attempts') {
      const { allowance } = refusal
      reply.headers({ 'Retry-After': String(allowance.resetSeconds), RateLimit: rateLimitHeader([allowance]) })
      const text = say('signin.throttled', { wait: { seconds: allowance.resetSeconds } })
      return show(429, { field: wrong.field, text })
    }
    const isWrong = refusal.why === 'wrong_code' || refusal.why === 'passkey'
    return isWrong ? show(400, wrong) : moveOn(reply, 303, `/signin/${flow.id}`)
  }
  const goOn = async (): Promise<FastifyReply> => {
    if (form?.get('remember') === 'yes') await remember(deps, request, flow)
    await keepNewRoot(deps, cookies, reply, flow)
    return moveOn(reply, 303, `/signin/${flow.id}`)
  }
  const answer = form?.get('passkey')
  if (answer !== undefined) {
    const proven = await provePasskeyFactor(signIn, state, answer, factorOriginOf(request))
    if (proven.ok) return goOn()
    const { refusal } = proven
    const text = refusal.why === 'passkey' ? passkeyText(say, refusal) : say('passkey.refused')
    return refuse(refusal, { field: 'passkey', text })
  }
  const sent = await sendCode(deps, request, flow, form)
  if (sent !== undefined) {
    const { fault, way } = sent
    return fault === undefined ? moveOn(reply, 303, `/signin/${flow.id}?way=${way}`) : show(400, fault, way)
  }
  if (decision === 'email') {
    await enrollEmail(signIn, state, factorOriginOf(request))
    return moveOn(reply, 303, `/signin/${flow.id}`)
  }
  if (typed.trim() === '') return show(400, { field: 'code', text: say('factor.missing') })
  if (state.step.step === 'prove_factor') {
    const proven = await proveFactor(signIn, state, typed, factorOriginOf(request))
    return proven.ok ? goOn() : refuse(proven.refusal, { field: 'code', text: say('factor.wrong') })
  }
  const isTexted = asked === 'texted'
  const added = isTexted
    ? await enrollNumber(signIn, state, typed, factorOriginOf(request))
    : await enrollTotp(signIn, state, { typed, showsCodes: true }, factorOriginOf(request))
  if (!added.ok) return refuse(added.refusal, { field: 'code', text: say(isTexted ? 'factor.wrong' : 'enroll.wrong') })
  const { recoveryCodes } = added.value
  if (recoveryCodes === undefined) return goOn()
  await keepNewRoot(deps, cookies, reply, flow)
  // In the answer to the form, not at an address: they are shown once.
  return sendPage(reply, 200, recoveryCodesPage(say, await brandOf(deps, flow.client.project), flow, recoveryCodes))
}

/** Sends the code that a form asks for. Undefined if it asks for none. */
async function sendCode(
  { signIn }: SignInPageDeps,
  request: FastifyRequest,
  { state }: OpenFlow,
  form: Form | undefined,
): Promise<{ readonly way: string; readonly fault: Fault | undefined } | undefined> {
  const [say, origin] = [wordsOf(request), factorOriginOf(request)]
  const [decision, asked, typed = ''] = ['decision', 'way', 'number'].map((name) => form?.get(name))
  const wrong = (field: 'code' | 'number', text: Fault['text'] | undefined): Fault | undefined =>
    text === undefined ? undefined : { field, text }
  if (state.step.step === 'enroll_factor' && asked === 'number') {
    const sent = await askFactorNumber(signIn, state, typed, origin)
    if (sent.ok) return { way: 'texted', fault: undefined }
    return { way: 'number', fault: wrong('number', numberText(say, sent.refusal.why)) }
  }
  if (decision === 'mail') {
    const sent = await mailFactorCode(signIn, state, origin)
    return { way: 'email', fault: sent.ok ? undefined : wrong('code', mailFault(say, sent.refusal.why)) }
  }
  if (decision !== 'text') return undefined
  const sent = await textFactorCode(signIn, state, origin)
  return { way: 'sms', fault: sent.ok ? undefined : wrong('code', numberText(say, sent.refusal.why)) }
}

/** The browser gets another cookie: the one that opened less opens nothing any more. */
async function keepNewRoot(
  { db }: SignInPageDeps,
  cookies: BrowserCookies,
  reply: FastifyReply,
  { state: { login } }: OpenFlow,
): Promise<void> {
  const { browserHash, userId } = login
  const handle = browserHash === null || userId === null ? undefined : await renewHandle(db, browserHash, userId)
  if (handle !== undefined) cookies.keepRoot(reply, handle)
}

export function mailFault(say: Words, why: string): Fault['text'] | undefined {
  if (why === 'limited') return say('factor.mail_limit')
  return why === 'failed' ? say('factor.mail_failed') : undefined
}
