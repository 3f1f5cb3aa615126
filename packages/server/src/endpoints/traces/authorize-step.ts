import { queryOf } from '#answers'
import { conclude } from '#base/findings'
import { hasTooManyPairs } from '#base/http'
import { SYSTEM_PROJECT } from '#domain/projects'
import { flowOf, type Pairs, showParameters } from '#domain/traces'
import { nameOf, type See } from './seen.ts'

/** `/oauth2/authorize`: the request, its result, and the findings of the checks that refused it. */
export const authorizeStep: See = async ({ clients, traces }, request, reply) => {
  const { url, fhirUrl } = request.issuer
  const { asked, sentBack, loginId, findings = [], remarks = [] } = request.traceNotes ?? {}
  const text = asked ?? (request.method === 'GET' ? queryOf(request) : '')
  const pairs: Pairs = hasTooManyPairs(text) ? [] : [...new URLSearchParams(text)]
  const sent = new Map(pairs)
  const client = await clients.find(sent.get('client_id') ?? '', request.issuer)
  const project = client?.project ?? request.issuer.project ?? SYSTEM_PROJECT
  if (!traces.modes.isOn(project)) return undefined
  const status = reply.statusCode
  const error = sentBack === 'code' ? undefined : (sentBack ?? (status >= 400 ? 'a page, no redirect' : undefined))
  return {
    project,
    flow: client === undefined ? undefined : flowOf(client.id, sent.get('code_challenge')),
    loginId,
    step: {
      kind: 'authorize',
      request: nameOf(request),
      status,
      error,
      outcome: sentBack === 'code' ? 'a code' : status === 200 ? 'a page' : undefined,
      clientId: client?.id,
      parameters: showParameters(pairs, {
        client,
        own: [fhirUrl.slice(0, -1), fhirUrl, url.slice(0, -1), url],
      }),
      findings: conclude([...remarks, ...findings], error !== undefined),
    },
  }
}
