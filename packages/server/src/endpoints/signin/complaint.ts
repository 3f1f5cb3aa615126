import type { OAuthErrorCode } from '#answers'
import { error, type Finding } from '#base/findings'

/** Why an app gets no code, for three readers. */
export interface Complaint {
  /** For programs. */
  readonly error: OAuthErrorCode
  /** For the app's developer. Public. */
  readonly description: string
  /** For the trace, which only the project's administrators can read. */
  readonly finding: Finding
}

/** The answer to the app: a code, or why there is none. */
export type AuthorizeAnswer = { readonly code: string } | (Complaint & { readonly also?: readonly Finding[] })

/** Without a checked redirect URI, the error cannot be sent to the app, so the person gets a page. */
export interface PageRefusal {
  readonly show: 'page'
  readonly topic:
    | 'request.no_client'
    | 'request.unknown_client'
    | 'request.no_redirect_uri'
    | 'request.unregistered_redirect_uri'
  readonly finding: Finding
  /** The address that was sent, and those that are registered. */
  readonly addresses?: { readonly sent: string; readonly registered: readonly string[] }
  /** The project of the client, or else of the address. */
  readonly project: string | undefined
}

/** A complaint with a finding. The remedy is the description, unless the trace can say more. */
export function complaint(code: OAuthErrorCode, description: string, what: string, remedy = description): Complaint {
  return { error: code, description, finding: error(what, remedy) }
}

export function invalid(description: string, what: string, remedy?: string): Complaint {
  return complaint('invalid_request', description, what, remedy)
}

/** The rules on addresses of the membership, the client or the project. */
export const BLOCKED_ADDRESS: Complaint = complaint(
  'access_denied',
  'IP address not allowed: the person can sign in only from a network that the project allows.',
  'An ipAccessRule of the membership’s policies, the client or the project does not let the address pass.',
  'Let the person sign in from a network that the rules allow, or add its range to the list that is missing it.',
)
