import { error, type Finding } from '#base/findings'
import type { GranteeRefusal } from './grantee.ts'

/** Why the caller isn't accepted, for programs and for the trace. */
export function refusalFor(why: GranteeRefusal['why']): GranteeRefusal {
  return { why, finding: FINDINGS[why] }
}

const FINDINGS: Readonly<Record<GranteeRefusal['why'], Finding>> = {
  unknown_login: error('The sign-in of the token no longer exists.', 'Let the person sign in again.'),
  not_granted: error('The sign-in of the token was not finished.', 'Finish it first.'),
  revoked_login: error(
    'The sign-in of the token was ended: by a sign-out, a revocation, or the reuse of a refresh token.',
    'Sign in again.',
  ),
  expired_login: error(
    'The sign-in of the token has expired.',
    'Refresh before expires_in has passed, or let the person sign in again.',
  ),
  inactive_membership: error('The membership is inactive.', 'Let an administrator activate it.'),
  inactive_project: error('The project is inactive.', 'Ask the operator of the server.'),
  inactive_client: error('The client is inactive.', 'Set status of the ClientApplication to active.'),
  inactive_user: error('The account is inactive.', 'Ask an administrator.'),
}
