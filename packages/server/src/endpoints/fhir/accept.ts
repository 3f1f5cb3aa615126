import type { FastifyRequest } from 'fastify'
import { outcome, queryOf } from '#answers'

export const BASE = '/fhir/R4'

/** FHIR JSON is the only format, except for the bytes of a Binary. */
export function checkAccept(request: FastifyRequest): void {
  // A Bot answers in a form of its own, and so does the export of the audit.
  if (/\/\$(execute|export)$/.test(request.routeOptions.url ?? '')) return
  const query = queryOf(request)
  const format = query === '' ? null : new URLSearchParams(query).get('_format')
  const wanted = format ?? request.headers.accept ?? '*/*'
  const isBinary = request.url.startsWith(`${BASE}/Binary/`)
  if (isBinary || wanted === '' || /\bjson\b|\*\/\*|application\/\*/i.test(wanted)) return
  throw outcome(406, 'not-supported', 'This server supports only FHIR JSON: send Accept: application/fhir+json.', {
    reason: 'not_acceptable',
  })
}
