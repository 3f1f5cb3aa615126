import { type Result, refused } from '@damson/fhir'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { noteTrace, requestOriginOf } from '#answers'
import { uuid } from '#base/random'
import { isConsole, projectAskedBy, type Unprovable, unprovable } from '#domain/clients'
import { type BrowserRoot, findBrowserRoots } from '#domain/logins'
import { codeUnasked, issueCode, resumeSignIn, type SignInState } from '#domain/signin'
import { userById } from '#domain/users'
import { type Browser, type BrowserCookies, brandOf, carryQuery, sendPage, wordsOf } from '#pages'
import { answerApp, refuseApp } from '../authorize/answer-app.ts'
import { type AuthorizeRequest, authorizeQuery } from '../authorize/authorize-request.ts'
import { sealRequest } from '../authorize/carried-request.ts'
import { launchComplaint, OUT_OF_REACH } from '../authorize/launch.ts'
import { BLOCKED_ADDRESS, type Complaint, complaint } from '../complaint.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import type { Shown } from '../shown.ts'
import { factorOriginOf } from './factor-steps.ts'
import { selectPage } from './select-page.ts'
import { mayRegister, showRegister } from './show-register.ts'
import { showSignIn } from './show-sign-in.ts'

export interface Visit {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** 303 after a POST. */
  readonly status: 302 | 303
  /** The browser, if it is already known. The forms of its pages are bound to it. */
  readonly browser?: Browser
}

/** Continues an authorization request: with the browser's sign-in, or with the sign-in page. */
export async function beginOrGoOn(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  visit: Visit,
  asked: AuthorizeRequest,
  shown: Shown | undefined,
): Promise<FastifyReply> {
  const { request, reply, status } = visit
  const isSilent = asked.prompts.includes('none')
  const known = cookies.find(request)
  const { db, clock } = deps
  const isNew = !isSilent && (shown === 'register' || (shown === undefined && asked.prompts.includes('create')))
  if (isNew) return beginNew(deps, cookies, { request, reply }, asked)
  const [root] = await findBrowserRoots(db, cookies.rootOf(request), known?.hash, clock.now())
  if (root !== undefined && known !== undefined && asked.prompts.includes('select_account') && !isAnew(asked)) {
    const brand = await brandOf(deps, asked.client.project)
    const sealed = sealRequest(
      deps.keyring,
      authorizeQuery(asked),
      request.issuer,
      known,
      deps.clock.now(),
      root.userId,
    )
    return sendPage(
      reply,
      200,
      await selectPage(wordsOf(request), deps, {
        brand,
        request: asked,
        sealed,
        again: carryQuery(deps, request, 'authorize', authorizeQuery(asked), known),
        root,
      }),
    )
  }
  const resumed =
    root === undefined || known === undefined ? undefined : await resume(deps, cookies, visit, known, asked)
  if (resumed?.ok === true)
    return isSilent
      ? silently(deps, visit, asked, resumed.value)
      : continueFlow(deps, cookies, visit, asked, resumed.value)
  if (resumed?.refusal !== undefined) return answerApp(deps, reply, status, addressOf(asked), resumed.refusal)
  if (isSilent) return answerApp(deps, reply, status, addressOf(asked), NOBODY_HERE)
  return showSignIn(deps, reply, 200, cookies.know(request, reply), {
    request: asked,
    email: asked.loginHint ?? (await addressAtWork(deps, asked, root)),
    fault: undefined,
    autoContinue: shown === undefined && !asked.prompts.includes('select_account') ? 'first' : undefined,
    isEmergency: shown === 'emergency',
  })
}

/**
 * Administrators who prove themselves anew at the console, in the middle of their work, find their address typed. In another
 * app the next person at a shared screen would read it.
 */
async function addressAtWork(
  { db }: SignInPageDeps,
  { client, maxAge, acr }: AuthorizeRequest,
  root: BrowserRoot | undefined,
): Promise<string | undefined> {
  const isAtWork = isConsole(client.id) && (maxAge !== undefined || acr !== undefined)
  if (!isAtWork || root === undefined) return undefined
  return (await userById.maybeOne(db, root.userId))?.email ?? undefined
}

/** The page to create an account, or to sign in where nobody may create one: never somebody's existing sign-in. */
async function beginNew(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply }: Pick<Visit, 'request' | 'reply'>,
  asked: AuthorizeRequest,
): Promise<FastifyReply> {
  const browser = cookies.know(request, reply)
  if (await mayRegister(deps, asked.client, asked)) return showRegister(deps, { request, reply, browser }, asked)
  return showSignIn(deps, reply, 200, browser, {
    request: asked,
    email: asked.loginHint,
    fault: undefined,
    isClosed: true,
  })
}

const WITHOUT_NONE = 'Send the person without prompt=none.'
const NOBODY_HERE = complaint(
  'login_required',
  'No one is signed in here as the app requires: send the person without prompt=none.',
  'prompt=none was sent, but in this browser no one is signed in, or the sign-in is too old, ' +
    'or it belongs to another person than the one in the hint.',
  WITHOUT_NONE,
)

/** An error for the app, not a page, which a frame of the app would not show. */
const TOO_MANY = complaint(
  'temporarily_unavailable',
  'Too many sign-ins from this browser: use your existing tokens, and try again in a minute.',
  'This browser signed in too many times within a minute.',
  'Use the existing tokens of the app, and try again in a minute.',
)

const isAnew = ({ prompts }: AuthorizeRequest): boolean => prompts.includes('login')

interface Resumed {
  readonly handle: string
  readonly state: SignInState
}

/** Attaches the app's login to the browser's sign-in. Undefined if the person must prove who they are. */
export async function resume(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request }: Pick<Visit, 'request'>,
  browser: Browser,
  asked: AuthorizeRequest,
): Promise<Result<Resumed, Complaint | undefined>> {
  const { client, redirectUri, maxAge, expectedUser } = asked
  const begun = await resumeSignIn(deps.signIn, {
    ...draftOf(asked),
    askConsent: asked.prompts.includes('consent') || unprovable(client, redirectUri, deps.isDevelopment) !== undefined,
    origin: requestOriginOf(request),
    issuer: request.issuer,
    browserHash: browser.hash,
    rootHandle: cookies.rootOf(request),
    demands: { anew: isAnew(asked), maxAgeSeconds: maxAge, expectedUser },
  })
  if (!begun.ok) {
    const isTooMany = begun.refusal.why === 'too_many_requests'
    if (isTooMany) noteTrace(request, { signInRefusedIn: client.project })
    return refused(isTooMany ? TOO_MANY : launchComplaint(begun.refusal.why))
  }
  noteTrace(request, { loginId: begun.value.state.login.id })
  return begun
}

/** The parts of the request that the app's login keeps, however the person signs in. */
export function draftOf({
  client,
  redirectUri,
  scope,
  state,
  nonce,
  codeChallenge,
  responseMode,
  launch,
  maxAge,
  acr,
  prompts,
}: AuthorizeRequest) {
  return {
    client,
    requestedProject: projectAskedBy(client),
    scope,
    nonce,
    codeChallenge,
    redirectUri,
    state,
    responseMode,
    launch,
    maxAgeSeconds: maxAge,
    acr,
    // The app asks for the account, and so for the role too.
    askRole: prompts.includes('select_account'),
  }
}

/** Back to the app if nothing is missing, else to the page of the next step. */
export async function continueFlow(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply, status }: Visit,
  asked: AuthorizeRequest,
  { handle, state }: Resumed,
): Promise<FastifyReply> {
  if (state.step.step === 'code') {
    const code = await issueCode(deps.signIn, state, factorOriginOf(request))
    if (code.ok) return answerApp(deps, reply, status, addressOf(asked), { code: code.value })
  }
  const flow = uuid()
  cookies.keepHandle(reply, flow, handle)
  return moveOn(reply, status, `/signin/${flow}`)
}

/** `prompt=none`: a code, or the error of OpenID Connect Core §3.1.2.6 for the page that would be shown. */
async function silently(
  deps: SignInPageDeps,
  { request, reply, status }: Visit,
  asked: AuthorizeRequest,
  { state }: Resumed,
): Promise<FastifyReply> {
  const code = await codeUnasked(deps.signIn, state, factorOriginOf(request))
  if (code.ok) return answerApp(deps, reply, status, addressOf(asked), { code: code.value })
  const { step } = state.step
  const why = step === 'consent' ? unprovable(asked.client, asked.redirectUri, deps.isDevelopment) : undefined
  // That a page would have to be shown is what the app wants to know.
  const tell = step === 'out_of_reach' || step === 'blocked_address' ? refuseApp : answerApp
  if (why === undefined) return tell(deps, reply, status, addressOf(asked), missing(step))
  return answerApp(deps, reply, status, addressOf(asked), UNPROVABLE[why])
}

const UNPROVABLE: Readonly<Record<Unprovable, Complaint>> = {
  loopback: askedEachTime(
    'The app is a public client at a loopback address, where any program can listen, so it needs consent each time.',
  ),
  own_scheme: askedEachTime(
    'The app is a public client with its own scheme, which any program can register, so it needs consent each time.',
  ),
}

function askedEachTime(what: string): Complaint {
  const remedy = 'Send the person without prompt=none, or use an https redirect_uri.'
  return complaint('consent_required', `${what} ${remedy}`, what, remedy)
}

function missing(step: SignInState['step']['step']): Complaint {
  if (step === 'consent')
    return complaint(
      'consent_required',
      'The person must consent first: send them without prompt=none.',
      'prompt=none was sent, but the person must consent first.',
      WITHOUT_NONE,
    )
  if (step === 'choose_membership' || step === 'choose_patient')
    return complaint(
      'interaction_required',
      'The person must make a choice first: send them without prompt=none.',
      `prompt=none was sent, but the person must choose ${step === 'choose_patient' ? 'a patient' : 'a membership'} first.`,
      WITHOUT_NONE,
    )
  if (step === 'prove_factor' || step === 'enroll_factor')
    return complaint(
      'interaction_required',
      'The person must prove a second factor first: send them without prompt=none.',
      'prompt=none was sent, but a second factor is demanded that this browser’s sign-in lacks.',
      WITHOUT_NONE,
    )
  if (step === 'change_password')
    return complaint(
      'interaction_required',
      'The person must choose a new password first: send them without prompt=none.',
      'prompt=none was sent, but the password of this browser’s sign-in must be changed.',
      WITHOUT_NONE,
    )
  if (step === 'accept_terms')
    return complaint(
      'interaction_required',
      'The person must accept the terms of the project first: send them without prompt=none.',
      'prompt=none was sent, but the project has terms that the person has not accepted.',
      WITHOUT_NONE,
    )
  if (step === 'accept_role')
    return complaint(
      'interaction_required',
      'The person must accept their invitation first: send them without prompt=none.',
      'prompt=none was sent, but the person was invited to the project and has not accepted yet.',
      WITHOUT_NONE,
    )
  if (step === 'out_of_reach') return OUT_OF_REACH
  if (step === 'blocked_address') return BLOCKED_ADDRESS
  return complaint(
    'login_required',
    'The person must sign in: send them without prompt=none.',
    'prompt=none was sent, but the person must sign in again first.',
    WITHOUT_NONE,
  )
}

export const addressOf = ({
  redirectUri,
  state,
  responseMode,
  client,
}: AuthorizeRequest): Parameters<typeof answerApp>[3] => ({
  redirectUri,
  state,
  mode: responseMode,
  project: client.project,
})
