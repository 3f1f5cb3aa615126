import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, type Form, noteTrace, readForm, requestOriginOf, unavailable } from '#answers'
import {
  allowApp,
  choosePatient,
  countAnswer,
  denyApp,
  findPatients,
  giveUp,
  issueCode,
  pickMembership,
  refuseAddress,
  refuseLaunch,
  stayLonger,
  timeLeft,
} from '#domain/signin'
import { type BrowserCookies, brandOf, otherMethodTopic, type Page, refuseForeignForm, sendPage, wordsOf } from '#pages'
import { type AnswerAddress, answerApp, refuseApp } from '../authorize/answer-app.ts'
import { UNMET } from '../authorize/asked-acr.ts'
import { OUT_OF_REACH } from '../authorize/launch.ts'
import { complaint } from '../complaint.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { endPage, startAgain, tooMany } from '../start.ts'
import { takeActivationCode } from './activation-step.ts'
import { choosePage } from './choose-page.ts'
import { consentPage } from './consent-page.ts'
import { factorOriginOf, factorPage, isFactorStep, takeFactor } from './factor-steps.ts'
import { newPasswordPage, takeNewPassword } from './new-password.ts'
import { checkMailPage, newPatientPage } from './new-patient-pages.ts'
import { offerPage, takeOffer } from './offer-page.ts'
import { type OpenFlow, openFlow } from './open-flow.ts'
import { isOfferAnswer, isOfferDue, showOffer, takeOfferAnswer } from './passkey-offer.ts'
import { patientPage } from './patient-page.ts'
import { becomePatient } from './register-steps.ts'
import { takeTerms, termsPage } from './terms-page.ts'

type FlowRequest = FastifyRequest<{ Params: { flow: string } }>

/** `/signin/:flow`: shows the next step of a sign-in, takes the answer, and returns to the app after the last step. */
export function registerFlow(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  const { clock, baseUrl, signIn, throttle, loginSettings } = deps
  const page = answersWith('page')

  const open = async (request: FlowRequest): Promise<OpenFlow> => {
    if (clock.state() === 'wrong') throw unavailable('clock_wrong')
    const flow = await openFlow(deps, cookies, request)
    if (flow === undefined) throw startAgain()
    return flow
  }

  app.get<{ Params: { flow: string } }>('/signin/:flow', page, async (request, reply) => {
    const flow = await open(request)
    if (await isOfferDue(deps, { request, flow })) return showOffer(deps, cookies, { request, reply, flow })
    if (flow.state.step.step === 'code') return finish(request, reply, flow)
    if (flow.state.step.step === 'out_of_reach') return outOfReach(request, reply, flow)
    if (flow.state.step.step === 'blocked_address') return blockedAddress(deps, cookies, { request, reply }, flow)
    if (isUnmet(flow)) return unmet(deps, cookies, reply, flow)
    if (flow.state.step.step === 'prove_again') return moveOn(reply, 303, `/oauth2/authorize?${flow.restart}`)
    const { userId } = flow.state.login
    if (flow.state.step.step === 'make_patient' && userId !== null) cookies.bindActivation(reply, userId)
    return sendPage(reply, 200, await stepPage(deps, request, flow))
  })

  app.post<{ Params: { flow: string } }>('/signin/:flow', page, async (request, reply) => {
    refuseForeignForm(request, baseUrl)
    const found = await open(request)
    const form = readForm(request)?.form
    if (isOfferAnswer(form)) return takeOfferAnswer(deps, cookies, { request, reply, flow: found }, form)
    if (form?.get('stay') !== undefined) return giveTime(deps, cookies, { request, reply }, found, form)
    const state = await countAnswer(signIn, found.state)
    const flow = { ...found, state, left: timeLeft(state.login, loginSettings, clock.now()) }
    if (isFactorStep(flow)) return takeFactor(deps, cookies, { request, reply }, flow, form)
    const { step } = state.step
    if (step === 'change_password') return takeNewPassword(deps, { request, reply }, flow, form)
    return takeAnswer(deps, cookies, { request, reply }, flow, form)
  })

  async function finish(request: FlowRequest, reply: FastifyReply, flow: OpenFlow): Promise<FastifyReply> {
    const allowance = await throttle.inBrowser(flow.state.login.rootId ?? flow.id)
    if (!allowance.allowed) throw tooMany(allowance)
    const code = await issueCode(signIn, flow.state, factorOriginOf(request))
    if (!code.ok) throw startAgain()
    cookies.dropHandle(reply, flow.id)
    return answerApp(deps, reply, 303, addressOf(flow), { code: code.value })
  }

  async function outOfReach(request: FlowRequest, reply: FastifyReply, flow: OpenFlow): Promise<FastifyReply> {
    await refuseLaunch(signIn, flow.state, requestOriginOf(request))
    cookies.dropHandle(reply, flow.id)
    return answerApp(deps, reply, 303, addressOf(flow), OUT_OF_REACH)
  }
}

/** Takes the answer to a question of the pages, and goes on to the next one. */
async function takeAnswer(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply }: { readonly request: FlowRequest; readonly reply: FastifyReply },
  flow: OpenFlow,
  form: Form | undefined,
): Promise<FastifyReply> {
  const { step } = flow.state.step
  if (step === 'accept_terms' && form?.get('decision') === 'accept')
    return takeTerms(deps, { request, reply }, flow, form)
  if (step === 'accept_role' && (await takeOffer(deps, request, flow, form)) === 'declined')
    return deny(deps, cookies, reply, flow)
  const [membership, decision, patient] = ['membership', 'decision', 'patient'].map((name) => form?.get(name))
  if (step === 'make_patient' && decision === 'activate')
    return takeActivationCode(deps, cookies, { request, reply }, flow, form)
  if (step === 'make_patient' && decision === 'register')
    await becomePatient(deps, cookies, { request, reply }, cookies.handleOf(request, flow.id) ?? '', true)
  if (step === 'choose_membership' && membership !== undefined)
    await pickMembership(deps.signIn, flow.state, membership)
  if (step === 'choose_patient' && decision === undefined) {
    // The patient search is answered without a redirect: in an address, the entry would stay in the browser's history.
    if (patient === undefined) return sendPage(reply, 200, await patientStep(deps, request, flow, form?.get('find')))
    const chosen = await choosePatient(deps.signIn, flow.state, patient, requestOriginOf(request))
    if (!chosen.ok && chosen.refusal.why === 'unknown_patient')
      return sendPage(reply, 400, await patientStep(deps, request, flow, undefined, true))
    if (!chosen.ok && chosen.refusal.why === 'too_many_requests') throw tooMany(chosen.refusal.allowance)
  }
  if (step === 'consent' && decision === 'allow')
    await allowApp(deps.signIn, flow.state, tickedIn(form), requestOriginOf(request))
  if (decision === 'deny' && (await denyApp(deps.signIn, flow.state, requestOriginOf(request))).ok)
    return deny(deps, cookies, reply, flow)
  // The next page depends only on the state of the sign-in, not on the form.
  return moveOn(reply, 303, `/signin/${flow.id}`)
}

/** The app demands an assurance for which this person must set something up, which this sign-in may not do. */
const isUnmet = ({ state: { step, factor, login } }: OpenFlow): boolean =>
  step.step === 'enroll_factor' && !factor.mayEnroll && login.acrEssential

async function unmet(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  reply: FastifyReply,
  flow: OpenFlow,
): Promise<FastifyReply> {
  await giveUp(deps.signIn, flow.state)
  cookies.dropHandle(reply, flow.id)
  return refuseApp(deps, reply, 303, addressOf(flow), UNMET)
}

function deny(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  reply: FastifyReply,
  flow: OpenFlow,
): Promise<FastifyReply> {
  cookies.dropHandle(reply, flow.id)
  return answerApp(deps, reply, 303, addressOf(flow), NOT_ALLOWED)
}

/** Not the app's: only the person can go to another network, and then start again. */
async function blockedAddress(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply }: { readonly request: FlowRequest; readonly reply: FastifyReply },
  flow: OpenFlow,
): Promise<FastifyReply> {
  await refuseAddress(deps.signIn, flow.state, requestOriginOf(request))
  cookies.dropHandle(reply, flow.id)
  const brand = await brandOf(deps, flow.client.project)
  return sendPage(reply, 403, endPage(wordsOf(request), brand, 'flow.blocked_address', flow.restart))
}

const NOT_ALLOWED = complaint(
  'access_denied',
  'The person did not allow it.',
  'The person did not allow it.',
  'Tell the person that access was denied, and let them try again.',
)

function addressOf({ redirectUri, client, state: { login } }: OpenFlow): AnswerAddress {
  const mode = login.responseMode === 'form_post' ? 'form_post' : 'query'
  return { redirectUri, state: login.state, mode, project: client.project }
}

/** Grants more time if possible, and shows the same page again with its entries. */
async function giveTime(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply }: { readonly request: FlowRequest; readonly reply: FastifyReply },
  flow: OpenFlow,
  form: Form,
): Promise<FastifyReply> {
  const allowance = await deps.throttle.inBrowser(flow.state.login.rootId ?? flow.id)
  if (!allowance.allowed) throw tooMany(allowance)
  const handle = cookies.handleOf(request, flow.id)
  const { ok } = await stayLonger(deps.signIn, flow.state)
  if (ok && handle !== undefined) cookies.keepHandle(reply, flow.id, handle)
  const again = await openFlow(deps, cookies, request)
  if (again === undefined) throw startAgain()
  const { step } = again.state.step
  if (step === 'choose_patient') return sendPage(reply, 200, await patientStep(deps, request, again, form.get('find')))
  if (step !== 'consent' && step !== 'choose_membership') return moveOn(reply, 303, `/signin/${flow.id}`)
  return sendPage(reply, 200, await stepPage(deps, request, again, tickedIn(form)))
}

async function stepPage(
  deps: SignInPageDeps,
  request: FlowRequest,
  flow: OpenFlow,
  ticked?: readonly string[],
): Promise<Page> {
  const { step } = flow.state.step
  const say = wordsOf(request)
  const brand = await brandOf(deps, flow.client.project)
  if (step === 'choose_membership') return choosePage(say, deps, brand, flow)
  if (step === 'accept_role') return offerPage(say, deps, brand, flow)
  if (step === 'choose_patient') return patientStep(deps, request, flow, undefined)
  if (step === 'consent') return consentPage(say, deps, brand, flow, ticked)
  if (step === 'prove_factor' || step === 'enroll_factor') return factorPage(deps, request, flow)
  if (step === 'change_password') return newPasswordPage(deps, request, flow)
  if (step === 'prove_address') return checkMailPage(say, brand, flow)
  if (step === 'make_patient') return newPatientPage(say, brand, flow)
  if (step === 'accept_terms') return termsPage(deps, request, flow)
  if (REFUSALS.has(step)) noteTrace(request, { signInRefusedIn: flow.client.project })
  if (step === 'other_method') {
    const { otherMethod } = flow.state
    if (otherMethod === undefined) throw new Error('another method is demanded without a reason')
    return endPage(say, brand, otherMethodTopic(otherMethod), flow.restart)
  }
  if (step === 'code' || step === 'out_of_reach' || step === 'prove_again')
    throw new Error(`${step} shows no page: it leads elsewhere`)
  return endPage(say, brand, `flow.${step}`, flow.restart)
}

/** Steps at which a sign-in ends though the person was proven; the audit has no event of them. */
const REFUSALS: ReadonlySet<string> = new Set(['other_method', 'no_membership', 'not_for_administrators'])

/** The page to choose a patient, with the search results. */
async function patientStep(
  deps: SignInPageDeps,
  request: FlowRequest,
  flow: OpenFlow,
  typed = '',
  unknown = false,
): Promise<Page> {
  const found = await findPatients(deps.signIn, flow.state, typed, requestOriginOf(request))
  if (!found.ok && found.refusal.why === 'too_many_requests') throw tooMany(found.refusal.allowance)
  if (!found.ok && found.refusal.why !== 'no_patient_search') throw startAgain()
  const brand = await brandOf(deps, flow.client.project)
  return patientPage(wordsOf(request), brand, flow, {
    typed: typed.slice(0, 100),
    found: found.ok ? found.value : undefined,
    unknown,
  })
}

function tickedIn(form: Form | undefined): readonly string[] {
  return (form?.entries ?? []).flatMap(([name, value]) => (name === 'scope' ? [value] : []))
}
