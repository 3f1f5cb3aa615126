import type { FastifyRequest } from 'fastify'
import {
  BLOCKED_ADDRESS,
  type Form,
  noteTrace,
  OAuthError,
  type OAuthErrorCode,
  requestOriginOf,
  tooManyRequests,
} from '#answers'
import { error } from '#base/findings'
import { type Client, DEVICE_GRANT, isForScreens } from '#domain/clients'
import type { AuthenticatedClient, ClientRefusal } from '#domain/credentials'
import { SYSTEM_PROJECT } from '#domain/projects'
import { assertionAnswer } from './assertion-answer.ts'
import type { OAuthDeps } from './dependencies.ts'
import { JWT_BEARER_GRANT } from './grants/jwt-bearer.ts'
import { TOKEN_EXCHANGE_GRANT } from './grants/token-exchange.ts'
import { isOfWorkload, workloadAnswer } from './workload-answer.ts'

/**
 * Authenticates the client of a form request by the method that it is registered with. A refusal is audited and thrown.
 * Beyond the limit, the audit records one refusal per window. `signer`: whose assertion it is; that of a device which is to
 * be connected does not authenticate the client that it uses.
 */
export async function authenticateClient(
  deps: OAuthDeps,
  request: FastifyRequest,
  form: Form,
  signer?: 'client' | 'device',
): Promise<AuthenticatedClient> {
  const { credentials, audit } = deps
  const { authorization: header } = request.headers
  const signed = (signer ?? (await signerOf(deps, request, form))) === 'client'
  const sent = {
    header,
    bodyId: form.get('client_id'),
    bodySecret: form.get('client_secret'),
    assertionType: signed ? form.get('client_assertion_type') : undefined,
    assertion: signed ? form.get('client_assertion') : undefined,
    workloadToken: form.get('grant_type') === JWT_BEARER_GRANT ? form.get('assertion') : undefined,
    subjectToken: form.get('grant_type') === TOKEN_EXCHANGE_GRANT ? form.get('subject_token') : undefined,
  }
  const found = await credentials.client(sent, requestOriginOf(request))
  const client = found.ok ? found.value.client : 'client' in found.refusal ? found.refusal.client : undefined
  // Known from here on, should the server fail then.
  noteTrace(request, { project: client?.project })
  if (found.ok) return found.value
  const { refusal } = found
  noteTrace(request, { findings: [refusal.finding], look: 'look' in refusal ? refusal.look : undefined })
  // A wrong secret is already counted where it is compared.
  if (!('allowance' in refusal) && refusal.why !== 'wrong_secret') await countRefusal(deps, request)
  if (!('allowance' in refusal) || refusal.allowance.isFirstRefusal) {
    const { address, userAgent, traceId } = requestOriginOf(request)
    await audit.committed({
      kind: 'token.refused',
      project: client?.project ?? SYSTEM_PROJECT,
      outcome: 4,
      agent: { clientId: client?.id },
      personal: { address, userAgent },
      reason: 'cause' in refusal ? `${refusal.why}: ${refusal.cause}` : refusal.why,
      traceId,
    })
  }
  throw refusalAnswer(refusal, header, request.issuer.url)
}

/**
 * Whose assertion comes with a code that a device or a screen asks for: of a client by which people sign in on screens, its
 * own. It then names itself in client_id too.
 */
export async function signerOfCode(
  { clients }: Pick<OAuthDeps, 'clients'>,
  { issuer }: FastifyRequest,
  form: Form,
): Promise<'client' | 'device'> {
  const named = await clients.find(form.get('client_id') ?? '', issuer)
  return named !== undefined && isForScreens(named) ? 'client' : 'device'
}

const signerOf = async (deps: OAuthDeps, request: FastifyRequest, form: Form): Promise<'client' | 'device'> =>
  form.get('grant_type') === DEVICE_GRANT ? signerOfCode(deps, request, form) : 'client'

/**
 * Refuses a client whose rules do not let the address pass: those of its policies, its own, and its project's. Not asked
 * where something ends: a token may be revoked from anywhere.
 */
export async function refuseBlocked(
  deps: OAuthDeps,
  request: FastifyRequest,
  { id: clientId, project }: Client,
): Promise<void> {
  const { address, userAgent, traceId } = requestOriginOf(request)
  const itself = await deps.grantees.ofClient(clientId, address)
  const isHere = itself.ok || itself.refusal.why !== 'blocked_address'
  // Without a membership of its own it has no policies.
  if (isHere && (await deps.grantees.admits(deps.db, { project, membershipId: null, clientId }, address))) return
  await countRefusal(deps, request)
  const [agent, personal] = [{ clientId }, { address, userAgent }]
  await deps.audit.committed({ kind: 'address.refused', project, outcome: 4, agent, personal, traceId })
  throw new OAuthError('access_denied', BLOCKED_ADDRESS, BLOCKED_CLIENT, { status: 403, reason: 'blocked_address' })
}

const BLOCKED_CLIENT = error(
  'The ipAccessRule of the client or of its project does not let the address of the request pass.',
  'Add its range, or send the request from a range that is there.',
)

/** Counts refusals of unknown clients. Beyond the limit: 429, and one audit event per window. */
export async function countRefusal({ throttle, audit }: OAuthDeps, request: FastifyRequest): Promise<void> {
  const allowance = await throttle.refusedToken(request.ip)
  if (allowance.allowed) return
  const { address, userAgent, traceId } = requestOriginOf(request)
  if (allowance.isFirstRefusal) {
    await audit.committed({
      kind: 'token.refused',
      project: SYSTEM_PROJECT,
      outcome: 4,
      agent: {},
      personal: { address, userAgent },
      reason: 'too_many_refused',
      traceId,
    })
  }
  throw tooManyRequests(allowance)
}

function refusalAnswer(refusal: ClientRefusal, header: string | undefined, baseUrl: string): Error {
  const { why, finding } = refusal
  // RFC 6749 §5.2: a client that used the Authorization header gets WWW-Authenticate.
  const headers = header === undefined ? {} : { 'WWW-Authenticate': 'Basic realm="damson"' }
  const told = (code: OAuthErrorCode, text: string): OAuthError =>
    new OAuthError(code, text, finding, { reason: why, ...(code === 'invalid_client' && { headers }) })
  switch (why) {
    case 'too_many_wrong_secrets':
      return tooManyRequests(refusal.allowance)
    case 'malformed_credentials':
      return told('invalid_client', 'The Authorization header is malformed.')
    case 'two_methods':
      return told(
        'invalid_request',
        'The client authenticates in several ways: use only one of the Authorization header, ' +
          'client_secret and client_assertion. The header and the body may both be sent only with the same client_id ' +
          'and client_secret.',
      )
    case 'unexpected_secret':
      return told(
        'invalid_client',
        'This client is public: send no client_secret. A browser or native app cannot keep a secret.',
      )
    case 'missing_client':
      return told(
        'invalid_request',
        'client_id is missing: send it with client_secret, or with the workload token as assertion.',
      )
    case 'missing_secret':
      return told('invalid_client', 'This client is confidential: authenticate with its secret or a signed assertion.')
    // One answer for all: it must not reveal which check failed.
    case 'unknown_client':
    case 'wrong_secret':
    case 'inactive_client':
    case 'other_auth_method':
    case 'unknown_key':
    case 'wrong_signature':
      return told('invalid_client', 'The client is unknown or inactive, or its secret or signature is wrong.')
    default:
      return isOfWorkload(why) ? workloadAnswer(why, finding) : assertionAnswer(why, finding, baseUrl)
  }
}
