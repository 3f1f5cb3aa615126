import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { constantTimeEqual, sha256Text } from '#base/crypto'
import type { Tx } from '#base/db'
import type { Finding } from '#base/findings'
import { uuid } from '#base/random'
import { endLogin } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import type { Invalidation } from '#domain/revocation'
import { CODE_FINDINGS, expiredCode, otherRedirectUri, otherVerifier } from './code-findings.ts'
import { offlineScopes, refreshScopes } from './offline.ts'
import type { TokenSettings } from './settings.ts'
import { loginOfSpentCode, type SpentCodeRow, spendCode } from './tokens.store.ts'

/** What a token request says about its code. */
export interface CodeRedemption {
  readonly code: string
  /** The registered client, or null for an app that sends no client id. */
  readonly clientId: string | null
  readonly clientAuth: string
  readonly issuer: Issuer
  readonly redirectUri: string | undefined
  readonly verifier: string | undefined
  readonly accessTokenSeconds: number
  readonly refreshTokenSeconds: number
}

export interface RedeemedCode {
  readonly loginId: string
  readonly project: string | null
  readonly scope: string
  readonly nonce: string | undefined
  /** The family of the first refresh token, if the scope grants one. */
  readonly family: string | undefined
}

interface Mismatch {
  readonly why:
    | 'expired_code'
    | 'wrong_issuer'
    | 'wrong_client'
    | 'wrong_redirect_uri'
    | 'pkce_mismatch'
    | 'revoked_login'
  readonly finding: Finding
}

/**
 * Why the code is refused. Publish the `invalidations`: the login may have been revoked. Outside, all but the last are
 * one.
 */
export type CodeRefusal =
  | { readonly why: 'unknown_code'; readonly finding: Finding }
  | {
      readonly why: 'code_reused' | Mismatch['why']
      readonly finding: Finding
      readonly loginId: string
      readonly project: string | null
      readonly invalidations: readonly Invalidation[]
    }

/** The stored hash of a code. */
export const hashOfCode = (code: string): string => sha256Text(code)

/** Redeems a code. The code is spent whatever the result; a second use ends the login of the first. */
export async function redeemCode(
  tx: Tx,
  settings: TokenSettings,
  redemption: CodeRedemption,
  now: Date,
): Promise<Result<RedeemedCode, CodeRefusal>> {
  const codeHash = hashOfCode(redemption.code)
  const spent = await spendCode.maybeOne(tx, {
    codeHash,
    clientAuth: redemption.clientAuth,
    now,
    family: uuid(),
    refreshScopes,
    offlineScopes,
    ...codeLimits(redemption, settings, now),
  })
  if (spent === undefined) return refused(await reuseOf(tx, codeHash, now))
  const { loginId, project, scope, nonce, family } = spent
  const mismatch = mismatchOf(spent, redemption, settings, now)
  if (mismatch !== undefined)
    return refused({ ...mismatch, loginId, project, invalidations: await endLogin(tx, loginId, mismatch.why, now) })
  return accepted({ loginId, project, scope, nonce: nonce ?? undefined, family: family ?? undefined })
}

/** When what a code gives expires. */
export interface CodeLimits {
  readonly accessExpiresAt: Date
  readonly refreshExpiresAt: Date
  readonly refreshEndsAt: Date
}

export function codeLimits(
  { accessTokenSeconds, refreshTokenSeconds }: CodeRedemption,
  { refreshTokenMaxSeconds }: TokenSettings,
  now: Date,
): CodeLimits {
  return {
    accessExpiresAt: secondsAfter(now, accessTokenSeconds),
    refreshExpiresAt: secondsAfter(now, Math.max(refreshTokenSeconds, accessTokenSeconds)),
    refreshEndsAt: secondsAfter(now, Math.max(refreshTokenMaxSeconds, accessTokenSeconds)),
  }
}

async function reuseOf(tx: Tx, codeHash: string, now: Date): Promise<CodeRefusal> {
  const login = await loginOfSpentCode.maybeOne(tx, codeHash)
  if (login === undefined) return told('unknown_code')
  return { ...told('code_reused'), ...login, invalidations: await endLogin(tx, login.loginId, 'code_reused', now) }
}

/** Why the code may not be redeemed, if it may not. */
export function mismatchOf(
  spent: Omit<SpentCodeRow, 'family'>,
  { issuer, clientId, redirectUri, verifier }: CodeRedemption,
  { codeSeconds }: TokenSettings,
  now: Date,
): Mismatch | undefined {
  if (spent.revoked) return told('revoked_login')
  if (spent.codeExpiresAt <= now) return { why: 'expired_code', finding: expiredCode(codeSeconds) }
  if (spent.issuerProject !== (issuer.project ?? null)) return told('wrong_issuer')
  if (spent.clientId !== clientId) return told('wrong_client')
  if (spent.redirectUri !== null && spent.redirectUri !== redirectUri)
    return { why: 'wrong_redirect_uri', finding: otherRedirectUri(redirectUri, spent.redirectUri) }
  return isVerifiedBy(spent.codeChallenge, verifier)
    ? undefined
    : { why: 'pkce_mismatch', finding: otherVerifier(verifier, spent.codeChallenge) }
}

function told<W extends keyof typeof CODE_FINDINGS>(why: W): { readonly why: W; readonly finding: Finding } {
  return { why, finding: CODE_FINDINGS[why] }
}

/** PKCE with S256 (RFC 7636 §4.6): a login always has a challenge. */
function isVerifiedBy(challenge: string | null, verifier: string | undefined): boolean {
  if (challenge === null || verifier === undefined || !/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false
  return constantTimeEqual(sha256Text(verifier), challenge)
}
