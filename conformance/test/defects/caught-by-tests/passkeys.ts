/** Defects of passkeys: who may change them, whose they are, and the host that they are bound to. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const passkeys = caughtBy('server/test/signin/passkeys')
const host = caughtBy('server/src/domain/passkeys/relying-party')

export const PASSKEY_DEFECTS: readonly TestedDefect[] = [
  passkeys(
    'a stolen password adds a passkey',
    'after the first one only by whoever confirms with one: a password adds no second factor to a stolen account',
    'server/src/domain/passkeys/own-passkeys',
    "    if (hasTwo && !isStrong) return refuse({ why: 'proof_needed' })\n",
    '',
  ),
  passkeys(
    'a passkey is removed by whoever knows its id',
    'are nobody else’s to change',
    'server/src/domain/passkeys/passkeys.store',
    'delete from passkeys where id = ${id} and user_id = ${userId}',
    'delete from passkeys where id = ${id} and ${userId}::uuid is not null',
  ),
  passkeys(
    'a passkey signs in another person than the app expects',
    'people who are expected otherwise, whose app signs in elsewhere, or whose access was ended',
    'server/src/domain/signin/passkey',
    'given.expectedUser !== undefined && given.expectedUser !== user.id',
    'given.expectedUser === user.id.slice(1)',
  ),
  passkeys(
    'a passkey is offered at each sign-in',
    'where the device can have one, once in thirty days, and the sign-in goes on either way',
    'server/src/domain/passkeys/passkeys.store',
    ' or a.offered_at <= ${since}::timestamptz',
    ' or a.offered_at <> ${since}::timestamptz',
  ),
  host(
    'a host that ends alike has the passkeys of another',
    'stops a start at another host, and says whose passkeys there are',
    'server/src/domain/passkeys/relying-party',
    'host.endsWith(`.${rpId}`)',
    'host.endsWith(rpId)',
  ),
]
