import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  allOk,
  answersWith,
  badRequest,
  forbidden,
  otherMethod,
  readBody,
  refuseLimited,
  requestOriginOf,
  tooManyRequests,
  weakGranteeOf,
} from '#answers'
import { bothOf, told } from '#base/findings'
import { agentOf, type Grantee } from '#domain/access'
import { factorsOf } from '#domain/factors'
import { passesGuard } from '#domain/logins'
import {
  changePassword,
  faultSentence,
  type PasswordFault,
  type PasswordRefusal,
  requestReset,
  setPassword,
} from '#domain/passwords'
import { verifyEmail } from '#domain/registration'
import { botFields, refuseBots } from './bot-check.ts'
import type { AuthDeps } from './dependencies.ts'
import { factorOriginOf } from './factor-origin.ts'
import { email, optionalId, password, text } from './fields.ts'
import { gatekeep } from './gatekeeping.ts'
import { passwordDisabled } from './login-answer.ts'

const LinkFields = { id: text(100).min(1, 'is required'), secret: text(200).min(1, 'is required') }
export const SetPasswordBody = z.object({ ...LinkFields, password })
export const VerifyEmailBody = z.object({
  ...LinkFields,
  password: z.string(
    'The password is missing: send the password that you chose at registration too. ' +
      'It proves that you registered the address, not someone else.',
  ),
})
export const ResetBody = z.object({
  email,
  projectId: optionalId,
  redirectUri: z.undefined('Mailed links always lead to this server: leave out redirectUri').optional(),
  sendEmail: z.literal(true, 'Links are always sent by e-mail: leave out sendEmail').optional(),
  ...botFields,
})
export const ChangeBody = z.object({ oldPassword: password, newPassword: password })

/** Sets, changes and resets a password, and proves an address. */
export function registerPasswords(app: FastifyInstance, deps: AuthDeps): void {
  const { registration, throttle } = deps
  const outcome = answersWith('outcome')

  const attempt = async (request: FastifyRequest): Promise<void> => {
    const allowance = await throttle.attempt(request.ip)
    if (!allowance.allowed) throw tooManyRequests(allowance)
  }

  app.post('/auth/setpassword', outcome, async (request) => {
    const body = readBody(SetPasswordBody, request.body)
    await attempt(request)
    const set = await setPassword(registration, body.id, body.secret, body.password, requestOriginOf(request))
    if (!set.ok) throw settingError(set.refusal)
    if (set.value.hasAccount)
      throw badRequest(
        'You already have an account with this address: sign in with its password, and accept the invitation on /account.',
        undefined,
        'account_exists',
      )
    return allOk()
  })

  app.post('/auth/verifyemail', outcome, async (request) => {
    const body = readBody(VerifyEmailBody, request.body)
    await attempt(request)
    const verified = await verifyEmail(registration, body.id, body.secret, body.password, requestOriginOf(request))
    if (!verified.ok)
      throw verified.refusal.why === 'wrong_password'
        ? badRequest('Incorrect password', 'password', 'wrong_password')
        : unusableLink()
    return allOk()
  })

  app.post('/auth/resetpassword', outcome, async (request) => {
    const body = readBody(ResetBody, request.body)
    const { requestedProject } = await gatekeep(deps, request, { projectId: body.projectId })
    await attempt(request)
    await refuseBots(deps, request, 'resetpassword', requestedProject, body)
    const asked = await requestReset(registration, body.email, { project: requestedProject }, factorOriginOf(request))
    if (!asked.ok) throw otherMethod(asked.refusal, 'email')
    return allOk()
  })
  registerChange(app, deps)
}

function registerChange(app: FastifyInstance, deps: AuthDeps): void {
  const { registration, credentials } = deps
  app.post('/auth/changepassword', answersWith('outcome'), async (request) => {
    const body = readBody(ChangeBody, request.body)
    const grantee = await weakGranteeOf(credentials, request)
    if (grantee.userId === undefined) throw forbidden('Only a person has a password.', 'not_a_person')
    // The old password is the step-up; a second factor that is missing cannot come with it.
    if (grantee.lacks !== undefined || !(await hasProven(deps, grantee.userId, grantee))) throw factorNeeded()
    refuseLimited(
      grantee,
      'A token with resource scopes cannot change a password: use a token without resource scopes, or start a reset.',
    )
    const { address, userAgent, traceId, issuer } = requestOriginOf(request)
    const { oldPassword, newPassword } = body
    const change = {
      userId: grantee.userId,
      rootId: grantee.rootId,
      oldPassword,
      newPassword,
      address,
      userAgent,
      traceId,
      issuer,
    }
    const changed = await changePassword(registration, change, async (tx, right) =>
      deps.audit.record(tx, [
        {
          kind: right ? 'password.changed' : 'password.refused',
          project: grantee.project,
          outcome: right ? 0 : 4,
          agent: agentOf(grantee),
          personal: { address, userAgent },
          entity: `User/${grantee.userId}`,
          traceId,
        },
      ]),
    )
    if (!changed.ok && changed.refusal.why === 'too_many_attempts') throw tooManyRequests(changed.refusal.allowance)
    if (!changed.ok && changed.refusal.why === 'unsuitable_password')
      throw unsuitable(changed.refusal.fault, 'newPassword')
    if (!changed.ok && changed.refusal.why === 'password_disabled') throw passwordDisabled()
    if (!changed.ok && changed.refusal.why === 'listed_password')
      throw badRequest(
        bothOf(
          'Your password is on a list of common passwords, so anyone may know it: change it with the link in the e-mail ' +
            'that we sent you, or sign in with a second factor first.',
        ),
        'oldPassword',
        'listed_password',
      )
    if (!changed.ok) throw badRequest('Incorrect password', 'oldPassword', 'wrong_password')
    return allOk()
  })
}

/** Whether the sign-in has proven the second factor that its person is asked for at each sign-in, if they have one. */
async function hasProven({ db }: AuthDeps, userId: string, { factors }: Grantee): Promise<boolean> {
  const enrolled = (await factorsOf.rows(db, userId)).map(({ kind }) => kind)
  return passesGuard({ enrolled, hasPasskeys: false }, factors)
}

function factorNeeded(): Error {
  return forbidden(
    told`This sign-in has not proven the second factor of the person: let them change their password at /account, or sign in
      again.`,
    'step_up_required',
  )
}

export function unsuitable(fault: PasswordFault, field: string): Error {
  return badRequest(bothOf(faultSentence(fault)), field, 'unsuitable_password')
}

function settingError(refusal: PasswordRefusal): Error {
  if (refusal.why === 'unsuitable_password') return unsuitable(refusal.fault, 'password')
  if (refusal.why === 'other_browser')
    return badRequest(
      'This link works only on a page of this server, in the browser in which its person is signed in.',
      undefined,
      'other_browser',
    )
  return refusal.why === 'other_method' ? otherMethod(refusal.problem) : unusableLink()
}

function unusableLink(): Error {
  return badRequest(
    'This link does not work: it was used, has expired, or was replaced by a newer one. Ask for a new link.',
    undefined,
    'unusable_link',
  )
}
