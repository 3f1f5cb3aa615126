import type { FastifyInstance, FastifyReply } from 'fastify'
import { answersWith, type Form, noteTrace, readForm, requestOriginOf, unavailable } from '#answers'
import { uuid } from '#base/random'
import { readProject, takesActivationCodes, termsOf } from '#domain/projects'
import { newPatient, newUser } from '#domain/registration'
import { readState } from '#domain/signin'
import {
  type BrowserCookies,
  carryQuery,
  emailFault,
  type Fault,
  otherMethodText,
  readEmail,
  refuseForeignForm,
  type Words,
  wordsOf,
} from '#pages'
import { type AuthorizeRequest, authorizeQuery } from '../authorize/authorize-request.ts'
import { openRequest } from '../authorize/carried-request.ts'
import { refuseRequest } from '../authorize/refuse-request.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { countAttempt, startAgain, tooMany } from '../start.ts'
import { draftOf } from './continue-flow.ts'
import { type RegisterVisit, showRegister, type Typed } from './show-register.ts'

/** `POST /signin/register`: creates an account for the app's request, which waits in this browser for the address's proof. */
export function registerRegister(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  app.post('/signin/register', answersWith('page'), async (request, reply) => {
    if (deps.clock.state() === 'wrong') throw unavailable('clock_wrong')
    refuseForeignForm(request, deps.baseUrl)
    const form = readForm(request)?.form
    const browser = cookies.find(request)
    const sealed = form?.get('request')
    if (form === undefined || browser === undefined || sealed === undefined) throw startAgain()
    const opened = await openRequest(deps, sealed, request.issuer, browser)
    if (!opened.ok) {
      if (opened.refusal.show === 'start_again') throw startAgain()
      return refuseRequest(deps, reply, 303, opened.refusal)
    }
    return takeRegistration(deps, cookies, { request, reply, browser }, opened.value.request, form)
  })
}

async function takeRegistration(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  visit: RegisterVisit,
  wanted: AuthorizeRequest,
  form: Form,
): Promise<FastifyReply> {
  const { request } = visit
  const say = wordsOf(request)
  const [first, last] = [nameIn(form, 'first'), nameIn(form, 'last')]
  const typed = { first, last, email: form.get('email')?.trim().slice(0, 320) }
  const refuse = (fault: Fault): Promise<FastifyReply> => showRegister(deps, visit, wanted, { ...typed, fault })
  const fault = nameFault(say, typed)
  if (fault !== undefined) return refuse(fault)
  const email = readEmail(typed.email)
  if (email === undefined) return refuse(emailFault(say, typed.email))
  const password = form.get('new') ?? ''
  if (password === '') return refuse({ field: 'new', text: say('field.password.missing') })
  const project = await readProject(deps.db, wanted.client.project)
  const terms = project && termsOf(project.resource)
  const accepted = form.get('terms')
  if (terms !== undefined && accepted === undefined) return refuse({ field: 'terms', text: say('terms.missing') })
  await countAttempt(deps.throttle, request)
  const proof = { powSolution: form.get('solution'), waited: form.get('challenge'), address: request.ip }
  if ((await deps.botCheck.pageProblem('newuser', wanted.client.project, proof)) !== undefined)
    return refuse({ field: 'new', text: say('forgot.wait') })
  return create(
    deps,
    cookies,
    visit,
    wanted,
    { first: first ?? '', last: last ?? '', email, password, accepted },
    refuse,
  )
}

async function create(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply, browser }: RegisterVisit,
  wanted: AuthorizeRequest,
  typed: Readonly<Record<'first' | 'last' | 'email' | 'password', string>> & {
    readonly accepted: string | undefined
  },
  refuse: (fault: Fault) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const { client, codeChallenge, prompts } = wanted
  noteTrace(request, { clientId: client.id, project: client.project, codeChallenge, step: 'register' })
  const draft = draftOf(wanted)
  const made = await newUser(
    deps.registration,
    {
      ...draft,
      requestedProject: client.project,
      firstName: typed.first,
      lastName: typed.last,
      email: typed.email,
      password: typed.password,
      acceptedTerms: typed.accepted,
      asked: { ...draft, askConsent: prompts.includes('consent'), browserHash: browser.hash },
    },
    { ...requestOriginOf(request), language: say.language },
  )
  if (made.ok && made.value.isTaken !== true) return begin(deps, cookies, { request, reply }, made.value)
  if (made.ok) return refuse({ field: 'email', text: say('register.taken') })
  const { refusal } = made
  switch (refusal.why) {
    case 'too_many_attempts':
      throw tooMany(refusal.allowance)
    case 'unsuitable_password':
      return refuse({ field: 'new', text: say(`field.password.${refusal.fault}`) })
    case 'other_method':
      return refuse({ field: 'email', text: otherMethodText(say, refusal.problem) })
    case 'terms_changed':
      return refuse({ field: 'terms', text: say('terms.changed') })
    default:
      // Registration was closed meanwhile: the page that is left is the one to sign in.
      return moveOn(
        reply,
        303,
        `/oauth2/authorize?${carryQuery(deps, request, 'authorize', authorizeQuery(wanted), browser)}`,
      )
  }
}

/** Keeps the request for this browser, and goes on as far as it can without the e-mail. */
async function begin(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply }: Pick<RegisterVisit, 'request' | 'reply'>,
  { handle, mustProveAddress }: { readonly handle: string; readonly mustProveAddress: boolean },
): Promise<FastifyReply> {
  const flow = uuid()
  cookies.keepHandle(reply, flow, handle)
  if (!mustProveAddress) await becomePatient(deps, cookies, { request, reply }, handle)
  return moveOn(reply, 303, `/signin/${flow}`)
}

/**
 * Makes the patient of a registration that has everything else, and opens single sign-on in its browser. Where people may
 * have a code for a record that exists, only if they asked for a new one.
 */
export async function becomePatient(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply }: Pick<RegisterVisit, 'request' | 'reply'>,
  handle: string,
  isAskedFor = false,
): Promise<void> {
  const origin = requestOriginOf(request)
  const state = await readState(deps.signIn, handle, origin, cookies.find(request)?.hash)
  if (!state.ok || state.value.step.step !== 'make_patient') return
  const { project } = state.value
  if (!isAskedFor && project !== undefined && takesActivationCodes(project.resource)) return
  const made = await newPatient(deps.registration, state.value, state.value.login.requestedProject ?? '', origin)
  if (made.ok && made.value.rootHandle !== undefined) cookies.keepRoot(reply, made.value.rootHandle)
}

/** A name as accounts take it; the same rule as in the JSON API. */
function nameIn(form: Form, name: 'first' | 'last'): string | undefined {
  const typed = form.get(name)?.trim()
  return typed === undefined || typed === '' ? undefined : typed.slice(0, 200)
}

function nameFault(say: Words, typed: Pick<Typed, 'first' | 'last'>): Fault | undefined {
  for (const field of ['first', 'last'] as const) {
    const name = typed[field]
    if (name === undefined) return { field, text: say(`field.${field}.missing`) }
    if (name.length > 128 || /\p{Cc}/u.test(name) || !name.isWellFormed())
      return { field, text: say('field.name.invalid') }
  }
  return undefined
}
