/** Defects of passkeys: who may change them, whose they are, and the host that they are bound to. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const passkeys = caughtBy('server/test/signin/passkeys')
const steps = caughtBy('server/test/signin/passkey-step')
const guarded = caughtBy('server/test/signin/guarded-factors')
const host = caughtBy('server/src/domain/passkeys/relying-party')

export const PASSKEY_DEFECTS: readonly TestedDefect[] = [
  passkeys(
    'a stolen password adds a passkey',
    'after the first one only by whoever confirms with one: a password adds no second factor to a stolen account',
    'server/src/domain/passkeys/own-passkeys',
    "    if (!passesGuard({ enrolled, hasPasskeys: own.length > 0 }, proven)) return refuse({ why: 'proof_needed' })\n",
    '',
  ),
  passkeys(
    'a passkey is added in a sign-in that has ended',
    'not in a sign-in that ends meanwhile, as by a recovery: it would outlive what took the account back',
    'server/src/domain/passkeys/own-passkeys',
    '!active || (await touchRoot.maybeOne(tx, now, rootId)) === undefined',
    '!active',
  ),
  steps(
    'a passkey of anybody is the second step',
    'is not another person’s, nor forged, used twice, or from another page',
    'server/src/domain/passkeys/prove-passkey',
    "  if (knownUser !== undefined && found.userId !== knownUser) return refused({ why: 'unverified' })\n",
    '',
  ),
  steps(
    'whoever has only passkeys sets up an app with the password alone',
    'is asked for by no app: the JSON API names the pages, and sets up nothing beside it',
    'server/src/domain/logins/factor-demand',
    'if (fit.length > 0 || hasPasskeys) return',
    'if (fit.length > 0) return',
  ),
  guarded(
    'a code by e-mail takes an app away',
    'and an app beside the mailbox, changes them with the app alone',
    'server/src/domain/logins/factor-change',
    "  if (hasPasskeys || enrolled.includes('totp')) return false\n",
    '',
  ),
  guarded(
    'a browser that was left open sets up the first factor',
    'in a browser that was left open, sets up the first one only after the password',
    'server/src/domain/signin/proof-age',
    'return authenticatedAt >= createdAt || secondsAfter(authenticatedAt, STEP_UP_SECONDS) > now',
    'return authenticatedAt <= createdAt || secondsAfter(authenticatedAt, STEP_UP_SECONDS) > now',
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
