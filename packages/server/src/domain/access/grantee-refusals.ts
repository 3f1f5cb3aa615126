import { error, type Finding } from '#base/findings'
import type { GranteeRefusal } from './grantee.ts'

/** Why the caller isn't accepted, for programs and for the trace. */
export function refusalFor(why: GranteeRefusal['why']): GranteeRefusal {
  return { why, finding: FINDINGS[why] }
}

const FINDINGS: Readonly<Record<GranteeRefusal['why'], Finding>> = {
  unknown_login: error('The sign-in of the token is not known any more.', 'Let the person sign in again.'),
  not_granted: error('The sign-in of the token was not finished.', 'Finish it first.'),
  revoked_login: error(
    'The sign-in of the token was ended: signed out, revoked, or its token reused.',
    'Sign in again.',
  ),
  expired_login: error(
    'The sign-in of the token has expired.',
    'Refresh before expires_in has passed, or let the person sign in again.',
  ),
  inactive_membership: error('The membership is switched off.', 'Let an administrator switch it on.'),
  inactive_project: error('The project is switched off.', 'Ask its operator.'),
  inactive_client: error('The client is inactive.', 'Set status of the ClientApplication to active.'),
  inactive_user: error('The account is switched off.', 'Ask an administrator.'),
}
