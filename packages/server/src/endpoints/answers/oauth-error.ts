import type { Finding } from '#base/findings'
import { describable } from './plain.ts'

/** The codes of RFC 6749 §4.1.2.1 and §5.2, and the codes of OpenID Connect Core §3.1.2.6 that this server sends. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'access_denied'
  | 'server_error'
  | 'temporarily_unavailable'
  | 'login_required'
  | 'consent_required'
  | 'interaction_required'
  | 'account_selection_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'invalid_token'
  /** OpenID Connect Core Unmet Authentication Requirements 1.0. */
  | 'unmet_authentication_requirements'
  /** RFC 8628 §3.5. */
  | 'authorization_pending'
  | 'slow_down'
  | 'expired_token'
  /** RFC 8707 §2. */
  | 'invalid_target'

/**
 * An error of an OAuth endpoint. `description` is public and says what to do. `finding` is for the trace, which only the
 * project's administrators can read. `reason` is for the log and the audit.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly code: OAuthErrorCode
  readonly status: number
  readonly finding: Finding
  readonly reason: string | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: OAuthErrorCode,
    description: string,
    finding: Finding,
    options: {
      readonly status?: number
      readonly reason?: string
      readonly headers?: Readonly<Record<string, string>>
    } = {},
  ) {
    super(description)
    this.code = code
    this.finding = finding
    this.status = options.status ?? (code === 'invalid_client' ? 401 : 400)
    this.reason = options.reason
    this.headers = options.headers ?? {}
  }
}

/** `error_uri` is the address of the request's trace, which only administrators can read. */
export function oauthErrorBody(code: OAuthErrorCode, description: string, errorUri: string): object {
  return { error: code, error_description: describable(description), error_uri: errorUri }
}
