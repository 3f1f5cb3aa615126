import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Form, requestOriginOf } from '#answers'
import { activateInSignIn } from '#domain/registration'
import { activationFault, type BrowserCookies, brandOf, sendPage, typedActivation, wordsOf } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { moveOn } from '../redirect.ts'
import { newPatientPage } from './new-patient-pages.ts'
import type { OpenFlow } from './open-flow.ts'

/** Takes the code of a record that exists, and goes on as its patient. */
export async function takeActivationCode(
  deps: SignInPageDeps,
  cookies: BrowserCookies,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  flow: OpenFlow,
  form: Form | undefined,
): Promise<FastifyReply> {
  const typed = typedActivation(form)
  const activated = await activateInSignIn(deps.registration, flow.state, typed, requestOriginOf(request))
  if (activated.ok) {
    const { rootHandle } = activated.value
    if (rootHandle !== undefined) cookies.keepRoot(reply, rootHandle)
    cookies.dropActivation(reply)
    return moveOn(reply, 303, `/signin/${flow.id}`)
  }
  const say = wordsOf(request)
  const { refusal } = activated
  const fault = activationFault(say, refusal)
  if (refusal.why === 'too_many_attempts') reply.header('Retry-After', String(refusal.allowance.resetSeconds))
  const status = refusal.why === 'too_many_attempts' ? 429 : 400
  const brand = await brandOf(deps, flow.client.project)
  return sendPage(reply, status, newPatientPage(say, brand, flow, { ...typed, fault }))
}
