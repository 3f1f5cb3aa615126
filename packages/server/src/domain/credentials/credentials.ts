import { accepted, type Result, refused } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { CloserLook, Finding } from '#base/findings'
import { isUuid } from '#base/random'
import {
  type ActingProblem,
  type ActingRefusal,
  agentOf,
  type Grantee,
  type GranteeRefusal,
  type Grantees,
} from '#domain/access'
import type { Approvals } from '#domain/approvals'
import type { Audit } from '#domain/audit'
import { type Client, type ClientUse, rightSecret } from '#domain/clients'
import { isOfIssuer, type RequestOrigin, SYSTEM_PROJECT } from '#domain/projects'
import { providersOfClient } from '#domain/providers'
import type { Allowance } from '#domain/throttle'
import type { AccessTokens, TokenRefusal } from '#domain/tokens'
import {
  type AssertionDeps,
  type AssertionRefusal,
  createAssertions,
  JWT_BEARER,
  type ProveAssertion,
} from './assertion.ts'
import { type AuthenticatedClient, type ClientOrigin, noteUse } from './authenticated.ts'
import { formDecoded, isRepeated, readBasic } from './basic.ts'
import { basicFinding } from './basic-findings.ts'
import {
  BASIC_NOT_ALLOWED,
  BASIC_OFF,
  malformedBearer,
  NO_CREDENTIALS,
  tokenFinding,
  UNKNOWN_SCHEME,
  WRONG_CLIENT_CREDENTIALS,
  WRONG_TOKEN_LOGIN,
} from './bearer-findings.ts'
import {
  INACTIVE_CLIENT,
  MISSING_CLIENT,
  missingSecret,
  TWO_METHODS,
  tooMany,
  UNEXPECTED_SECRET,
  UNKNOWN_CLIENT,
  whoseSecret,
  wrongSecret,
} from './client-findings.ts'
import type { ExternalBearer, ExternalBearerRefusal } from './external-bearer.ts'
import { BLOCKED, createRareEvents } from './rare-events.ts'
import { isFromIssuer, proveWorkload, type WorkloadDeps, type WorkloadRefusal } from './workload.ts'

export type CredentialRefusal = { readonly finding: Finding } & (
  | { readonly why: 'no_credentials' | 'malformed_credentials' | 'unknown_scheme' | 'basic_off' }
  | { readonly why: 'wrong_token_login' }
  | { readonly why: 'acting_denied'; readonly denial: ActingRefusal }
  | ExternalBearerRefusal
  | TokenRefusal
  | GranteeRefusal
  | {
      readonly why: 'wrong_client_credentials'
      readonly clientId: string
      readonly project: string | undefined
    }
  | { readonly why: 'basic_not_allowed'; readonly clientId: string; readonly project: string }
  | { readonly why: 'too_many_wrong_secrets'; readonly allowance: Allowance; readonly clientId: string }
)

/** What a client sent to prove itself at an OAuth endpoint. */
export interface ClientCredentials {
  readonly header: string | undefined
  readonly bodyId: string | undefined
  readonly bodySecret: string | undefined
  readonly assertionType?: string | undefined
  readonly assertion?: string | undefined
  /** A workload's token as a grant (RFC 7523 §2.1): it proves the client by itself. */
  readonly workloadToken?: string | undefined
  /**
   * The token to exchange (RFC 8693). A workload's token also proves a client that has no other proof and exchanges no
   * user tokens.
   */
  readonly subjectToken?: string | undefined
}

export type ClientRefusal = { readonly finding: Finding } & (
  | { readonly why: 'malformed_credentials' | 'two_methods' | 'unexpected_secret' | 'missing_client' }
  | {
      readonly why: 'unknown_client' | 'inactive_client' | 'missing_secret' | 'wrong_secret'
      readonly client?: Client | undefined
      readonly look?: CloserLook
    }
  | { readonly why: 'too_many_wrong_secrets'; readonly allowance: Allowance }
  | AssertionRefusal
  | WorkloadRefusal
)

export interface Credentials {
  /** The caller that an Authorization header proves: `Bearer` or `Basic`. */
  grantee(
    header: string | undefined,
    origin: RequestOrigin,
    looksOnly?: boolean,
  ): Promise<Result<Grantee, CredentialRefusal>>
  /** The caller acting for the person whom its request names. A refusal is audited. */
  onBehalfOf(caller: Grantee, named: string, origin: RequestOrigin): Promise<Result<Grantee, ActingProblem>>
  /** The client that calls an OAuth endpoint, authenticated by its registered method. */
  client(sent: ClientCredentials, origin: ClientOrigin): Promise<Result<AuthenticatedClient, ClientRefusal>>
}

export interface CredentialDeps extends AssertionDeps, WorkloadDeps {
  readonly audit: Audit
  readonly keyring: Keyring
  readonly accessTokens: AccessTokens
  readonly grantees: Grantees
  readonly approvals: Pick<Approvals, 'machineOf'>
  /** Called for a token that isn't ours. */
  readonly externalBearer: ExternalBearer
  /** The operator allows Basic on the API, for clients that may use it. */
  readonly allowsBasic: boolean
  /** Called for each request with Basic that is accepted. */
  readonly basicUsed: (client: Client, origin: RequestOrigin, isOldSecret: boolean) => void
  readonly clientUse: ClientUse
}

export function createCredentials(deps: CredentialDeps): Credentials {
  const proveAssertion = createAssertions(deps)
  const recordRarely = createRareEvents(deps)
  return {
    async grantee(header, origin, looksOnly = false) {
      const found = await granteeOf(deps, header, origin, looksOnly)
      if (found.ok) return found
      const { refusal } = found
      if (refusal.why === 'blocked_address') await recordRarely(refusal.principal, BLOCKED, origin)
      if (refusal.why === 'acting_denied' && refusal.denial.between !== undefined) {
        const { client, person } = refusal.denial.between
        await recordRarely(client, { kind: 'acting.refused', entity: person, reason: refusal.denial.why }, origin)
      }
      return found
    },
    async onBehalfOf(caller, named, origin) {
      const found = await deps.grantees.onBehalfOf(caller, named, origin.address)
      if (found.ok) return found
      if (found.refusal.why === 'blocked_address') await recordRarely(found.refusal.principal, BLOCKED, origin)
      else await recordRefused(deps, caller, named, found.refusal.why, origin)
      return found
    },
    async client(sent, origin) {
      const found = await provenClient(deps, proveAssertion, sent, origin)
      if (found.ok) noteUse(deps.clientUse, found.value, origin)
      return found
    },
  }
}

/** A malformed name is not recorded: it may hold anything. */
async function recordRefused(
  { audit }: CredentialDeps,
  caller: Grantee,
  named: string,
  reason: ActingProblem['why'],
  { address, userAgent, traceId }: RequestOrigin,
): Promise<void> {
  await audit.committed({
    kind: 'acting.refused',
    project: caller.project,
    outcome: 4,
    agent: agentOf(caller),
    personal: { address, userAgent },
    ...(reason !== 'malformed_person' && { entity: named }),
    reason,
    traceId,
  })
}

async function granteeOf(
  deps: CredentialDeps,
  header: string | undefined,
  origin: RequestOrigin,
  looksOnly: boolean,
): Promise<Result<Grantee, CredentialRefusal>> {
  if (header === undefined || header === '') return refused({ why: 'no_credentials', finding: NO_CREDENTIALS })
  const token = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header)?.[1]
  if (token !== undefined) return bearer(deps, token, origin, looksOnly)
  // Made by this process, and known to it alone, while it carries an approved change out.
  const machine = deps.approvals.machineOf(/^Approved (.+)$/.exec(header)?.[1] ?? '')
  if (machine !== undefined) return accepted(machine)
  if (/^Basic /i.test(header)) return auditedBasic(deps, header, origin)
  return /^Bearer\b/i.test(header)
    ? refused({ why: 'malformed_credentials', finding: malformedBearer(header) })
    : refused({ why: 'unknown_scheme', finding: UNKNOWN_SCHEME })
}

/** First the signed assertion, then Basic, then the body. Two proofs are refused unless the body repeats the header. */
async function provenClient(
  deps: CredentialDeps,
  proveAssertion: ProveAssertion,
  sent: ClientCredentials,
  origin: ClientOrigin,
): Promise<Result<AuthenticatedClient, ClientRefusal>> {
  const { header, bodyId, bodySecret, assertionType, assertion, workloadToken } = sent
  const isBasic = header !== undefined && /^Basic /i.test(header)
  const signed = [assertionType, assertion, workloadToken].some((one) => one !== undefined)
  if (signed && (isBasic || bodySecret !== undefined)) return refused(twoMethods)
  if (workloadToken !== undefined) {
    const isOne = assertionType === undefined && assertion === undefined
    return isOne ? provenByWorkload(deps, workloadToken, bodyId, origin, true) : refused(twoMethods)
  }
  if (signed) {
    if (assertionType === JWT_BEARER && assertion !== undefined && bodyId !== undefined && isFromIssuer(assertion))
      return provenByWorkload(deps, assertion, bodyId, origin, false)
    const proven = await proveAssertion({ type: assertionType, text: assertion, bodyId }, origin)
    return proven.ok ? accepted({ client: proven.value, auth: 'private_key_jwt' }) : proven
  }
  const basic = isBasic ? readBasic(header) : undefined
  if (isBasic && basic === undefined) return refused({ why: 'malformed_credentials', finding: basicFinding(header) })
  if (basic !== undefined) {
    const [id, secret] = [formDecoded(basic.id), formDecoded(basic.secret)]
    return isRepeated(sent, id, secret) ? provenBySecret(deps, id, secret, origin) : refused(twoMethods)
  }
  if (bodySecret === undefined || bodySecret === '') return unproven(deps, sent, origin)
  return bodyId === undefined || bodyId === ''
    ? refused({ why: 'missing_client', finding: MISSING_CLIENT })
    : provenBySecret(deps, bodyId, bodySecret, origin)
}

async function provenByWorkload(
  deps: CredentialDeps,
  token: string,
  clientId: string | undefined,
  origin: ClientOrigin,
  isGrant: boolean,
): Promise<Result<AuthenticatedClient, ClientRefusal>> {
  const proven = await proveWorkload(deps, token, clientId, origin)
  if (!proven.ok) return proven
  const { client, issuer, subject } = proven.value
  return accepted({ client, auth: 'private_key_jwt', workload: { issuer, subject, isGrant } })
}

async function bearer(
  { accessTokens, clock, grantees, externalBearer }: CredentialDeps,
  token: string,
  origin: RequestOrigin,
  looksOnly: boolean,
): Promise<Result<Grantee, CredentialRefusal>> {
  const { issuer } = origin
  const now = clock.now()
  const claims = await accessTokens.verify(token, issuer, now)
  // Our own tokens come first, at no extra cost for the lookup of other issuers' tokens.
  if (!claims.ok) {
    const { why } = claims.refusal
    const external = await externalBearer(token, origin, looksOnly)
    return external ?? refused({ why, finding: tokenFinding(why, token, issuer, now) })
  }
  if (!isUuid(claims.value.loginId)) return refused(wrongLogin)
  const { loginId, scope, actor } = claims.value
  const grantee =
    actor === undefined
      ? await grantees.ofLogin(loginId, scope, origin.address, looksOnly)
      : await actingBy(grantees, loginId, origin)
  return grantee.ok && !isOfIssuer(issuer, grantee.value.project) ? refused(wrongLogin) : grantee
}

async function actingBy(
  grantees: Grantees,
  id: string,
  { address }: RequestOrigin,
): Promise<Result<Grantee, CredentialRefusal>> {
  const found = await grantees.ofActing(id, address)
  if (found.ok) return found
  const { refusal } = found
  return 'text' in refusal
    ? refused({ why: 'acting_denied', denial: refusal, finding: refusal.finding })
    : refused(refusal)
}

const wrongLogin = { why: 'wrong_token_login', finding: WRONG_TOKEN_LOGIN } as const

/** Each Basic request is a sign-in: a failure is audited like any other, and beyond the limit once per window. */
async function auditedBasic(
  deps: CredentialDeps,
  header: string,
  origin: RequestOrigin,
): Promise<Result<Grantee, CredentialRefusal>> {
  const { address, userAgent, traceId, issuer } = origin
  const found = await basic(deps, header, origin)
  if (found.ok) return found
  const { refusal } = found
  // A blocked address has an event of its own, for Bearer too.
  if (refusal.why === 'malformed_credentials' || refusal.why === 'blocked_address') return found
  // Nothing was tried.
  if (refusal.why === 'basic_off') return found
  if ('allowance' in refusal && !refusal.allowance.isFirstRefusal) return found
  const clientId = readBasic(header)?.id ?? ''
  const client = await deps.clients.find(clientId, issuer)
  await deps.audit.committed({
    kind: 'login.failed',
    project: client?.project ?? SYSTEM_PROJECT,
    outcome: 4,
    agent: { clientId: client?.id },
    personal: { address, userAgent, account: client === undefined ? clientId.slice(0, 320) : undefined },
    reason: refusal.why,
    traceId,
  })
  return found
}

/** Compares a keyed hash and never computes a password hash, so Basic costs no more than Bearer. */
async function basic(
  { throttle, clients, keyring, grantees, allowsBasic, basicUsed }: CredentialDeps,
  header: string,
  origin: RequestOrigin,
): Promise<Result<Grantee, CredentialRefusal>> {
  const { address, issuer } = origin
  // Before the secret is looked at, so that nobody can try secrets here.
  if (!allowsBasic) return refused({ why: 'basic_off', finding: BASIC_OFF })
  const sent = readBasic(header)
  if (sent === undefined) return refused({ why: 'malformed_credentials', finding: basicFinding(header) })
  const clientId = sent.id
  const spent = throttle.secretsSpent(clientId, address)
  if (spent !== undefined) return refused({ ...tooMany(spent), clientId })
  const client = await clients.find(clientId, issuer)
  const which = client === undefined ? undefined : rightSecret(keyring, client, sent.secret)
  if (client === undefined || which === undefined) {
    const allowance = await throttle.wrongSecret(clientId, address)
    if (!allowance.allowed) return refused({ ...tooMany(allowance), clientId })
    return refused({
      why: 'wrong_client_credentials',
      clientId,
      project: client?.project,
      finding: WRONG_CLIENT_CREDENTIALS,
    })
  }
  if (!client.basicAllowed)
    return refused({ why: 'basic_not_allowed', clientId, project: client.project, finding: BASIC_NOT_ALLOWED })
  const found = await grantees.ofClient(clientId, address)
  if (found.ok) basicUsed(client, origin, which === 'old')
  return found
}

async function provenBySecret(
  { throttle, clients, keyring }: CredentialDeps,
  id: string,
  secret: string,
  { address, issuer }: ClientOrigin,
): Promise<Result<AuthenticatedClient, ClientRefusal>> {
  const spent = throttle.secretsSpent(id, address)
  if (spent !== undefined) return refused(tooMany(spent))
  const client = await clients.find(id, issuer)
  if (client !== undefined && client.authMethod === 'none')
    return refused({ why: 'unexpected_secret', finding: UNEXPECTED_SECRET })
  const which = client === undefined ? undefined : rightSecret(keyring, client, secret)
  if (client === undefined || which === undefined) {
    const allowance = await throttle.wrongSecret(id, address)
    if (!allowance.allowed) return refused(tooMany(allowance))
    if (client === undefined) return refused(unknownClient)
    const look = whoseSecret(keyring, client, secret)
    return refused({ why: 'wrong_secret', client, finding: wrongSecret(client, secret), look })
  }
  return client.active
    ? accepted({ client, auth: 'client_secret', isOldSecret: which === 'old' })
    : refused(inactive(client))
}

const twoMethods = { why: 'two_methods', finding: TWO_METHODS } as const
const unknownClient = { why: 'unknown_client', finding: UNKNOWN_CLIENT } as const
const inactive = (client: Client) => ({ why: 'inactive_client', client, finding: INACTIVE_CLIENT }) as const

async function unproven(
  deps: CredentialDeps,
  { bodyId: id, subjectToken }: ClientCredentials,
  origin: ClientOrigin,
): Promise<Result<AuthenticatedClient, ClientRefusal>> {
  if (id === undefined || id === '') return accepted({ client: undefined, auth: 'none' })
  const client = await deps.clients.find(id, origin.issuer)
  // Doesn't reveal whether a client accepts workloads: all clients that exchange no user tokens are treated alike.
  const exchangesPeoples =
    client?.authMethod === 'none' || (client !== undefined && providersOfClient(client).length > 0)
  if (subjectToken !== undefined && !exchangesPeoples) return provenByWorkload(deps, subjectToken, id, origin, true)
  if (client === undefined) return refused(unknownClient)
  if (client.authMethod !== 'none') return refused({ why: 'missing_secret', client, finding: missingSecret(client) })
  return client.active ? accepted({ client, auth: 'none' }) : refused(inactive(client))
}
