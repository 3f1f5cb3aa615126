import { accepted, type Result } from '@damson/fhir'
import { type Form, OAuthError, type OAuthErrorCode } from '#answers'
import type { Tx } from '#base/db'
import type { CloserLook, Finding } from '#base/findings'
import type { GranteeRefusal, Principal } from '#domain/access'
import type { AuditKind } from '#domain/audit'
import type { AuthenticatedClient } from '#domain/credentials'
import type { Issuer } from '#domain/projects'
import type { Invalidation } from '#domain/revocation'
import type { ScopeRefusal } from '#domain/signin'

/** A token request whose client has been authenticated. */
export interface TokenRequest {
  readonly form: Form
  readonly client: AuthenticatedClient
  /** At which address it was made. */
  readonly issuer: Issuer
  /** From where, for the audit. */
  readonly origin: { readonly address: string; readonly userAgent: string; readonly traceId: string }
  /** From a page where the client may be. */
  readonly isFromPage: boolean
}

/** What a grant gives: a login, and what is special about it. */
export interface Granted {
  readonly loginId: string
  readonly project: string | null
  readonly kind: Extract<AuditKind, 'token.issued' | 'token.refreshed'>
  readonly accessTokenSeconds: number
  /** For whom it stands, or why for nobody: read in the transaction, after what was presented was taken. */
  readonly principal: Result<Principal, GranteeRefusal>
  readonly nonce?: string | undefined
  readonly refreshToken?: string | undefined
  /** RFC 8693 §2.2.1. */
  readonly issuedTokenType?: string | undefined
}

/** Why nothing is given: the answer, what the audit notes, and what other nodes must hear. */
export interface GrantRefusal {
  readonly error: OAuthError
  readonly kind: Extract<AuditKind, 'token.refused' | 'token.reuse_detected'>
  readonly reason: string
  readonly loginId?: string | undefined
  /** Whose audit is told; the client's project's, if nothing is known. */
  readonly project?: string | null | undefined
  readonly invalidations: readonly Invalidation[]
  /** What the store can tell the trace beyond the finding of the error. */
  readonly look?: CloserLook
}

/** Takes what was presented, in the transaction in which the audit is written. */
export type Redeem = (tx: Tx, request: TokenRequest, now: Date) => Promise<Result<Granted, GrantRefusal>>

/**
 * What was taken, and for whom it stands, in one round trip: `reading` was sent right after `taking`, so that it sees what
 * that one changed.
 */
export async function withPrincipal<Taken, Refusal>(
  taking: Promise<Result<Taken, Refusal>>,
  reading: Promise<Granted['principal']>,
): Promise<Result<Taken & Pick<Granted, 'principal'>, Refusal>> {
  // Where nothing was taken nobody asks what it would have stood for.
  reading.catch(() => undefined)
  const taken = await taking
  return taken.ok ? accepted({ ...taken.value, principal: await reading }) : taken
}

/** One grant type. The phases before and after `redeem` are the endpoint's: a grant cannot skip them. */
export interface Grant {
  readonly type: string
  /** What takes longer than a transaction may, such as asking a provider. */
  readonly prepare?: (request: TokenRequest) => Promise<Result<Redeem, GrantRefusal>>
  readonly redeem: Redeem
}

export function refusal(reason: string, code: OAuthErrorCode, description: string, finding: Finding): GrantRefusal {
  return {
    error: new OAuthError(code, description, finding, { reason }),
    kind: 'token.refused',
    reason,
    invalidations: [],
  }
}

export function scopeRefusal({ why, text, finding }: ScopeRefusal): GrantRefusal {
  return refusal(why, 'invalid_scope', text, finding)
}
