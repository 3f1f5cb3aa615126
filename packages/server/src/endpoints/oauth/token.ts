import { accepted, type Result, refused } from '@damson/fhir'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  answersWith,
  type Form,
  foreignResource,
  isPageOfClient,
  noteTrace,
  requestOriginOf,
  tooManyRequests,
  unavailable,
} from '#answers'
import { deferred, refusable, type Tx } from '#base/db'
import { error, type Finding } from '#base/findings'
import { agentOf, type GranteeRefusal } from '#domain/access'
import { keepsNothing } from '#domain/addresses'
import type { AuditEntry } from '#domain/audit'
import { type Client, DEVICE_GRANT } from '#domain/clients'
import type { AuthenticatedClient } from '#domain/credentials'
import { insertMachineLogin } from '#domain/logins'
import { type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import type { Allowance } from '#domain/throttle'
import { authenticateClient, countRefusal } from './client.ts'
import type { OAuthDeps } from './dependencies.ts'
import { namedByFamily } from './family-client.ts'
import { authorizationCodeGrant } from './grants/authorization-code.ts'
import { clientCredentialsGrant } from './grants/client-credentials.ts'
import { deviceCodeGrant } from './grants/device-code.ts'
import {
  blockedAddress,
  type Grant,
  type Granted,
  type GrantRefusal,
  refusal,
  type TokenRequest,
} from './grants/grant.ts'
import { JWT_BEARER_GRANT, jwtBearerGrant } from './grants/jwt-bearer.ts'
import { refreshTokenGrant } from './grants/refresh-token.ts'
import { TOKEN_EXCHANGE_GRANT, tokenExchangeGrant } from './grants/token-exchange.ts'
import { readOAuthForm } from './oauth-form.ts'
import { expiryOf, type Issued, tokenResponse } from './token-response.ts'

/** The grants with which a client acts as itself. An exchange of a workload's token is one too. */
const MACHINE_GRANTS: ReadonlySet<string> = new Set(['client_credentials', JWT_BEARER_GRANT])

/** Answers a token request whose form was read: authenticate the client → redeem → audit → answer. */
export type AnswerToken = (request: FastifyRequest, reply: FastifyReply, form: Form) => Promise<FastifyReply>

/** `/oauth2/token`: read the form once → authenticate the client → redeem → audit → answer. */
export function registerToken(app: FastifyInstance, deps: OAuthDeps, answer: AnswerToken): void {
  app.post('/oauth2/token', answersWith('oauth'), async (request, reply) => {
    if (deps.clock.state() === 'wrong') throw unavailable('clock_wrong')
    return answer(request, reply, readOAuthForm(request))
  })
}

export function createAnswerToken(deps: OAuthDeps): AnswerToken {
  const { keyring, grantees, tokenSettings, issueMachineLogin, redeemCodeTogether, refreshTogether } = deps
  const grants = new Map(
    [
      authorizationCodeGrant(keyring, grantees, tokenSettings, redeemCodeTogether),
      clientCredentialsGrant(grantees, tokenSettings, issueMachineLogin),
      refreshTokenGrant(keyring, grantees, tokenSettings, refreshTogether),
      tokenExchangeGrant(deps),
      jwtBearerGrant(grantees, tokenSettings, issueMachineLogin),
      deviceCodeGrant(deps),
    ].map((grant) => [grant.type, grant]),
  )

  const answer: AnswerToken = async (request, reply, form) => {
    const client = await authenticateClient(deps, request, form)
    const issued = await issue(request, form, client)
    if (!issued.ok) {
      const named = await namedByFamily(deps, request, form, client)
      return named === undefined ? refuseGrant(deps, request, client, issued.refusal) : answer(request, reply, named)
    }
    const { loginId, project, scope: grantedScope } = issued.value.principal
    noteTrace(request, { loginId, project, grantedScope })
    noteTokenUse(deps, request, client, issued.value)
    return reply
      .headers({ 'Cache-Control': 'no-store', Pragma: 'no-cache' })
      .send(await tokenResponse(deps, issued.value))
  }
  return answer

  async function issue(
    request: FastifyRequest,
    form: Form,
    client: AuthenticatedClient,
  ): Promise<Result<Issued, Refused>> {
    const grant = grantOf(grants, form, client, request.issuer)
    if (!grant.ok) return grant
    const allowance = await allowanceOf(deps, grant.value.type, client, request.ip)
    if (allowance !== undefined && client.client !== undefined) noteUsed(deps.figures, client.client, allowance)
    if (allowance?.allowed === false) {
      noteTrace(request, { findings: [TOO_MANY_TOKENS] })
      if (!allowance.isFirstRefusal) throw tooManyRequests(allowance)
      return refused({
        reason: 'too_many_tokens',
        kind: 'token.refused',
        error: tooManyRequests(allowance),
        invalidations: [],
      })
    }
    return redeemAndAudit(deps, request, grant.value, await tokenRequest(deps, request, form, client))
  }
}

/** Grants that a client can repeat at will have a limit. Codes and refresh tokens work only once. */
async function allowanceOf(
  { throttle }: OAuthDeps,
  type: string,
  authenticated: AuthenticatedClient,
  address: string,
): Promise<Allowance | undefined> {
  const { client } = authenticated
  if (client === undefined) return undefined
  if (isAsItself(type, authenticated)) return throttle.clientToken(client.id, client.resource.tokenLimit)
  return type === TOKEN_EXCHANGE_GRANT ? throttle.exchange(client.id, address) : undefined
}

/** The limit of tokens, for those who are near it. */
function noteUsed(figures: OAuthDeps['figures'], { id, project }: Client, { name, limit, remaining }: Allowance): void {
  figures.used(project, name, `ClientApplication/${id}`, limit - remaining, limit)
}

/**
 * A client that proves nothing is used when it gets a token; one that proves itself was noted then. A device that gets its
 * first token by its code has signed with its key, in the name of the client by which devices ask.
 */
function noteTokenUse(
  { clientUse }: OAuthDeps,
  request: FastifyRequest,
  { client, auth }: AuthenticatedClient,
  { granted, principal: { project } }: Issued,
): void {
  const origin = requestOriginOf(request)
  if (client !== undefined && auth === 'none') clientUse.used(client, origin, 'token')
  if (granted.clientId !== undefined) clientUse.used({ id: granted.clientId, project }, origin, 'key')
}

function isAsItself(type: string, { workload }: AuthenticatedClient): boolean {
  return MACHINE_GRANTS.has(type) || workload?.isGrant === true
}

async function tokenRequest(
  deps: OAuthDeps,
  request: FastifyRequest,
  form: Form,
  client: AuthenticatedClient,
): Promise<TokenRequest> {
  const { issuer, ...origin } = requestOriginOf(request)
  const isFromPage = client.client !== undefined && (await isPageOfClient(deps, request, client.client.id))
  return { form, client, issuer, origin, isFromPage }
}

const LOGIN_ENDS = error(
  'The sign-in of this code or token is about to end.',
  'Send the person to the authorization endpoint again.',
)
const TOO_MANY_TOKENS = error(
  'The client asked for too many tokens in a minute.',
  'Keep each token until shortly before expires_in has passed.',
)

type Refusal = Omit<GrantRefusal, 'error'> & { readonly error: Error }
/** `isRecorded`: the audit event was already written, in the transaction that ended something. */
type Refused = Refusal & { readonly isRecorded?: true }

function grantOf(
  grants: ReadonlyMap<string, Grant>,
  form: Form,
  authenticated: AuthenticatedClient,
  issuer: Issuer,
): Result<Grant, Refusal> {
  const { client } = authenticated
  const type = form.get('grant_type')
  if (type === undefined || type === '')
    return refused(
      refusal(
        'missing_grant_type',
        'invalid_request',
        'The grant_type is missing: send grant_type.',
        error('The request has no grant_type.', 'Send grant_type.'),
      ),
    )
  const grant = grants.get(type)
  if (grant === undefined)
    return refused(
      refusal(
        'unsupported_grant_type',
        'unsupported_grant_type',
        `This server does not support the grant_type: use one of ${[...grants.keys()].join(', ')}.`,
        type === 'password'
          ? error('The password grant is not part of OAuth 2.1.', 'Send people to the authorization endpoint.')
          : error('This server does not support the grant_type.', 'Compare grant_types_supported of the metadata.'),
      ),
    )
  // At a public client, anyone with a token of the provider could exchange it, so the client must list this grant. By the
  // grant of devices, nobody is connected to a client that was not made for it.
  const isUnasked = type === DEVICE_GRANT || (type === TOKEN_EXCHANGE_GRANT && client?.authMethod === 'none')
  const isListed = client?.resource.grantType?.includes(type) ?? !isUnasked
  const forbidden = !isListed || (client?.kind === 'device' && !isAsItself(type, authenticated))
  if (forbidden)
    return refused(
      refusal(
        'grant_type_not_allowed',
        'unauthorized_client',
        `This client may not use ${type}: let an administrator list it in grantType of the client.`,
        client?.kind === 'device'
          ? error(`A device may not use ${type}.`, 'Let the device use client_credentials.')
          : error(`The client may not use ${type}.`, `Add ${type} to grantType of the client.`),
      ),
    )
  // Before anything is redeemed, so that a mistake spends no code and rotates no token.
  return foreignResource(form.entries, issuer) === undefined
    ? accepted(grant)
    : refused(
        refusal(
          'foreign_resource',
          'invalid_target',
          `The only resource here is the FHIR API: ${issuer.fhirUrl}.`,
          error(
            'This server does not protect the resource, or the code was issued for another one.',
            'Send the FHIR base as resource, or leave it out.',
          ),
        ),
      )
}

/** Takes the code or token, checks its login, writes the audit: together with others, or in a transaction of its own. */
async function redeemAndAudit(
  deps: OAuthDeps,
  request: FastifyRequest,
  grant: Grant,
  asked: TokenRequest,
): Promise<Result<Issued, Refused>> {
  const { db, clock } = deps
  const redeeming = grant.prepare === undefined ? accepted(grant) : await grant.prepare(asked)
  if (!redeeming.ok) return redeeming
  const { redeem, redeemTogether } = redeeming.value
  const now = clock.now()
  const judge = (granted: Granted): Result<ToIssue, Refusal> => toIssue(request, grant.type, asked, granted, now)
  const together = await redeemTogether?.(asked, now, (granted) => {
    const judged = judge(granted)
    return judged.ok ? judged.value : undefined
  })
  if (together !== undefined) return accepted(together.issued)
  const alone = await refusable(db, async (tx, undo: (refusal: Refusal) => never) => {
    const redeemed = await redeem(tx, asked, now)
    const taken = redeemed.ok ? judge(redeemed.value) : redeemed
    return !taken.ok && taken.refusal.undoes ? undo(taken.refusal) : issueAlone(deps, tx, request, asked, taken, now)
  })
  return alone.ok ? alone.value : alone
}

/** What is to be issued, and the event that records it. */
interface ToIssue {
  readonly issued: Issued
  readonly entry: AuditEntry
}

function toIssue(
  request: FastifyRequest,
  type: string,
  { client }: TokenRequest,
  granted: Granted,
  now: Date,
): Result<ToIssue, Refusal> {
  const { principal } = granted
  if (!principal.ok) return refused(endedOrBlocked(granted, principal.refusal))
  const expiresAt = expiryOf(granted, principal.value, now)
  if (expiresAt === undefined) return refused(ended(granted, { why: 'login_ends', finding: LOGIN_ENDS }))
  const entry: AuditEntry = {
    kind: granted.kind,
    project: principal.value.project,
    outcome: 0,
    agent: agentOf(principal.value),
    patient: principal.value.patient,
    ...whereFrom(request, client),
    reason: type,
  }
  const settings = client.client?.resource ?? {}
  const noPersist = keepsNothing(settings, request.ip)
  const issued = {
    granted,
    principal: principal.value,
    issuer: request.issuer,
    now,
    expiresAt,
    client: settings,
    noPersist,
  }
  return accepted({ issued, entry })
}

async function issueAlone(
  { audit }: OAuthDeps,
  tx: Tx,
  request: FastifyRequest,
  { client }: TokenRequest,
  redeemed: Result<ToIssue, Refusal>,
  now: Date,
): Promise<Result<Issued, Refused>> {
  if (redeemed.ok) {
    const { issued, entry } = redeemed.value
    const login = issued.granted.machineLogin
    // Not awaited: it is sent together with the audit and the commit, which fail if it fails.
    if (login !== undefined) await deferred(tx, () => insertMachineLogin.run(tx, login))
    await audit.record(tx, [entry])
    return accepted(issued)
  }
  const problem = redeemed.refusal
  if (isAnonymous(client, problem)) return refused(problem)
  await audit.record(tx, [refusalEvent(request, client, problem)])
  await publishInvalidations(tx, problem.invalidations, now)
  return refused({ ...problem, isRecorded: true })
}

function endedOrBlocked(granted: Granted, problem: GranteeRefusal): Refusal {
  if (problem.why !== 'blocked_address') return ended(granted, problem)
  const { loginId, project } = granted
  return { ...blockedAddress(problem), loginId, project }
}

function ended(
  { loginId, project }: Granted,
  { why, finding }: { readonly why: string; readonly finding: Finding },
): Refusal {
  const text =
    'This sign-in is no longer valid: it has ended, or its membership, project or client is not active. Sign in again.'
  return { ...refusal(why, 'invalid_grant', text, finding), loginId, project }
}

/** The client did not authenticate, and the code or token is unknown, so nothing has changed. */
function isAnonymous({ auth }: AuthenticatedClient, { loginId }: Refusal): boolean {
  return auth === 'none' && loginId === undefined
}

async function refuseGrant(
  deps: OAuthDeps,
  request: FastifyRequest,
  client: AuthenticatedClient,
  problem: Refused,
): Promise<never> {
  const { loginId, project = client.client?.project, look } = problem
  noteTrace(request, { loginId, project, look })
  // What is not used up by a refusal can be sent again and again.
  const isFree = problem.waits !== true && (isAnonymous(client, problem) || problem.undoes === true)
  if (isFree) await countRefusal(deps, request)
  if (problem.isRecorded !== true) await deps.audit.committed(refusalEvent(request, client, problem))
  throw problem.error
}

function refusalEvent(
  request: FastifyRequest,
  authenticated: AuthenticatedClient,
  { kind, reason, loginId, project, entity }: Refusal,
): AuditEntry {
  const { client } = authenticated
  return {
    kind,
    project: project ?? client?.project ?? SYSTEM_PROJECT,
    outcome: kind === 'token.reuse_detected' ? 8 : 4,
    agent: { clientId: client?.id, loginId },
    ...whereFrom(request, authenticated),
    ...(entity !== undefined && { entity }),
    reason,
  }
}

/** The audit names a workload by its issuer and subject. */
function whereFrom(
  request: FastifyRequest,
  { workload }: Partial<AuthenticatedClient>,
): Pick<AuditEntry, 'personal' | 'traceId'> {
  const { address, userAgent, traceId } = requestOriginOf(request)
  const account = workload === undefined ? undefined : `${workload.issuer} ${workload.subject}`.slice(0, 320)
  return { personal: { address, userAgent, account }, traceId }
}
