import type { FastifyRequest } from 'fastify'
import { isForm, notAForm, queryOf } from '#answers'
import { brokenValues, conclude, error, type Finding } from '#base/findings'
import { hasTooManyPairs, MOST_PAIRS } from '#base/http'
import type { Client } from '#domain/clients'
import { SYSTEM_PROJECT } from '#domain/projects'
import { noIdToken } from '#domain/signin'
import { flowOfVerifier, type Pairs, showParameters } from '#domain/traces'
import type { TracesDeps } from './dependencies.ts'
import { unregisteredOrigin } from './origin.ts'
import { nameOf, pathOf, type See } from './seen.ts'
import { idInBasic, issuerOfAssertion } from './whose.ts'

/** `/oauth2/token`, and the other endpoints with the same client authentication. */
export const tokenStep: See = async (deps, request, reply) => {
  const { traces, db } = deps
  const pairs = pairsOf(request)
  const sent = new Map(pairs)
  const client = await clientOf(deps, request, sent)
  const notes = request.traceNotes ?? {}
  const project = client?.project ?? notes.project ?? request.issuer.project ?? SYSTEM_PROJECT
  const isToken = pathOf(request) === '/oauth2/token'
  const isRefused = reply.statusCode >= 400
  if (!traces.modes.isOn(project) || (!isToken && !isRefused)) return undefined
  const closer = await notes.look?.(db)
  const wrong = wrongWay(request)
  const noted = closer === undefined ? (notes.findings ?? []) : [closer]
  const found = [
    ...wrong,
    ...brokenValues(pairs),
    // For requests that the HTTP layer refused, the answer is a general text that does not fit this endpoint.
    ...(wrong.length > 0 ? [] : noted),
    ...(await unregisteredOrigin(deps, request)),
    ...(sent.get('grant_type') === 'authorization_code' ? noIdToken(notes.grantedScope, false) : []),
  ]
  return {
    project,
    flow: client === undefined ? undefined : flowOfVerifier(client.id, sent.get('code_verifier')),
    // A login of another project must not appear in this project's trace.
    loginId: notes.project === project ? notes.loginId : undefined,
    step: {
      kind: 'token',
      request: nameOf(request, pathOf(request)),
      status: reply.statusCode,
      error: isRefused ? notes.failure?.code : undefined,
      outcome: isRefused ? undefined : 'tokens',
      clientId: client?.id,
      parameters: showParameters(pairs, { client, own: [] }),
      findings: conclude(found, isRefused),
    },
  }
}

/** A request with another method or content type, which the HTTP layer refuses before the endpoint runs. */
function wrongWay(request: FastifyRequest): readonly Finding[] {
  const { method, traceNotes } = request
  if (method === 'POST') return isForm(request) || traceNotes?.findings !== undefined ? [] : [notAForm(request)]
  return [
    error(
      `The token endpoint was called with ${/^[A-Z]{3,7}$/.test(method) ? method : 'another method'}, ` +
        'but accepts only POST.',
      'Send a POST with the parameters in its body. Parameters in the address may now be in logs: ' +
        'replace the secrets among them.',
    ),
  ]
}

/** The form. Other bodies and the address are read too, to find the client. */
function pairsOf(request: FastifyRequest): Pairs {
  const { body } = request
  if (typeof body === 'string') return pairsIn(body)
  if (body instanceof Uint8Array) return pairsIn(Buffer.from(body).toString('utf8'))
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return Object.entries(body)
      .slice(0, MOST_PAIRS)
      .flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []))
  return pairsIn(queryOf(request))
}

/** A body with too many parameters, or one that was not counted, is not read. */
function pairsIn(text: string): Pairs {
  return hasTooManyPairs(text) ? [] : [...new URLSearchParams(text)]
}

async function clientOf(
  { clients }: TracesDeps,
  { headers: { authorization = '' }, issuer, traceNotes }: FastifyRequest,
  sent: ReadonlyMap<string, string>,
): Promise<Client | undefined> {
  const ids = [
    idInBasic(authorization),
    sent.get('client_id'),
    issuerOfAssertion(sent.get('client_assertion') ?? ''),
    // Only the refresh token names the client.
    traceNotes?.clientId,
  ]
  for (const id of ids) {
    const client = id === undefined ? undefined : await clients.find(id, issuer)
    if (client !== undefined) return client
  }
  return undefined
}
