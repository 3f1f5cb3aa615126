import { accepted, type Result, refused } from '@damson/fhir'
import { decodeJwt } from 'jose'
import { fromNumericDate } from '#base/clock'
import { sha256Text } from '#base/crypto'
import type { Db } from '#base/db'
import type { Finding } from '#base/findings'
import { type Client, type ClientDirectory, matchesSubject, takeAssertion, type Workload } from '#domain/clients'
import { believedUntil, type IssuerTokenRefusal, type IssuerTokens, type TokenKind } from '#domain/issuers'
import type { RequestOrigin } from '#domain/projects'
import type { Allowance, Throttle } from '#domain/throttle'
import { MISSING_CLIENT, tooMany } from './client-findings.ts'
import { WORKLOAD_FINDINGS, type WorkloadCause, workloadKeysUnavailable } from './workload-findings.ts'

/** A proven workload: its client, and its issuer and subject. */
export interface ProvenWorkload {
  readonly client: Client
  readonly issuer: string
  readonly subject: string
}

export type WorkloadRefusal = { readonly finding: Finding } & (
  | { readonly why: 'missing_client' }
  | { readonly why: 'too_many_wrong_secrets'; readonly allowance: Allowance }
  | {
      /** By its own words. */
      readonly why:
        | 'malformed_workload_token'
        | 'expired_workload_token'
        | 'future_workload_token'
        | 'long_lived_workload_token'
        | 'reused_workload_token'
        | 'workload_keys_unavailable'
        /** Answered alike: which check failed is for the audit and the trace. */
        | 'unknown_workload'
      readonly cause: string
      readonly client?: Client | undefined
    }
)

export interface WorkloadDeps {
  readonly db: Db
  readonly throttle: Throttle
  readonly clients: ClientDirectory
  readonly issuerTokens: IssuerTokens
}

type Problem = Extract<WorkloadRefusal, { readonly cause: string }>
type ClientOrigin = Pick<RequestOrigin, 'address' | 'issuer'>

const KIND: TokenKind = { types: ['jwt'], claims: ['exp', 'iat', 'sub', 'aud'] }
/** Issuers of pipelines and clusters use up to an hour; a little more is allowed. */
const LONGEST_LIFE_SECONDS = 3_900
const LONGEST_ID = 1_000

/**
 * Whether a client's proof claims to come from another issuer and not from the client. Decides by the proof alone, so
 * that outsiders don't learn which clients accept which issuers.
 */
export function isFromIssuer(token: string): boolean {
  return /^https?:/.test(issuerOf(token) ?? '')
}

/**
 * Proves a client with a token that another issuer gave its workload (RFC 7523 §2.2, and §2.1 as a grant). The request
 * names the client, because the token's subject belongs to its issuer. A refusal counts like a wrong secret, unless the
 * keys were not available.
 */
export async function proveWorkload(
  deps: WorkloadDeps,
  token: string,
  clientId: string | undefined,
  { address, issuer }: ClientOrigin,
): Promise<Result<ProvenWorkload, WorkloadRefusal>> {
  if (clientId === undefined || clientId === '') return refused({ why: 'missing_client', finding: MISSING_CLIENT })
  const spent = deps.throttle.secretsSpent(clientId, address)
  if (spent !== undefined) return refused(tooMany(spent))
  const client = await deps.clients.find(clientId, issuer)
  const proven = await prove(deps, token, client)
  if (proven.ok) return proven
  if (proven.refusal.why === 'workload_keys_unavailable') return refused({ ...proven.refusal, client })
  const allowance = await deps.throttle.wrongSecret(clientId, address)
  return refused(allowance.allowed ? { ...proven.refusal, client } : tooMany(allowance))
}

async function prove(
  { db, issuerTokens }: WorkloadDeps,
  token: string,
  client: Client | undefined,
): Promise<Result<ProvenWorkload, Problem>> {
  const named = issuerOf(token)
  if (named === undefined) return problem('malformed_workload_token', 'malformed_token')
  const workloads = workloadsOf(client, named)
  const [first] = workloads
  const from = client && first && { project: client.project, issuer: first.issuer, jwksUrl: first.jwksUrl }
  const found = await issuerTokens.verify(token, from, KIND)
  // Without a key, verifies with a decoy, so that the response time doesn't reveal which issuers are known.
  if (!found.ok && found.refusal.why === 'unknown_key') await issuerTokens.verify(token, undefined, KIND)
  if (!found.ok && WHYS[found.refusal.why] !== 'unknown_workload') return unverified(found.refusal)
  if (client === undefined || first === undefined)
    return problem('unknown_workload', client === undefined ? 'unknown_client' : 'foreign_issuer')
  if (!found.ok) return unverified(found.refusal)
  const { iss, sub = '', aud, exp = 0, iat = 0, jti, events, cnf } = found.value.claims
  if (events !== undefined || cnf !== undefined) return problem('malformed_workload_token', 'other_kind')
  if (exp - iat > LONGEST_LIFE_SECONDS) return problem('long_lived_workload_token', 'long_lived')
  // Exactly one audience: any other audience could replay the token here.
  const [audience, another] = Array.isArray(aud) ? aud : [aud]
  const meant = another === undefined ? workloads.filter((workload) => workload.audience === audience) : []
  if (meant.length === 0) return problem('unknown_workload', 'wrong_audience')
  if (!meant.some((workload) => matchesSubject(workload.subject, sub)))
    return problem('unknown_workload', 'wrong_subject')
  if (!client.active) return problem('unknown_workload', 'inactive_client')
  const proven = accepted({ client, issuer: first.issuer, subject: sub })
  if (jti === undefined) return proven
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_ID)
    return problem('malformed_workload_token', 'malformed_jti')
  const forgetAt = believedUntil(fromNumericDate(exp))
  const taken = await takeAssertion.maybeOne(db, client.id, sha256Text(`${iss} ${jti}`), forgetAt)
  return taken === undefined ? problem('reused_workload_token', 'reused_jti') : proven
}

const WHYS: Readonly<Record<IssuerTokenRefusal['why'], Problem['why']>> = {
  oversized_token: 'malformed_workload_token',
  malformed_token: 'malformed_workload_token',
  wrong_algorithm: 'malformed_workload_token',
  wrong_header: 'malformed_workload_token',
  wrong_times: 'malformed_workload_token',
  expired_token: 'expired_workload_token',
  future_token: 'future_workload_token',
  wrong_issuer: 'unknown_workload',
  unknown_key: 'unknown_workload',
  wrong_signature: 'unknown_workload',
  keys_unavailable: 'workload_keys_unavailable',
}

function problem(why: Problem['why'], cause: WorkloadCause): Result<never, Problem> {
  return refused({ why, cause, finding: WORKLOAD_FINDINGS[cause] })
}

function unverified({ why, cause }: IssuerTokenRefusal): Result<never, Problem> {
  const finding = why === 'keys_unavailable' ? workloadKeysUnavailable(cause) : WORKLOAD_FINDINGS[why]
  return refused({ why: WHYS[why], cause: cause ?? why, finding })
}

/** A client's workloads of one issuer share its keys: their URL must be the same in all of them. */
function workloadsOf(client: Client | undefined, issuer: string | undefined): readonly Workload[] {
  return (client?.resource.workloadIdentity ?? []).filter((workload) => workload.issuer === issuer)
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss
  } catch {
    // A token may be any text.
    return undefined
  }
}
