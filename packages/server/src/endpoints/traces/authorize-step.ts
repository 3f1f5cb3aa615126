import { queryOf } from '#answers'
import { hasTooManyPairs } from '#base/http'
import type { Client } from '#domain/clients'
import { findLaunchProblem, type LaunchUse } from '#domain/launches'
import { type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import { diagnoseAuthorize, flowOf, type Pairs, showParameters } from '#domain/traces'
import { nameOf, type See } from './seen.ts'

/** `/oauth2/authorize`: looked at anew, since what is wrong with it may be more than the first thing that it was refused for. */
export const authorizeStep: See = async ({ db, clock, clients, traces }, request, reply) => {
  const { url, fhirUrl } = request.issuer
  const { body } = request
  const text =
    request.method === 'POST' ? (typeof body === 'string' ? body : '') : (request.traceNotes?.asked ?? queryOf(request))
  const pairs: Pairs = hasTooManyPairs(text) ? [] : [...new URLSearchParams(text)]
  const sent = new Map(pairs)
  const client = await clients.find(sent.get('client_id') ?? '', request.issuer)
  const project = client?.project ?? request.issuer.project ?? SYSTEM_PROJECT
  if (!traces.modes.isOn(project)) return undefined
  const { sentBack, loginId, finding } = request.traceNotes ?? {}
  const status = reply.statusCode
  const error = sentBack === 'code' ? undefined : (sentBack ?? (status >= 400 ? 'a page, no redirect' : undefined))
  const launch = error === undefined ? undefined : sent.get('launch')
  const launchProblem =
    launch === undefined || client === undefined
      ? undefined
      : await findLaunchProblem(db, { ...launchedAt(client, request.issuer), launch }, clock.now())
  const audiences = [fhirUrl.slice(0, -1), fhirUrl, url.slice(0, -1), url]
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
      parameters: showParameters(pairs, { client, own: audiences }),
      findings: diagnoseAuthorize({
        pairs,
        client,
        audiences,
        launchProblem,
        failure: error === undefined ? undefined : { code: sentBack, reason: undefined },
        finding,
      }),
    },
  }
}

function launchedAt({ id, project }: Client, issuer: Issuer): Omit<LaunchUse, 'launch'> {
  return { project, clientId: id, issuer }
}
