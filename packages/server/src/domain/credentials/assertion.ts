import type { KeyObject } from 'node:crypto'
import { accepted, type Result, refused } from '@damson/fhir'
import { compactVerify, errors } from 'jose'
import type { Clock } from '#base/clock'
import { type Decoys, makeDecoys, sha256Text } from '#base/crypto'
import type { Db } from '#base/db'
import type { Finding } from '#base/findings'
import {
  type Client,
  type ClientDirectory,
  type ClientKeys,
  type KeysUnavailable,
  takeAssertion,
} from '#domain/clients'
import type { Issuer } from '#domain/projects'
import type { Allowance, Throttle } from '#domain/throttle'
import {
  INCOMPLETE_ASSERTION,
  keysUnavailable,
  OTHER_CLIENT_ID,
  REUSED_ASSERTION,
  unknownAssertionKey,
  WRONG_ASSERTION_TYPE,
  WRONG_SIGNATURE,
} from './assertion-findings.ts'
import { INACTIVE_CLIENT, otherAuthMethod, tooMany, UNKNOWN_CLIENT } from './client-findings.ts'
import { type AssertionProblem, type ReadAssertion, readAssertion } from './read-assertion.ts'

/** The assertion type of RFC 7523 §2.2. */
export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

export interface SentAssertion {
  readonly type: string | undefined
  readonly text: string | undefined
  /** The request's `client_id`: optional, but it must not be another one. */
  readonly bodyId: string | undefined
}

export type AssertionRefusal = { readonly finding: Finding } & (
  | { readonly why: 'incomplete_assertion' | 'wrong_assertion_type' }
  | { readonly why: 'other_client_id' | AssertionProblem['why'] }
  | {
      /** All get the same answer; the audit has the reason. */
      readonly why: 'unknown_client' | 'other_auth_method' | 'unknown_key' | 'wrong_signature' | 'inactive_client'
      readonly client?: Client | undefined
    }
  | { readonly why: 'reused_assertion'; readonly client: Client }
  | (KeysUnavailable & { readonly client: Client })
  | { readonly why: 'too_many_wrong_secrets'; readonly allowance: Allowance }
)

export interface AssertionDeps {
  readonly db: Db
  readonly clock: Clock
  readonly throttle: Throttle
  readonly clients: ClientDirectory
  readonly clientKeys: ClientKeys
}

export type ProveAssertion = (
  sent: SentAssertion,
  origin: { readonly address: string; readonly issuer: Issuer },
) => Promise<Result<Client, AssertionRefusal>>

/** The accepted audiences: the token endpoint, which SMART clients use, and the issuer. */
export const audiencesOf = ({ url }: Issuer): readonly string[] => [`${url}oauth2/token`, url]

/** Proves a client by its signature. A refusal counts like a wrong secret, unless its keys were not available. */
export function createAssertions(deps: AssertionDeps): ProveAssertion {
  const decoys = makeDecoys()
  return async ({ type, text, bodyId }, { address, issuer }) => {
    if (type === undefined || text === undefined || text === '')
      return refused({ why: 'incomplete_assertion', finding: INCOMPLETE_ASSERTION })
    if (type !== JWT_BEARER) return refused({ why: 'wrong_assertion_type', finding: WRONG_ASSERTION_TYPE })
    const read = readAssertion(text, audiencesOf(issuer), deps.clock.now())
    const clientId = (read.ok ? read.value : read.refusal).clientId ?? ''
    const spent = deps.throttle.secretsSpent(clientId, address)
    if (spent !== undefined) return refused(tooMany(spent))
    const proven = read.ok ? await prove(deps, decoys, read.value, bodyId, issuer) : read
    if (proven.ok || proven.refusal.why === 'keys_unavailable') return proven
    const allowance = await deps.throttle.wrongSecret(clientId, address)
    return allowance.allowed ? proven : refused(tooMany(allowance))
  }
}

async function prove(
  deps: AssertionDeps,
  decoys: Decoys,
  read: ReadAssertion,
  bodyId: string | undefined,
  issuer: Issuer,
): Promise<Result<Client, AssertionRefusal>> {
  const { db, clients, clientKeys } = deps
  if (bodyId !== undefined && bodyId !== '' && bodyId !== read.clientId)
    return refused({ why: 'other_client_id', finding: OTHER_CLIENT_ID })
  const client = await clients.find(read.clientId, issuer)
  const signs = client?.authMethod === 'private_key_jwt'
  const found = signs && mayBeAt(client, read.keysAt) ? await clientKeys.find(client, read) : accepted([])
  if (!found.ok)
    return refused({ ...found.refusal, client: client as Client, finding: keysUnavailable(found.refusal.cause) })
  const keys = found.value.map(({ key }) => key)
  // Without a key, verifies with a decoy, so that the response time doesn't reveal which clients are known.
  const isSigned = await isSignedBy(read, keys.length > 0 ? keys : [decoys[read.algorithm]])
  if (client === undefined) return refused({ why: 'unknown_client', finding: UNKNOWN_CLIENT })
  if (!signs) return refused({ why: 'other_auth_method', client, finding: otherAuthMethod(client) })
  if (keys.length === 0) return refused({ why: 'unknown_key', client, finding: unknownAssertionKey(read.kid, client) })
  if (!isSigned) return refused({ why: 'wrong_signature', client, finding: WRONG_SIGNATURE })
  if (!client.active) return refused({ why: 'inactive_client', client, finding: INACTIVE_CLIENT })
  const taken = await takeAssertion.maybeOne(db, client.id, sha256Text(read.id), read.expiresAt)
  return taken === undefined
    ? refused({ why: 'reused_assertion', client, finding: REUSED_ASSERTION })
    : accepted(client)
}

/** A `jku` must be the registered URL; the keys are always fetched from that one. */
function mayBeAt({ resource }: Client, keysAt: string | undefined): boolean {
  return keysAt === undefined || keysAt === resource.jwksUri
}

export async function isSignedBy({ text, algorithm }: ReadAssertion, keys: readonly KeyObject[]): Promise<boolean> {
  for (const key of keys) {
    try {
      await compactVerify(text, key, { algorithms: [algorithm] })
      return true
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error
    }
  }
  return false
}
