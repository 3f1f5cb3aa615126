import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, otherMethod, readBody } from '#answers'
import { domainOfEmail, routeOf } from '#domain/domains'
import { email, optionalId } from './fields.ts'
import { gatekeep } from './gatekeeping.ts'
import type { AuthParts } from './parts.ts'

const MethodBody = z.object({ email, projectId: optionalId, clientId: optionalId })

/** `/auth/method`: where an address signs in. */
export function registerMethod(app: FastifyInstance, parts: AuthParts): void {
  // Told by the app and the address's domain alone: nothing is said about the address.
  app.post('/auth/method', answersWith('outcome'), async (request) => {
    const body = readBody(MethodBody, request.body)
    const { client, requestedProject: project } = await gatekeep(parts, request, body)
    const route = await routeOf(parts.db, { client, project, email: body.email })
    if (route === undefined) return {}
    if (route.providerKey === undefined) throw otherMethod({ why: 'domain_suspended', providerKey: undefined }, 'email')
    const query = new URLSearchParams({
      ...(client !== undefined && { client_id: client.id }),
      provider: route.providerKey,
      login_hint: body.email,
    })
    return {
      domain: domainOfEmail(body.email),
      authorizeUrl: `${request.issuer.url}auth/external/start?${query.toString()}`,
    }
  })
}
