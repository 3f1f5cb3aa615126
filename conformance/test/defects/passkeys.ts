/** Defects of passkeys. */
import { type Defect, defectsIn } from './defect.ts'

const verify = defectsIn('server/src/domain/passkeys/verify.ts')
const prove = defectsIn('server/src/domain/passkeys/prove-passkey.ts')
const challenge = defectsIn('server/src/domain/passkeys/challenge.ts')
const store = defectsIn('server/src/domain/passkeys/passkeys.store.ts')
const own = defectsIn('server/src/domain/passkeys/own-passkeys.ts')
const answer = defectsIn('server/src/domain/passkeys/answer.ts')

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
  verify(
    'the use of a passkey is taken for a new one',
    'webauthn-7.1-make-type',
    MADE,
    `expectedType: ['webauthn.create', 'webauthn.get'],\n      ${MADE}`,
  ),
  own(
    'any challenge is answered with a new passkey',
    'webauthn-7.1-make-challenge',
    "  if (!(await spendChallenge(db, keyring, challenge, asked, clock.now()))) return refused({ why: 'stale' })\n",
    '',
  ),
  own(
    'a passkey is made in a frame of another site',
    'webauthn-7.1-make-cross-origin',
    "  if (said.crossOrigin === true || said.topOrigin !== undefined) return refused({ why: 'unverified' })\n",
    '',
  ),
  verify(
    'a passkey uses an algorithm that nobody asked for',
    'webauthn-7.1-make-algorithm',
    'supportedAlgorithmIDs: ALGORITHMS',
    'supportedAlgorithmIDs: [...ALGORITHMS, -35]',
  ),
  answer('ids of credentials are long', 'webauthn-7.1-make-id-length', 'encoded(1_364)', 'encoded(2_000)'),
  store(
    'a credential moves to whoever sends its id',
    'webauthn-7.1-make-new',
    'on conflict (credential_id) do nothing',
    'on conflict (credential_id) do update set user_id = excluded.user_id, public_key = excluded.public_key',
  ),
  own(
    'the page does not name the passkeys that there are',
    'webauthn-7.1-make-excluded',
    'excludeCredentials: await credentialsOf(deps.db, user.id)',
    'excludeCredentials: (await credentialsOf(deps.db, user.id)).slice(1)',
  ),
  own('attestation is asked for', 'webauthn-7.1-make-attestation', "attestation: 'none'", "attestation: 'direct'"),
  own(
    'passkeys are made that need a name to be found',
    'webauthn-7.1-make-options',
    "residentKey: 'required', requireResidentKey: true",
    "residentKey: 'discouraged', requireResidentKey: false",
  ),
  store(
    'a new passkey is stored as one that stays on its device',
    'webauthn-7.1-make-stored',
    '${credentialId}, ${publicKey}, ${counter}, ${transports}, ${backupEligible}, ${backedUp}',
    '${credentialId}, ${publicKey}, ${counter}, ${transports}, ${backupEligible}, ${backedUp} and false',
  ),
  verify(
    'a new passkey is taken for the use of one',
    'webauthn-7.2-use-type',
    USED,
    `expectedType: ['webauthn.get', 'webauthn.create'],\n      ${USED}`,
  ),
  verify(
    'any signature is good',
    'webauthn-7.2-use-signature',
    "if (verified?.verified !== true) return refused('unverified')",
    "if (verified === undefined) return refused('unverified')",
  ),
  prove(
    'nobody needs to say whose passkey it is',
    'webauthn-7.2-use-handle',
    'answer.response.userHandle ?? (knownUser === undefined ? undefined : found.handle)',
    'answer.response.userHandle ?? (knownUser === undefined ? found.handle : found.handle)',
  ),
  prove(
    'a passkey of somebody else is the second step',
    'webauthn-7.2-use-allowed',
    "  if (knownUser !== undefined && found.userId !== knownUser) return refused({ why: 'unverified' })\n",
    '',
  ),
  prove(
    'a passkey is two factors without verification of its user',
    'webauthn-7.2-use-level',
    "[verified.value.isVerified ? 'passkey' : 'passkey-touch']",
    "[verified.value.isVerified ? 'passkey' : 'passkey']",
  ),
  store(
    'nobody learns that a passkey was copied since it was made',
    'webauthn-7.2-use-updated',
    'backed_up = ${backedUp}, last_used_at',
    'backed_up = backed_up and ${backedUp}, last_used_at',
  ),
  store(
    'a credential that nobody registered is taken for one that somebody did',
    'webauthn-7.2-use-unknown',
    'where p.credential_id = ${credentialId}`',
    'where p.credential_id = ${credentialId}\n' +
      '      or not exists (select 1 from passkeys o where o.credential_id = ${credentialId})\n' +
      '    order by p.created_at desc limit 1`',
  ),
  prove(
    'a page names a credential before any proof',
    'webauthn-14.6.2-no-names',
    'challenge, allowCredentials: [],',
    "challenge, allowCredentials: [{ id: 'AAAA', type: 'public-key', transports: [] }],",
  ),
  own(
    'the name of an account in authenticators is its address',
    'webauthn-14.6.1-user-handle',
    'user: { id: handle, name',
    "user: { id: Buffer.from(name || handle).toString('base64url'), name",
  ),
]
