import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, otherMethod, readBody } from '#answers'
import { routeOf } from '#domain/email-domains'
import type { AuthDeps } from './dependencies.ts'
import { email, optionalId } from './fields.ts'
import { gatekeep } from './gatekeeping.ts'
import { routedAnswer } from './routed.ts'

export const MethodBody = z.object({ email, projectId: optionalId, clientId: optionalId })

/** `/auth/method`: where a person with this e-mail address signs in. */
export function registerMethod(app: FastifyInstance, deps: AuthDeps): void {
  // The answer depends only on the app and the domain, so it reveals nothing about the address itself.
  app.post('/auth/method', answersWith('outcome'), async (request) => {
    const body = readBody(MethodBody, request.body)
    const { client, requestedProject: project } = await gatekeep(deps, request, body)
    const route = await routeOf(deps.db, { client, project, email: body.email })
    if (route === undefined) return {}
    if (route.providerKey === undefined) throw otherMethod({ why: 'domain_suspended', providerKey: undefined }, 'email')
    return routedAnswer(request, client, body.email, route.providerKey)
  })
}
