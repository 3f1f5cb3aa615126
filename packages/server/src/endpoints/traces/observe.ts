import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { apiStep } from './api-step.ts'
import { authorizeStep } from './authorize-step.ts'
import type { TracesDeps } from './dependencies.ts'
import { pathOf, type See } from './seen.ts'
import { signInStep } from './sign-in-step.ts'
import { tokenStep } from './token-step.ts'

/** Keeps the step before the answer is sent, so that its trace id works at once. Only for projects in developer mode. */
export function observe(app: FastifyInstance, deps: TracesDeps): void {
  const { modes } = deps.traces
  app.addHook('onSend', (request, reply, _payload, done) => {
    const see = modes.any() ? seeing(request) : undefined
    if (see === undefined) return done()
    // A failure here must not hold up the answer.
    keep(deps, see, request, reply).then(
      () => done(),
      () => done(),
    )
  })
}

async function keep(deps: TracesDeps, see: See, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await deps.traces.modes.settled()
  const seen = await see(deps, request, reply)
  if (seen !== undefined) await deps.traces.keep({ ...seen, id: request.id, address: request.ip })
}

function seeing(request: FastifyRequest): See | undefined {
  if (request.method === 'OPTIONS' || request.method === 'HEAD') return undefined
  const path = pathOf(request)
  if (path === '/oauth2/authorize') return authorizeStep
  if (path === '/signin' || path.startsWith('/signin/')) return signInStep
  if (path === '/auth/external' || path.startsWith('/auth/external/')) return signInStep
  if (['/oauth2/token', '/oauth2/introspect', '/oauth2/revoke'].includes(path)) return tokenStep
  if (path.startsWith('/admin/')) return apiStep
  return path.startsWith('/fhir/R4/') || path === '/fhir/R4' || path === '/oauth2/userinfo' || path === '/auth/me'
    ? apiStep
    : undefined
}
