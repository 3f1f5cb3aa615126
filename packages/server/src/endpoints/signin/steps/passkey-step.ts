import type { FastifyReply, FastifyRequest } from 'fastify'
import { noteTrace, requestOriginOf } from '#answers'
import { uuid } from '#base/random'
import { type PasskeyRefusal, signInByPasskey } from '#domain/signin'
import { rateLimitHeader } from '#domain/throttle'
import { type Browser, type BrowserCookies, type Fault, otherMethodText, passkeyText, wordsOf } from '#pages'
import { answerApp } from '../authorize/answer-app.ts'
import type { AuthorizeRequest } from '../authorize/authorize-request.ts'
import { launchComplaint } from '../authorize/launch.ts'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { addressOf, draftOf } from './continue-flow.ts'
import { showSignIn } from './show-sign-in.ts'

/** Signs in with a passkey, and goes on like a password does. If it does not do, the page is shown again. */
export async function withPasskey(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  visit: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly browser: Browser },
  wanted: AuthorizeRequest,
  answer: string,
): Promise<FastifyReply> {
  const { request, reply, browser } = visit
  const { client, codeChallenge, prompts, expectedUser } = wanted
  noteTrace(request, { clientId: client.id, project: client.project, codeChallenge, step: 'passkey' })
  const begun = await signInByPasskey(deps.signIn, {
    ...draftOf(wanted),
    ...requestOriginOf(request),
    answer,
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
  return refuse(deps, visit, wanted, begun.refusal)
}

function refuse(
  deps: SignInPageDeps,
  {
    request,
    reply,
    browser,
  }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly browser: Browser },
  wanted: AuthorizeRequest,
  refusal: PasskeyRefusal,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const asked = { request: wanted, email: undefined, step: 'email' } as const
  const show = (text: Fault['text'], status = 400): Promise<FastifyReply> =>
    showSignIn(deps, reply, status, browser, { ...asked, fault: { field: 'email', text } })
  if (refusal.why === 'too_many_attempts') {
    const { allowance } = refusal
    const { resetSeconds } = allowance
    reply.headers({ 'Retry-After': String(resetSeconds), RateLimit: rateLimitHeader([allowance]) })
    return show(say('signin.throttled', { wait: { seconds: resetSeconds } }), 429)
  }
  if (refusal.why === 'other_method') return show(otherMethodText(say, refusal.problem))
  if (refusal.why === 'other_person') return show(say('signin.other_person'))
  if (refusal.why !== 'passkey' || refusal.problem.why !== 'unknown_passkey') return show(passkeyText(say, refusal))
  const { credentialId: unknownPasskey } = refusal.problem
  return showSignIn(deps, reply, 400, browser, {
    ...asked,
    fault: { field: 'email', text: passkeyText(say, refusal) },
    unknownPasskey,
  })
}
