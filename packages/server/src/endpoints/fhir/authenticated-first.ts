import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { granteeOf, placeOf, tooManyRequests } from '#answers'
import type { Allowance } from '#domain/throttle'
import { checkAccept } from './accept.ts'
import type { Asked, FhirDeps } from './dependencies.ts'

/** Who asks, within their limit. */
interface Opened {
  readonly asked: Asked
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
      const asked = { deps, grantee, extended, ...placeOf(request) }
      known.set(request, { asked, allowance, at: deps.clock.now() })
    },
  }
}

/** Who asks, now that the body is there. */
export async function opened(deps: FhirDeps, request: FastifyRequest): Promise<Omit<Opened, 'at'>> {
  const found = known.get(request)
  if (found === undefined) throw new Error('nobody was authenticated before this FHIR request was handled')
  const { asked, allowance, at } = found
  if (deps.clock.now().getTime() - at.getTime() <= FRESH_MS) return { asked, allowance }
  return { asked: { ...asked, grantee: await granteeOf(deps.credentials, request, true) }, allowance }
}
