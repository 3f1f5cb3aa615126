import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  allOk,
  answersWith,
  badRequest,
  type OutcomeError,
  otherMethod,
  readBody,
  requestOriginOf,
  tooManyRequests,
} from '#answers'
import {
  enrollEmail,
  enrollTotp,
  type FactorRefusal,
  mailFactorCode,
  proveFactor,
  readState,
  type SignInState,
} from '#domain/signin'
import type { AuthDeps } from './dependencies.ts'
import { factorOriginOf } from './factor-origin.ts'
import { FORM_METHODS, handle, text } from './fields.ts'
import { checkClock } from './gatekeeping.ts'
import { loginAnswer, signInError } from './login-answer.ts'

export const token = text(200).min(1, 'Missing token')
export const method = z.enum(FORM_METHODS, 'MFA method not allowed').optional()

export const VerifyBody = z.object({ login: handle, token })
export const SendBody = z.object({ login: handle })
export const EnrollBody = z.object({ login: handle, method, token: token.optional() })

/** `/auth/mfa/verify`, `login-enroll` and `send-email`: the second factor of a sign-in. */
export function registerMfaSteps(app: FastifyInstance, deps: AuthDeps): void {
  const { signIn } = deps
  const outcome = answersWith('outcome')

  const stateOf = async (request: FastifyRequest, login: string): Promise<SignInState> => {
    checkClock(deps)
    const state = await readState(signIn, login, requestOriginOf(request))
    if (!state.ok) throw signInError(state.refusal)
    return state.value
  }

  app.post('/auth/mfa/verify', outcome, async (request) => {
    const body = readBody(VerifyBody, request.body)
    const state = await stateOf(request, body.login)
    const proven = await proveFactor(signIn, state, body.token, factorOriginOf(request))
    if (!proven.ok) throw factorError(proven.refusal, 'Invalid MFA token', state)
    return loginAnswer(deps, body.login, factorOriginOf(request))
  })

  app.post('/auth/mfa/login-enroll', outcome, async (request) => {
    const body = readBody(EnrollBody, request.body)
    const state = await stateOf(request, body.login)
    const origin = factorOriginOf(request)
    if (body.method !== 'email' && body.token === undefined) throw badRequest('Missing token', 'token', 'missing_token')
    const enrolled =
      body.method === 'email'
        ? await enrollEmail(signIn, state, origin)
        : await enrollTotp(signIn, state, { typed: body.token ?? '', showsCodes: false }, origin)
    if (!enrolled.ok) throw factorError(enrolled.refusal, 'Invalid token', state)
    return loginAnswer(deps, body.login, origin)
  })

  app.post('/auth/mfa/send-email', outcome, async (request) => {
    const { login } = readBody(SendBody, request.body)
    const state = await stateOf(request, login)
    const mailed = await mailFactorCode(signIn, state, factorOriginOf(request))
    if (!mailed.ok)
      throw mailError(mailed.refusal.why) ?? factorError(mailed.refusal as FactorRefusal, 'Invalid MFA token', state)
    return allOk()
  })
}

export function mailError(why: string): OutcomeError | undefined {
  if (why === 'limited')
    return badRequest(
      'This address received too many e-mails in the last hour: try again later.',
      undefined,
      'mail_limit',
    )
  if (why === 'failed') return badRequest('Could not send email: the mail server refused it.', undefined, 'mail_failed')
  if (why === 'no_address')
    return badRequest('This account has no e-mail address that a code can go to.', undefined, 'no_address')
  return undefined
}

/** One text for every code that is not right. A sign-in that asks for no factor says what it is at instead. */
function factorError(
  refusal: FactorRefusal,
  wrong: 'Invalid MFA token' | 'Invalid token',
  { step: { step }, otherMethod: other }: SignInState,
): OutcomeError {
  switch (refusal.why) {
    case 'wrong_code':
      return badRequest(wrong, 'token', 'wrong_code')
    case 'too_many_attempts':
      return tooManyRequests(refusal.allowance)
    case 'method_not_allowed':
      return badRequest('MFA method not allowed', 'method', refusal.why)
    case 'no_address':
      return badRequest('This account has no e-mail address that a code can go to.', undefined, refusal.why)
    case 'ended_login':
      return signInError({ why: 'ended_login' })
    case 'no_question':
      if (other !== undefined) return otherMethod(other)
      if (step === 'expired') return badRequest('Login expired: sign in again.', 'login', 'login_expired')
      if (step === 'revoked') return badRequest('Login revoked', 'login', 'login_revoked')
      return badRequest(
        'This sign-in does not ask for a second factor now: GET /auth/login/:login says what it asks for.',
        'login',
        'no_factor_asked',
      )
  }
}
