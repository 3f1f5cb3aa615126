import type { OAuthErrorCode } from '#answers'
import { error, type Finding } from '#base/findings'

/** Why an app gets no code, in three voices. */
export interface Complaint {
  /** For programs. */
  readonly error: OAuthErrorCode
  /** For the app's developer; public. */
  readonly description: string
  /** For the trace, which the administrators of the project alone can read. */
  readonly finding: Finding
}

/** Without a checked redirect URI there is nowhere to send an error to: the person gets a page. */
export interface PageRefusal {
  readonly show: 'page'
  readonly topic:
    | 'request.no_client'
    | 'request.unknown_client'
    | 'request.no_redirect_uri'
    | 'request.unregistered_redirect_uri'
  readonly finding: Finding
}

/** A complaint whose trace says what was wrong; what to do is in the description, unless the trace can say more. */
export function complaint(code: OAuthErrorCode, description: string, what: string, remedy = description): Complaint {
  return { error: code, description, finding: error(what, remedy) }
}

export function invalid(description: string, what: string, remedy?: string): Complaint {
  return complaint('invalid_request', description, what, remedy)
}
