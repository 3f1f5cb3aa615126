import { accepted, type Result, refused } from '@damson/fhir'
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, type ProtectedHeaderParameters } from 'jose'
import { fromNumericDate, isAhead, secondsAfter } from '#base/clock'
import type { Finding } from '#base/findings'
import { ASSERTION_ALGORITHMS, type AssertionAlgorithm } from '#domain/clients'
import {
  ASSERTION_FINDINGS,
  LONGEST_LIFE_SECONDS,
  MALFORMED_ASSERTION,
  OVERSIZED_ASSERTION,
  SKEW_SECONDS,
} from './assertion-findings.ts'

/** The claims of a client assertion (RFC 7523 §2.2). None is proven until the signature is verified. */
export interface ReadAssertion {
  readonly text: string
  readonly algorithm: AssertionAlgorithm
  readonly kid: string | undefined
  /** The key URL in the header (`jku`): only compared, never fetched. */
  readonly keysAt: string | undefined
  readonly clientId: string
  readonly id: string
  readonly expiresAt: Date
}

/** What is wrong with an assertion by its own claims; `clientId` is the client that it names. */
export interface AssertionProblem {
  readonly why: 'oversized_assertion' | 'malformed_assertion' | keyof typeof ASSERTION_FINDINGS
  readonly clientId?: string | undefined
  readonly finding: Finding
}

const LONGEST = 8_192
const LONGEST_ID = 255
/** Headers that carry a key, or change what is signed. */
const NEVER = ['jwk', 'x5u', 'x5c', 'crit', 'b64']
const TYPES = new Set(['jwt', 'client-authentication+jwt'])

export function readAssertion(
  text: string,
  audiences: readonly string[],
  now: Date,
): Result<ReadAssertion, AssertionProblem> {
  if (text.length > LONGEST) return refused({ why: 'oversized_assertion', finding: OVERSIZED_ASSERTION })
  const parts = decode(text)
  if (parts === undefined) return refused({ why: 'malformed_assertion', finding: MALFORMED_ASSERTION })
  const { header, claims } = parts
  const { iss: clientId, jti: id } = claims
  const algorithm = ASSERTION_ALGORITHMS.find((name) => name === header.alg)
  const problem =
    headerProblem(header) ??
    (typeof clientId !== 'string' || clientId === '' || claims.sub !== clientId
      ? 'wrong_assertion_issuer'
      : // One text, not a list: what names several could be played by one of them against the others (RFC 7523bis §4).
        typeof claims.aud !== 'string' || !audiences.includes(claims.aud)
        ? 'wrong_assertion_audience'
        : (timeProblem(claims, now) ?? (isId(id) ? undefined : 'missing_assertion_id')))
  if (problem !== undefined || clientId === undefined || id === undefined || algorithm === undefined) {
    const why = problem ?? 'wrong_assertion_algorithm'
    const finding = ASSERTION_FINDINGS[why]({ header, claims, audiences, now })
    return refused({ why, finding, clientId: typeof clientId === 'string' ? clientId : undefined })
  }
  const { kid, jku: keysAt } = header
  return accepted({ text, algorithm, kid, keysAt, clientId, id, expiresAt: fromNumericDate(claims.exp ?? 0) })
}

function decode(text: string): { readonly header: ProtectedHeaderParameters; readonly claims: JWTPayload } | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return undefined
  try {
    return { header: decodeProtectedHeader(text), claims: decodeJwt(text) }
  } catch (error) {
    if (error instanceof errors.JWTInvalid || error instanceof TypeError) return undefined
    throw error
  }
}

function headerProblem(header: ProtectedHeaderParameters): keyof typeof ASSERTION_FINDINGS | undefined {
  const { alg, typ, kid, jku } = header
  if (!ASSERTION_ALGORITHMS.some((name) => name === alg)) return 'wrong_assertion_algorithm'
  const isTyped =
    typ === undefined || (typeof typ === 'string' && TYPES.has(typ.toLowerCase().replace(/^application\//, '')))
  const areTexts = [kid, jku].every((value) => value === undefined || typeof value === 'string')
  return NEVER.some((name) => name in header) || !isTyped || !areTexts ? 'wrong_assertion_header' : undefined
}

/** Must expire within five minutes of its creation (SMART App Launch, client-confidential-asymmetric). */
function timeProblem({ exp, iat, nbf }: JWTPayload, now: Date): keyof typeof ASSERTION_FINDINGS | undefined {
  if (!isTime(exp) || ![iat, nbf].every((time) => time === undefined || isTime(time))) return 'wrong_assertion_times'
  if (fromNumericDate(exp) <= now) return 'expired_assertion'
  if ([iat, nbf].some((time) => isAhead(time ?? 0, now, SKEW_SECONDS))) return 'future_assertion'
  // A client whose clock is ahead shows it in `iat`.
  const made = iat === undefined || fromNumericDate(iat) < now ? now : fromNumericDate(iat)
  return fromNumericDate(exp) > secondsAfter(made, LONGEST_LIFE_SECONDS) ? 'long_lived_assertion' : undefined
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 1e11
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ID
}
