/**
 * Owns: which web pages may read which answers. Metadata and keys: any page. The token endpoint: any page, with
 * credentials only for registered origins. The APIs: only registered origins, never `null`. Hosted pages: none. A console
 * with an address of its own calls the APIs at the public one, without credentials: its token alone says who asks.
 */

import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { TRACE_HEADER } from '#answers'
import { isLoopbackOrigin } from '#base/http'
import type { RegisteredOrigins } from '#domain/projects'

export interface CorsDeps {
  readonly origins: RegisteredOrigins
  /** True for the embedded store behind a loopback address: any loopback origin counts as registered. */
  readonly isDevelopment: boolean
  readonly baseUrl: string
  /** The URL of the address for administrators, where they have their own. */
  readonly adminUrl: string | undefined
  /** Whether a request came in there. */
  isForAdministrators(request: FastifyRequest): boolean
}

const EXPOSED = [
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'ETag',
  'Location',
  'WWW-Authenticate',
  'X-Explain',
  TRACE_HEADER,
]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const MAX_AGE_SECONDS = 600

type Policy = 'anybody' | 'anybody_registered_with_credentials' | 'registered' | 'nobody'

export async function registerCors(app: FastifyInstance, deps: CorsDeps): Promise<void> {
  await app.register(cors, {
    delegator: (request: FastifyRequest, done: (error: Error | null, options?: FastifyCorsOptions) => void) => {
      optionsFor(deps, request).then(
        (options) => done(null, options),
        (error: unknown) => done(error instanceof Error ? error : new Error('origins could not be read')),
      )
    },
  })
}

function policyOf(path: string): Policy {
  if (path.startsWith('/.well-known/') || path === '/openapi.json') return 'anybody'
  if (/^\/fhir\/R4\/(metadata|\.well-known\/.*)$/.test(path)) return 'anybody'
  if (/^\/auth\/external\/[^/]+\/[^/]+\/jwks$/.test(path)) return 'anybody'
  if (path === '/oauth2/token') return 'anybody_registered_with_credentials'
  if (path === '/oauth2/authorize' || /^\/auth\/(setpassword|verifyemail)\/./.test(path)) return 'nobody'
  return /^\/(auth|oauth2|fhir|admin)\//.test(path) || path === '/fhir/R4' ? 'registered' : 'nobody'
}

async function optionsFor(deps: CorsDeps, request: FastifyRequest): Promise<FastifyCorsOptions> {
  const { origins, isDevelopment, adminUrl } = deps
  const base: FastifyCorsOptions = {
    exposedHeaders: EXPOSED,
    methods: METHODS,
    maxAge: MAX_AGE_SECONDS,
    strictPreflight: false,
  }
  const policy = policyOf(request.url.split(/[?#]/)[0] ?? '')
  if (policy === 'anybody') return { ...base, origin: '*', credentials: false }
  const { origin } = request.headers
  if (policy === 'nobody' || origin === undefined || origin === 'null')
    return policy === 'anybody_registered_with_credentials'
      ? { ...base, origin: '*', credentials: false }
      : { ...base, origin: false }
  const isWithin = deps.isForAdministrators(request)
  if (!isWithin && adminUrl !== undefined && origin === new URL(adminUrl).origin)
    return { ...base, origin: [origin], credentials: false }
  const own = isWithin ? (adminUrl ?? deps.baseUrl) : deps.baseUrl
  const known =
    origin === new URL(own).origin ||
    (isDevelopment && isLoopbackOrigin(origin)) ||
    (await origins.isRegistered(origin, request.issuer))
  if (known) return { ...base, origin: [origin], credentials: true }
  return policy === 'anybody_registered_with_credentials'
    ? { ...base, origin: '*', credentials: false }
    : { ...base, origin: false }
}
