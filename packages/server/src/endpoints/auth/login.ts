import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, notFound, readBody, requestOriginOf } from '#answers'
import { isUuid } from '#base/random'
import { isConsole } from '#domain/clients'
import { narrowSignIn, pickMembership, provePassword, readState } from '#domain/signin'
import type { AuthDeps } from './dependencies.ts'
import { factorOriginOf } from './factor-origin.ts'
import { email, handle, optionalId, password, pkce, projectOrNew, text } from './fields.ts'
import { checkClock, gatekeep, readChallenge, readRequestedScope } from './gatekeeping.ts'
import { answerOfState, loginAnswer, signInError } from './login-answer.ts'

export const LoginBody = z.object({
  email,
  password,
  projectId: projectOrNew,
  clientId: optionalId,
  resourceType: z
    .enum(['Patient', 'Practitioner', 'RelatedPerson'], 'must be Patient, Practitioner or RelatedPerson')
    .optional(),
  scope: text(2_000).optional(),
  nonce: text(2_000).optional(),
  launch: z.undefined('Launched apps must use the hosted pages: send the person to /oauth2/authorize').optional(),
  ...pkce,
})
export const ProfileBody = z.object({ login: handle, profile: text(100).min(1, 'is required') })
export const ScopeBody = z.object({ login: handle, scope: text(2_000).min(1, 'is required') })

/** `/auth/login`, `/auth/profile`, `/auth/scope`, `/auth/clientinfo`: the steps of a sign-in. */
export function registerLogin(app: FastifyInstance, deps: AuthDeps): void {
  const { signIn } = deps
  const outcome = answersWith('outcome')

  app.post('/auth/login', outcome, async (request) => {
    const body = readBody(LoginBody, request.body)
    const { client, requestedProject } = await gatekeep(deps, request, body)
    const codeChallenge = readChallenge(body)
    const scope = readRequestedScope(body.scope, client)
    const begun = await provePassword(signIn, {
      email: body.email,
      password: body.password,
      client,
      requestedProject,
      profileType: body.resourceType,
      scope,
      nonce: body.nonce,
      codeChallenge,
      codeAtOnce: true,
      ...factorOriginOf(request),
    })
    if (!begun.ok) throw signInError(begun.refusal)
    return answerOfState(deps, begun.value, factorOriginOf(request))
  })

  app.get<{ Params: { login: string } }>('/auth/login/:login', outcome, async (request) => {
    checkClock(deps)
    return loginAnswer(deps, request.params.login, factorOriginOf(request))
  })

  app.post('/auth/profile', outcome, async (request) => {
    const body = readBody(ProfileBody, request.body)
    checkClock(deps)
    const state = await readState(signIn, body.login, requestOriginOf(request))
    const chosen = state.ok ? await pickMembership(signIn, state.value, body.profile) : state
    if (!chosen.ok) throw signInError(chosen.refusal)
    return loginAnswer(deps, body.login, factorOriginOf(request))
  })

  app.post('/auth/scope', outcome, async (request) => {
    const body = readBody(ScopeBody, request.body)
    checkClock(deps)
    const state = await readState(signIn, body.login, requestOriginOf(request))
    const narrowed = state.ok ? await narrowSignIn(signIn, state.value, body.scope) : state
    if (!narrowed.ok) throw signInError(narrowed.refusal)
    return loginAnswer(deps, body.login, factorOriginOf(request))
  })

  app.get<{ Params: { clientId: string } }>('/auth/clientinfo/:clientId', outcome, async (request) => {
    const client = isUuid(request.params.clientId)
      ? await deps.clients.find(request.params.clientId, request.issuer)
      : undefined
    if (client === undefined || !client.active || isConsole(client.id)) throw notFound('Client not found')
    const { welcomeString, logo } = client.resource.signInForm ?? {}
    return { ...(welcomeString !== undefined && { welcomeString }), ...(logo !== undefined && { logo }) }
  })
}
