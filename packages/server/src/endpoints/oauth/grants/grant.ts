import { accepted, type Result } from '@damson/fhir'
import { BLOCKED_ADDRESS, type Form, OAuthError, type OAuthErrorCode } from '#answers'
import type { Tx } from '#base/db'
import type { CloserLook, Finding } from '#base/findings'
import type { GranteeRefusal, Principal } from '#domain/access'
import type { AuditEntry, AuditKind } from '#domain/audit'
import type { AuthenticatedClient } from '#domain/credentials'
import type { MachineLogin } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import type { Invalidation } from '#domain/revocation'
import type { ScopeRefusal } from '#domain/signin'

/** A token request whose client has been authenticated. */
export interface TokenRequest {
  readonly form: Form
  readonly client: AuthenticatedClient
  /** The issuer at whose address it was made. */
  readonly issuer: Issuer
  /** The origin of the request, for the audit. */
  readonly origin: { readonly address: string; readonly userAgent: string; readonly traceId: string }
  /** It comes from one of the client's pages. */
  readonly isFromPage: boolean
}

/** The result of a grant: a login, and how its tokens differ from the usual ones. */
export interface Granted {
  readonly loginId: string
  readonly project: string | null
  readonly kind: Extract<AuditKind, 'token.issued' | 'token.refreshed'>
  readonly accessTokenSeconds: number
  /** The principal, or why there is none. Read in the transaction, after the code or token was taken. */
  readonly principal: Result<Principal, GranteeRefusal>
  readonly nonce?: string | undefined
  readonly refreshToken?: string | undefined
  /** The login of a machine, which the endpoint writes with its event; those of people are there already. */
  readonly machineLogin?: MachineLogin | undefined
  /** RFC 8693 §2.2.1. */
  readonly issuedTokenType?: string | undefined
  /** The client of the token, told to a device that did not know it. */
  readonly clientId?: string | undefined
}

/** Why the grant is refused: the answer, the audit's reason, and the invalidations for other nodes. */
export interface GrantRefusal {
  readonly error: OAuthError
  readonly kind: Extract<AuditKind, 'token.refused' | 'token.reuse_detected'>
  readonly reason: string
  readonly loginId?: string | undefined
  /** The project whose audit records it. Undefined: the client's project. */
  readonly project?: string | null | undefined
  /** The person whom it is about, once their token was verified. */
  readonly entity?: string
  readonly invalidations: readonly Invalidation[]
  /** What was taken is given back: the same code or token works from elsewhere. */
  readonly undoes?: true
  /** No failure: the client asks again, and it is not counted. */
  readonly waits?: true
  /** A further finding for the trace that needs a look into the store. */
  readonly look?: CloserLook
}

/** Takes the code or token, in the transaction that also writes the audit. */
export type Redeem = (tx: Tx, request: TokenRequest, now: Date) => Promise<Result<Granted, GrantRefusal>>

/**
 * Does the same in statements that concurrent requests share, outside of a transaction. `readyOf` judges what would be
 * granted, and makes the event that is written with it; undefined: it is refused. Returns what was granted once it is
 * durable. Undefined: nothing was taken, and nothing written; then redeem it alone, which says why.
 */
export type RedeemTogether = <Ready extends { readonly entry: AuditEntry }>(
  request: TokenRequest,
  now: Date,
  readyOf: (granted: Granted) => Ready | undefined,
) => Promise<Ready | undefined>

/**
 * The taken row and its principal, in one round trip: `reading` is sent right after `taking`, so it sees the changes of
 * `taking`.
 */
export async function withPrincipal<Taken, Refusal>(
  taking: Promise<Result<Taken, Refusal>>,
  reading: Promise<Granted['principal']>,
): Promise<Result<Taken & Pick<Granted, 'principal'>, Refusal>> {
  // If nothing was taken, the principal is not needed, and a failure to read it does not matter.
  reading.catch(() => undefined)
  const taken = await taking
  return taken.ok ? accepted({ ...taken.value, principal: await reading }) : taken
}

/** The ways to redeem. */
export interface Redeeming {
  readonly redeem: Redeem
  /** Tried first, if there is one. */
  readonly redeemTogether?: RedeemTogether
}

/** One grant type. The endpoint owns the phases before and after `redeem`, so a grant cannot skip them. */
export interface Grant extends Redeeming {
  readonly type: string
  /** Work that takes too long for a transaction, such as a request to a provider. */
  readonly prepare?: (request: TokenRequest) => Promise<Result<Redeeming, GrantRefusal>>
}

export function refusal(reason: string, code: OAuthErrorCode, description: string, finding: Finding): GrantRefusal {
  return {
    error: new OAuthError(code, description, finding, { reason }),
    kind: 'token.refused',
    reason,
    invalidations: [],
  }
}

/** Somebody who may not come from this address. What they sent is not used up, since it works where it may come from. */
export function blockedAddress({ why, finding }: GranteeRefusal): GrantRefusal {
  return { ...refusal(why, 'access_denied', BLOCKED_ADDRESS, finding), undoes: true }
}

export function scopeRefusal({ why, text, finding }: ScopeRefusal): GrantRefusal {
  return refusal(why, 'invalid_scope', text, finding)
}
