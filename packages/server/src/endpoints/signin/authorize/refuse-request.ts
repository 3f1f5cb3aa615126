import type { FastifyReply } from 'fastify'
import { brandOf } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { unusableRequest } from '../start.ts'
import { refuseInvalid } from './answer-app.ts'
import type { AuthorizeRefusal } from './authorize-request.ts'

/** Answers the app why its request is refused, or shows the person a page if the app cannot be told. */
export async function refuseRequest(
  deps: SignInPageDeps,
  reply: FastifyReply,
  status: 302 | 303,
  refusal: AuthorizeRefusal,
): Promise<FastifyReply> {
  if (refusal.show === 'page')
    throw unusableRequest(reply.request, refusal, await brandOf(deps, undefined), deps.isDevelopment)
  return refuseInvalid(deps, reply, status, refusal.to, refusal)
}
