import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { actingOf, callerOf, confirmsLockout, requestOriginOf, tooManyRequests } from '#answers'
import type { Grantee } from '#domain/access'
import type { Allowance } from '#domain/throttle'
import { BASE, checkAccept } from './accept.ts'
import { WATCH } from './audit-watch.ts'
import type { FhirContext, FhirDeps } from './dependencies.ts'
import { explainingOf } from './explaining.ts'
import { pointsOf } from './points.ts'

/** The grantee of the request, within its rate limit. */
interface Opened {
  readonly context: FhirContext
  readonly allowances: readonly Allowance[]
  readonly at: Date
}

/** If a body took longer than this to arrive, the sign-in is checked again. */
const FRESH_MS = 1_000

const known = new WeakMap<FastifyRequest, Opened>()

/** Authenticates a request as soon as its head is there, so no body is read without a credential or beyond a limit. */
export function authenticatedFirst(deps: FhirDeps): { readonly onRequest: onRequestAsyncHookHandler } {
  return {
    async onRequest(request) {
      checkAccept(request)
      // Who only lets a page look does not use the sign-in, which may end meanwhile.
      const caller = await callerOf(deps.credentials, request, request.routeOptions.url === WATCH)
      const { all: allowances, refused } = await deps.throttle.fhir.count(caller, pointsIn(request))
      if (refused !== undefined) throw tooManyRequests(refused)
      const grantee = await actingOf(deps.credentials, caller, request)
      const extended = request.headers['x-medplum'] === 'extended'
      const confirms = confirmsLockout(request)
      const granteeNow = () => granteeAgain(deps, request)
      const explaining = explainingOf(request.headers['x-explain'])
      const origin = requestOriginOf(request)
      const context = { deps, grantee, granteeNow, extended, confirmsLockout: confirms, explaining, ...origin }
      known.set(request, { context, allowances, at: deps.clock.now() })
    },
  }
}

const pointsIn = ({ method, url }: FastifyRequest): number =>
  pointsOf(method, url.slice(BASE.length).split('?')[0] ?? '')

/** The grantee of the request, once the body is there. */
export async function opened(deps: FhirDeps, request: FastifyRequest): Promise<Omit<Opened, 'at'>> {
  const found = known.get(request)
  if (found === undefined) throw new Error('nobody was authenticated before this FHIR request was handled')
  const { context, allowances, at } = found
  if (deps.clock.now().getTime() - at.getTime() <= FRESH_MS) return { context, allowances }
  return { context: { ...context, grantee: await granteeAgain(deps, request) }, allowances }
}

async function granteeAgain({ credentials }: FhirDeps, request: FastifyRequest): Promise<Grantee> {
  return actingOf(credentials, await callerOf(credentials, request, true), request)
}
