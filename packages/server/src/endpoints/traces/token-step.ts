import type { FastifyRequest } from 'fastify'
import { queryOf, type TraceNotes } from '#answers'
import { hasTooManyPairs, MOST_PAIRS } from '#base/http'
import type { Client } from '#domain/clients'
import { SYSTEM_PROJECT } from '#domain/projects'
import {
  diagnoseToken,
  flowOfVerifier,
  gatherEvidence,
  idInBasic,
  issuerOfAssertion,
  type Pairs,
  showParameters,
} from '#domain/traces'
import { isUnregistered } from './origin.ts'
import type { TracesParts } from './parts.ts'
import { nameOf, pathOf, type See } from './seen.ts'

/** `/oauth2/token` and the endpoints that authenticate clients as it does. */
export const tokenStep: See = async (parts, request, reply) => {
  const { traces, clock } = parts
  const { url } = request.issuer
  const pairs = pairsOf(request)
  const sent = new Map(pairs)
  const { authorization } = request.headers
  const client = await clientOf(parts, request, sent)
  const notes = request.traceNotes ?? {}
  const project = client?.project ?? notes.project ?? request.issuer.project ?? SYSTEM_PROJECT
  const isToken = pathOf(request) === '/oauth2/token'
  const failure = reply.statusCode >= 400 ? (notes.failure ?? { code: undefined, reason: undefined }) : undefined
  if (!traces.modes.isOn(project) || (!isToken && failure === undefined)) return undefined
  // The login of another project is none of this one's business.
  const loginId = notes.project === project ? notes.loginId : undefined
  const audiences = [`${url}oauth2/token`, url]
  const evidence = failure === undefined ? {} : await evidenceOf(parts, project, client, sent, authorization, notes)
  const findings = diagnoseToken({
    method: request.method,
    contentType: request.headers['content-type'] ?? '',
    pairs,
    authorization,
    client,
    failure,
    cause: notes.cause,
    finding: notes.findings?.[0],
    evidence,
    grantedScope: notes.grantedScope,
    unregisteredOrigin: await isUnregistered(parts, request),
    audiences,
    now: clock.now(),
  })
  return {
    project,
    flow: client === undefined ? undefined : flowOfVerifier(client.id, sent.get('code_verifier')),
    loginId,
    step: {
      kind: 'token',
      request: nameOf(request, pathOf(request)),
      status: reply.statusCode,
      error: failure?.code,
      outcome: failure === undefined ? 'tokens' : undefined,
      clientId: client?.id,
      parameters: showParameters(pairs, { client, own: [] }),
      findings,
    },
  }
}

/** The form; what was sent as something else, or in the address, is read too, to find out whose it is. */
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

/** What is refused for the number of its parameters, or was never counted, is not looked at. */
function pairsIn(text: string): Pairs {
  return hasTooManyPairs(text) ? [] : [...new URLSearchParams(text)]
}

async function clientOf(
  { clients }: TracesParts,
  { headers: { authorization = '' }, issuer, traceNotes }: FastifyRequest,
  sent: ReadonlyMap<string, string>,
): Promise<Client | undefined> {
  const ids = [
    idInBasic(authorization),
    sent.get('client_id'),
    issuerOfAssertion(sent.get('client_assertion') ?? ''),
    // Named by its refresh token alone.
    traceNotes?.clientId,
  ]
  for (const id of ids) {
    const client = id === undefined ? undefined : await clients.find(id, issuer)
    if (client !== undefined) return client
  }
  return undefined
}

function evidenceOf(
  { db, keyring, clock }: TracesParts,
  project: string,
  client: Client | undefined,
  sent: ReadonlyMap<string, string>,
  authorization: string | undefined,
  { loginId, failure }: TraceNotes,
): ReturnType<typeof gatherEvidence> {
  return gatherEvidence(db, keyring, clock.now(), {
    project,
    client,
    loginId,
    secret: sent.get('client_secret') ?? secretIn(authorization),
    refreshToken: sent.get('refresh_token'),
    reason: failure?.reason,
  })
}

function secretIn(authorization = ''): string | undefined {
  const [, value] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? []
  const text = value === undefined ? '' : Buffer.from(value, 'base64').toString('utf8')
  return text.includes(':') ? text.slice(text.indexOf(':') + 1) : undefined
}
