import type { FastifyRequest } from 'fastify'
import { isLoopbackOrigin } from '#base/http'
import type { TracesParts } from './parts.ts'

/** Whether a web page asks whose origin the APIs do not know: its browser keeps their answers from it. */
export async function isUnregistered(
  { origins, isDevelopment, baseUrl }: TracesParts,
  { headers: { origin }, issuer }: FastifyRequest,
): Promise<boolean> {
  if (origin === undefined || origin === new URL(baseUrl).origin) return false
  return !(isDevelopment && isLoopbackOrigin(origin)) && !(await origins.isRegistered(origin, issuer))
}
