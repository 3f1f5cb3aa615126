import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { granteeOf, requestOriginOf, tooManyRequests } from '#answers'
import type { Allowance } from '#domain/throttle'
import { checkAccept } from './accept.ts'
import type { FhirContext, FhirDeps } from './dependencies.ts'

/** Who asks, within their limit. */
interface Opened {
  readonly context: FhirContext
  readonly allowance: Allowance
  readonly at: Date
}

/** A body that took longer than this to come is taken from those alone who are still signed in. */
const FRESH_MS = 1_000

const known = new WeakMap<FastifyRequest, Opened>()

/** Finds out who asks as soon as the head of a request is there: of nobody, and beyond a limit, no body is read. */
export function authenticatedFirst(deps: FhirDeps): { readonly onRequest: onRequestAsyncHookHandler } {
  return {
    async onRequest(request) {
      checkAccept(request)
      const grantee = await granteeOf(deps.credentials, request)
      const allowance = await deps.throttle.fhirRequest(grantee.membershipId, grantee.userType === 'User')
      if (!allowance.allowed) throw tooManyRequests(allowance)
      const extended = request.headers['x-medplum'] === 'extended'
      const context = { deps, grantee, extended, ...requestOriginOf(request) }
      known.set(request, { context, allowance, at: deps.clock.now() })
    },
  }
}

/** Who asks, now that the body is there. */
export async function opened(deps: FhirDeps, request: FastifyRequest): Promise<Omit<Opened, 'at'>> {
  const found = known.get(request)
  if (found === undefined) throw new Error('nobody was authenticated before this FHIR request was handled')
  const { context, allowance, at } = found
  if (deps.clock.now().getTime() - at.getTime() <= FRESH_MS) return { context, allowance }
  return { context: { ...context, grantee: await granteeOf(deps.credentials, request, true) }, allowance }
}
