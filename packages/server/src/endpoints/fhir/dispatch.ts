import { isResourceType } from '@damson/fhir'
import { badRequest, explained, notFound, type OutcomeError, outcome, refuseManyConditions } from '#answers'
import { told } from '#base/findings'
import { auditTimeline } from './audit-timeline.ts'
import { watchAuditEvents } from './audit-watch.ts'
import { botSource, botVersions, rollBack } from './bot-code.ts'
import { botLogs } from './bot-logs.ts'
import { conditionalCreate, conditionalUpdate } from './conditional.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { deploy } from './deploy.ts'
import { execute, executeByIdentifier } from './execute.ts'
import { explainAccess } from './explain.ts'
import { UNKNOWN_TYPE } from './findings.ts'
import { historyOfInstance, historyOfType } from './history.ts'
import { initProject } from './init-project.ts'
import { rateLimits, setRateLimits } from './rate-limits.ts'
import { read, vread } from './read.ts'
import { rescope } from './rescope.ts'
import { rotateClientSecret } from './rotate-secret.ts'
import { search } from './search.ts'
import { smartLaunch } from './smart-launch.ts'
import { updateEmail } from './update-email.ts'
import { whoLooked } from './who-looked.ts'
import { create, patch, remove, update } from './write.ts'

const ID = /^[A-Za-z0-9\-.]{1,64}$/

/** The interaction of a request, from a closed list. Anything else is refused. */
export async function dispatch(context: FhirContext, request: FhirRequest): Promise<FhirAnswer> {
  refuseManyConditions(request.query)
  const [type = '', second, third, fourth, ...more] = request.path
    .split('/')
    .filter((part, i, all) => part !== '' || i < all.length - 1)
  if (more.length > 0) throw notFound('There is nothing at this address: check the path.')
  if (type === '') throw nothingAtBase()
  if (!isResourceType(type)) throw unknownType(type)
  if (second === undefined) return onType(context, request, type)
  if (second === '_history' && third === undefined)
    return request.method === 'GET' ? historyOfType(context, type, request.query) : notAllowed(request)
  if (second === '_search' && third === undefined)
    return request.method === 'POST' ? search(context, type, searchText(request)) : notAllowed(request)
  if (second.startsWith('$') && third === undefined) return onTypeOperation(context, request, type, second)
  if (!ID.test(second))
    throw badRequest('The id is malformed: use at most 64 letters, digits, "-" and ".".', 'id', 'invalid_id')
  if (third === undefined) return onInstance(context, request, type, second)
  if (third === '_history') {
    if (request.method !== 'GET') return notAllowed(request)
    return fourth === undefined
      ? historyOfInstance(context, type, second, request.query)
      : vread(context, request, type, second, fourth)
  }
  if (fourth !== undefined) throw notFound('There is nothing at this address: check the path.')
  return onOperation(context, request, type, second, third)
}

function onType(context: FhirContext, request: FhirRequest, type: string): Promise<FhirAnswer> {
  switch (request.method) {
    case 'GET':
      return search(context, type, request.query)
    case 'POST': {
      const condition = request.header('if-none-exist')
      if (condition === undefined) return create(context, request, type)
      refuseManyConditions(condition)
      return conditionalCreate(context, request, type, condition)
    }
    case 'PUT':
      return conditionalUpdate(context, request, type)
    default:
      return notAllowed(request)
  }
}

function onInstance(context: FhirContext, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  switch (request.method) {
    case 'GET':
      return read(context, request, type, id)
    case 'PUT':
      return update(context, request, type, id)
    case 'PATCH':
      return patch(context, request, type, id)
    case 'DELETE':
      return remove(context, request, type, id)
    default:
      return notAllowed(request)
  }
}

async function onOperation(
  context: FhirContext,
  request: FhirRequest,
  type: string,
  id: string,
  operation: string,
): Promise<FhirAnswer> {
  if (operation === '$execute' && (request.method === 'POST' || request.method === 'GET'))
    return execute(context, request, type, id)
  if (operation === '$logs' && type === 'Bot')
    return request.method === 'GET' ? botLogs(context, request, id) : notAllowed(request)
  if (type === 'Bot' && Object.hasOwn(OF_BOT, operation))
    return onBot(context, request, id, operation as keyof typeof OF_BOT)
  if (operation === '$explain') return onExplain(context, request, type, id)
  if (operation === '$rotate-secret' && type === 'ClientApplication' && request.method === 'POST')
    return rotateClientSecret(context, request, id)
  if (operation === '$update-email' && type === 'User')
    return request.method === 'POST' ? updateEmail(context, request, id) : notAllowed(request)
  if (operation === '$rescope' && type === 'User')
    return request.method === 'POST' ? rescope(context, request, id) : notAllowed(request)
  if (operation === '$rate-limits' && type === 'Project')
    return request.method === 'GET' ? rateLimits(context, request, id) : setRateLimits(context, request, id)
  if (operation === '$who-looked' && type === 'Patient')
    return request.method === 'GET' ? whoLooked(context, id) : notAllowed(request)
  if (operation === '$smart-launch' && type === 'ClientApplication')
    return request.method === 'POST' || request.method === 'GET'
      ? smartLaunch(context, request, id)
      : notAllowed(request)
  throw unknownOperation(type, operation)
}

function onExplain(
  context: FhirContext,
  request: FhirRequest,
  type: string,
  id: string | undefined,
): Promise<FhirAnswer> {
  return request.method === 'GET' || request.method === 'POST'
    ? explainAccess(context, request, type, id)
    : notAllowed(request)
}

/** The operations on the code of a Bot, and how they are asked for. */
const OF_BOT = { $deploy: 'POST', '$roll-back': 'POST', $versions: 'GET', $source: 'GET' } as const

function onBot(
  context: FhirContext,
  request: FhirRequest,
  id: string,
  operation: keyof typeof OF_BOT,
): Promise<FhirAnswer> {
  if (request.method !== OF_BOT[operation]) return notAllowed(request)
  switch (operation) {
    case '$deploy':
      return deploy(context, request, id)
    case '$roll-back':
      return rollBack(context, request, id)
    case '$versions':
      return botVersions(context, id)
    case '$source':
      return botSource(context, request, id)
  }
}

async function onTypeOperation(
  context: FhirContext,
  request: FhirRequest,
  type: string,
  operation: string,
): Promise<FhirAnswer> {
  if (operation === '$explain') return onExplain(context, request, type, undefined)
  if (operation === '$init' && type === 'Project')
    return request.method === 'POST' ? initProject(context, request) : notAllowed(request)
  if (operation === '$execute' && type === 'Bot')
    return request.method === 'POST' || request.method === 'GET'
      ? executeByIdentifier(context, request)
      : notAllowed(request)
  if (operation === '$watch' && type === 'AuditEvent')
    return request.method === 'GET' ? watchAuditEvents(context, request.query) : notAllowed(request)
  if (operation === '$timeline' && type === 'AuditEvent')
    return request.method === 'GET' ? auditTimeline(context, request.query) : notAllowed(request)
  if (operation === '$export' && type === 'AuditEvent')
    throw badRequest('An export is a file: ask for it by itself.', undefined, 'export_by_itself')
  throw unknownOperation(type, operation)
}

function unknownOperation(type: string, operation: string): OutcomeError {
  return outcome(404, 'not-supported', told`This server has no operation ${operation.slice(0, 60)} on ${type}.`, {
    reason: 'unknown_operation',
  })
}

/** A search by POST: the parameters of the form and of the address. */
function searchText({ body, query }: FhirRequest): string {
  if (body !== undefined && body !== null && typeof body !== 'string')
    throw outcome(415, 'not-supported', 'The search is not a form: send it as application/x-www-form-urlencoded.', {
      reason: 'wrong_content_type',
    })
  const text = [body ?? '', query].filter((part) => part !== '').join('&')
  refuseManyConditions(text)
  return text
}

function unknownType(type: string): OutcomeError {
  const text = told`"${type.slice(0, 60)}" is no resource type of this server.`
  return explained(outcome(404, 'not-supported', text, { reason: 'unknown_type' }), UNKNOWN_TYPE)
}

function nothingAtBase(): OutcomeError {
  return outcome(
    404,
    'not-supported',
    told`The base accepts only batches, by POST, and a batch cannot contain a batch: send the entries of the inner
      batch directly.`,
    { reason: 'nothing_at_base' },
  )
}

function notAllowed({ method }: FhirRequest): never {
  throw outcome(405, 'not-supported', told`${method.slice(0, 10)} is not possible at this address.`, {
    reason: 'method_not_allowed',
  })
}
