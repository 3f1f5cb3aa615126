import { isResourceType } from '@damson/fhir'
import type { FastifyRequest } from 'fastify'
import { queryParametersOf } from '#answers'
import { conclude } from '#base/findings'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { TracesDeps } from './dependencies.ts'
import { unregisteredOrigin } from './origin.ts'
import { nameOf, pathOf, type See } from './seen.ts'
import { clientInToken, idInBasic, loginInToken } from './whose.ts'

/** Routes that accept a Bearer. Traces keep refused requests, and the first successful requests of a login. */
export const apiStep: See = async (deps, request, reply) => {
  const { traces } = deps
  const { grantee, failure: noted } = request.traceNotes ?? {}
  const { authorization } = request.headers
  const failure = reply.statusCode >= 400 ? (noted ?? { code: undefined, reason: undefined }) : undefined
  const clientId = grantee?.clientId ?? clientInToken(authorization) ?? idInBasic(authorization ?? '')
  const project = grantee?.project ?? (await projectOf(deps, request, clientId))
  if (!traces.modes.isOn(project)) return undefined
  const loginId = grantee?.loginId ?? (await loginOf(deps, request, project, failure?.reason))
  const warnings = await unregisteredOrigin(deps, request)
  const isOrdinary = failure === undefined && warnings.length === 0
  if (isOrdinary && (loginId === undefined || !traces.isAmongFirst(loginId))) return undefined
  const resourceType = /^\/fhir\/R4\/([A-Za-z]+)/.exec(pathOf(request))?.[1]
  const queries = queryParametersOf(request).size
  return {
    project,
    flow: undefined,
    loginId,
    step: {
      kind: 'api',
      request: nameOf(request, routeOf(request, resourceType)),
      status: reply.statusCode,
      error: failure?.reason,
      clientId: grantee?.clientId,
      parameters:
        queries === 0 ? [] : [{ name: 'query', value: queries === 1 ? '1 parameter' : `${queries} parameters` }],
      findings: conclude([...(request.traceNotes?.findings ?? []), ...warnings], failure !== undefined),
    },
  }
}

async function projectOf(
  { clients }: TracesDeps,
  { issuer }: FastifyRequest,
  clientId: string | undefined,
): Promise<string> {
  const client = clientId === undefined ? undefined : await clients.find(clientId, issuer)
  return client?.project ?? issuer.project ?? SYSTEM_PROJECT
}

/** Shown only after the signature of the token was verified. */
const PROVEN = new Set(['expired_token', 'expired_login', 'revoked_login', 'inactive_membership', 'inactive_client'])

async function loginOf(
  { db }: TracesDeps,
  { headers }: FastifyRequest,
  project: string,
  reason: string | undefined,
): Promise<string | undefined> {
  return reason !== undefined && PROVEN.has(reason) ? loginInToken(db, project, headers.authorization) : undefined
}

function routeOf({ routeOptions }: FastifyRequest, resourceType: string | undefined): string | undefined {
  return resourceType !== undefined && isResourceType(resourceType)
    ? routeOptions.url?.replace(':type', resourceType)
    : routeOptions.url
}
