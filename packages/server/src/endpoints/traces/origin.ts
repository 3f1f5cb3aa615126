import type { FastifyRequest } from 'fastify'
import { type Finding, warning } from '#base/findings'
import { isLoopbackOrigin } from '#base/http'
import type { TracesDeps } from './dependencies.ts'

/** Whether the request comes from a page with an unregistered origin: its browser blocks the answers of the APIs. */
export async function unregisteredOrigin(
  { origins, isDevelopment, baseUrl }: TracesDeps,
  { headers: { origin }, issuer }: FastifyRequest,
): Promise<readonly Finding[]> {
  const own = [baseUrl, issuer.adminUrl].map((url) => new URL(url).origin)
  if (origin === undefined || own.includes(origin)) return []
  const isKnown = (isDevelopment && isLoopbackOrigin(origin)) || (await origins.isRegistered(origin, issuer))
  return isKnown ? [] : [UNREGISTERED]
}

const UNREGISTERED = warning(
  'The request comes from a web page whose origin is not registered: ' +
    'browsers let it read the metadata and the token endpoint, but block its requests to /fhir, /auth and /oauth2/userinfo.',
  'Add the origin of the page (scheme, host and port, no slash) to allowedOrigin of the client, ' +
    'or to origin of the project.',
)
