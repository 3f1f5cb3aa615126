import { error, type Finding } from '#base/findings'
import type { AddressList } from '#domain/addresses'
import type { GranteeRefusal, Principal } from './grantee.ts'

type Why = Exclude<GranteeRefusal['why'], 'blocked_address'>

/** Why the caller isn't accepted, for programs and for the trace. */
export function refusalFor(why: Why): GranteeRefusal {
  return { why, finding: FINDINGS[why] }
}

/** A caller who may not come from this address, by this list. */
export function blockedAddress(principal: Principal, { of }: AddressList): GranteeRefusal {
  return { why: 'blocked_address', principal, finding: BLOCKED[of] }
}

const BLOCKED: Readonly<Record<AddressList['of'], Finding>> = {
  policies: error(
    'The ipAccessRule of the access policies does not let the address of the request pass.',
    'Let an administrator add its range to a policy of the membership, or send the request from a range that is there.',
  ),
  client: error(
    'The ipAccessRule of the client does not let the address of the request pass.',
    'Add its range to the ClientApplication: people’s browsers and the app’s own server both need to be there.',
  ),
  project: error(
    'The ipAccessRule of the project does not let the address of the request pass.',
    'Add its range to the Project, or send the request from a range that is there.',
  ),
}

const FINDINGS: Readonly<Record<Why, Finding>> = {
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
