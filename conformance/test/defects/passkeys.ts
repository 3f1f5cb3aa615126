/** Defects of passkeys. */
import { type Defect, defectsIn } from './defect.ts'

const verify = defectsIn('server/src/domain/passkeys/verify.ts')
const prove = defectsIn('server/src/domain/passkeys/prove-passkey.ts')
const challenge = defectsIn('server/src/domain/passkeys/challenge.ts')
const store = defectsIn('server/src/domain/passkeys/passkeys.store.ts')

const MADE = `expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: false,
      supportedAlgorithmIDs`
const USED = `expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: false,
      credential`
const ANY_ORIGIN = "expectedOrigin: [origin, 'https://evil.example']"
const ANY_HOST = "expectedRPID: [id, 'evil.example']"

export const PASSKEY_DEFECTS: readonly Defect[] = [
  verify(
    'a passkey is made on another page',
    'webauthn-7.1-make-origin',
    MADE,
    MADE.replace('expectedOrigin: origin', ANY_ORIGIN),
  ),
  verify(
    'a passkey is made for another host',
    'webauthn-7.1-make-rp-id',
    MADE,
    MADE.replace('expectedRPID: id', ANY_HOST),
  ),
  verify(
    'a passkey is made while nobody is there',
    'webauthn-7.1-make-present',
    MADE,
    `requireUserPresence: false,\n      ${MADE}`,
  ),
  verify(
    'a passkey is used on another page',
    'webauthn-7.2-use-origin',
    USED,
    USED.replace('expectedOrigin: origin', ANY_ORIGIN),
  ),
  verify(
    'a passkey is used for another host',
    'webauthn-7.2-use-rp-id',
    USED,
    USED.replace('expectedRPID: id', ANY_HOST),
  ),
  verify(
    'a passkey is used while nobody is there',
    'webauthn-7.2-use-present',
    USED,
    `advancedFIDOConfig: { userVerification: 'preferred' },\n      ${USED}`,
  ),
  verify(
    'a passkey becomes one that can be copied',
    'webauthn-7.2-use-backup',
    "  if ((credentialDeviceType === 'multiDevice') !== backupEligible) return refused('unverified')\n",
    '',
  ),
  prove(
    'any challenge is answered',
    'webauthn-7.2-use-challenge',
    "  if (!(await spendChallenge(db, keyring, challenge, asked, clock.now()))) return refused({ why: 'stale' })\n",
    '',
  ),
  prove(
    'a passkey is used in a frame of another site',
    'webauthn-7.2-use-cross-origin',
    "  if (said.crossOrigin === true || said.topOrigin !== undefined) return refused({ why: 'unverified' })\n",
    '',
  ),
  prove(
    'a credential opens the account that its user names',
    'webauthn-7.2-use-owner',
    "  if (handle !== found.handle) return refused({ why: 'unverified' })\n",
    '',
  ),
  challenge(
    'a challenge is answered twice',
    'webauthn-13.4.3-challenge-once',
    'return (await takeChallenge.maybeOne(tx, sha256Text(challenge), until)) !== undefined',
    'return (await takeChallenge.maybeOne(tx, sha256Text(challenge), until)) !== null',
  ),
  store(
    'a counter that goes back is no copy’s',
    'webauthn-7.2-use-counter',
    '\n      and (counter < ${counter}::bigint or (counter = 0 and ${counter}::bigint = 0))',
    '',
  ),
]
