import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, forbidden, otherMethod, readBody, requestOriginOf, tooManyRequests } from '#answers'
import { bothOf } from '#base/findings'
import { isUuid } from '#base/random'
import { newPatient, newProject, newUser, type RegistrationRefusal } from '#domain/registration'
import { readState, type SignInState } from '#domain/signin'
import { botFields, refuseBots } from './bot-check.ts'
import type { AuthDeps } from './dependencies.ts'
import { factorOriginOf } from './factor-origin.ts'
import { email, handle, optionalId, password, pkce, projectOrNew, text } from './fields.ts'
import { checkClock, gatekeep, readChallenge, readRequestedScope, refuseBlockedAddress } from './gatekeeping.ts'
import { loginAnswer, signInError } from './login-answer.ts'
import { unsuitable } from './passwords.ts'

export const NewUserBody = z.object({
  firstName: text(128).min(1, 'is required'),
  lastName: text(128).min(1, 'is required'),
  email,
  password,
  projectId: projectOrNew,
  clientId: optionalId,
  scope: text(2_000).optional(),
  nonce: text(2_000).optional(),
  ...pkce,
  ...botFields,
})
export const NewProjectBody = z.object({
  login: handle,
  projectName: text(72).min(4, 'must be at least 4 characters'),
  administratorPolicy: z.enum(['with-charts', 'without-charts'], 'must be with-charts or without-charts').optional(),
})
export const NewPatientBody = z.object({
  login: handle,
  projectId: z.string('must be a text').refine(isUuid, 'must be a project id'),
})

/** Registers a person, and then their new project or patient. */
export function registerRegistration(app: FastifyInstance, deps: AuthDeps): void {
  const { registration, signIn, throttle } = deps
  const outcome = answersWith('outcome')

  app.post('/auth/newuser', outcome, async (request) => {
    const body = readBody(NewUserBody, request.body)
    const { client, requestedProject = 'new' } = await gatekeep(deps, request, body)
    await refuseBlockedAddress(deps, request, { client, requestedProject })
    const codeChallenge = readChallenge(body)
    const scope = readRequestedScope(body.scope, client)
    const allowance = await throttle.attempt(request.ip)
    if (!allowance.allowed) throw tooManyRequests(allowance)
    await refuseBots(deps, request, 'newuser', requestedProject, body)
    const { firstName, lastName, nonce } = body
    const made = await newUser(
      registration,
      {
        firstName,
        lastName,
        email: body.email,
        password: body.password,
        requestedProject,
        client,
        scope,
        nonce,
        codeChallenge,
      },
      factorOriginOf(request),
    )
    if (!made.ok) {
      if (made.refusal.why === 'other_method') throw otherMethod(made.refusal.problem, 'email')
      if (made.refusal.why === 'unsuitable_password') throw unsuitable(made.refusal.fault, 'password')
      if (made.refusal.why === 'too_many_attempts') throw tooManyRequests(made.refusal.allowance)
      throw registrationError(made.refusal)
    }
    return {
      login: made.value.handle,
      ...(made.value.mustProveAddress && { emailVerificationRequired: true }),
    }
  })

  app.post('/auth/newproject', outcome, async (request) => {
    const body = readBody(NewProjectBody, request.body)
    checkClock(deps)
    const state = await readState(signIn, body.login, requestOriginOf(request))
    if (!state.ok) throw signInError(state.refusal)
    refuseOtherMethod(state.value)
    const made = await newProject(registration, state.value, projectOf(body), requestOriginOf(request))
    if (!made.ok) throw registrationError(made.refusal)
    return loginAnswer(deps, body.login, factorOriginOf(request))
  })

  app.post('/auth/newpatient', outcome, async (request) => {
    const body = readBody(NewPatientBody, request.body)
    checkClock(deps)
    const state = await readState(signIn, body.login, requestOriginOf(request))
    if (!state.ok) throw signInError(state.refusal)
    refuseOtherMethod(state.value)
    const made = await newPatient(registration, state.value, body.projectId, requestOriginOf(request))
    if (!made.ok) throw registrationError(made.refusal)
    return loginAnswer(deps, body.login, factorOriginOf(request))
  })
}

const projectOf = ({
  projectName,
  administratorPolicy,
}: z.infer<typeof NewProjectBody>): Parameters<typeof newProject>[2] => ({
  projectName,
  charts: administratorPolicy !== 'without-charts',
})

/** Refuses a registration if the person could not sign in this way afterwards. */
function refuseOtherMethod({ step, otherMethod: problem }: SignInState): void {
  if (step.step === 'other_method' && problem !== undefined) throw otherMethod(problem)
}

function registrationError({ why, text: sentence }: RegistrationRefusal): Error {
  return why === 'project_registration_closed' || why === 'registration_closed'
    ? forbidden(bothOf(sentence), why)
    : badRequest(bothOf(sentence), 'login', why)
}
