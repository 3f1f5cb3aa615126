import { error } from '#base/findings'
import { type GrantRefusal, refusal } from './grant.ts'

export const MISSING_CODE = refusal(
  'missing_device_code',
  'invalid_request',
  'device_code is missing: send the device_code of the device authorization.',
  error('The request has no device_code.', 'Send the device_code of the device authorization.'),
)
/** One answer for every code that is none: it must not say whose it is. */
const GONE = 'The device_code is unknown, was used, or is of another client: ask for a new one.'

export function unknown(why: 'unknown_code' | 'wrong_client'): GrantRefusal {
  const finding =
    why === 'unknown_code'
      ? error('No such device_code was given out, or it expired over an hour ago.', 'Ask for a new one.')
      : error('The device_code is of another client.', 'Poll with the client_id that asked for the code.')
  return refusal(why, 'invalid_grant', GONE, finding)
}

/** RFC 8628 §3.5. */
export const POLLED: Readonly<Record<'pending' | 'too_fast' | 'denied' | 'expired' | 'used', GrantRefusal>> = {
  pending: {
    ...refusal(
      'authorization_pending',
      'authorization_pending',
      'Nobody has answered the code yet: show it, and ask again after the interval.',
      error('Nobody has answered the code yet.', 'Wait for the interval, and ask again.'),
    ),
    waits: true,
  },
  too_fast: refusal(
    'slow_down',
    'slow_down',
    'The device asks too often: wait five seconds longer between two polls from now on.',
    error('The device asks too often.', 'Add five seconds to the interval after each slow_down.'),
  ),
  denied: refusal(
    'access_denied',
    'access_denied',
    'Somebody refused the code: ask for a new one if that was a mistake.',
    error('Whoever typed the code refused it.', 'Ask for a new code if that was a mistake.'),
  ),
  expired: refusal(
    'expired_device_code',
    'expired_token',
    'The code has expired: ask for a new one, and show it.',
    error('The device_code has expired after ten minutes.', 'Ask for a new one.'),
  ),
  used: refusal(
    'used_device_code',
    'invalid_grant',
    GONE,
    error(
      'The device_code was used: it gives one token.',
      'A device goes on with client_credentials, its client_id and its key; a screen asks for a new code.',
    ),
  ),
}
