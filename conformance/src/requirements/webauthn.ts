/** Web Authentication Level 3, the duties of a relying party. */
import assert from 'node:assert/strict'
import type { Bent } from '../authenticator.ts'
import { createBrowser } from '../browser.ts'
import { call } from '../http.ts'
import { holder, isDone, make, newHolder, optionsIn, use } from '../passkey-flow.ts'
import { type Requirement, rowsOf, type Suite } from '../requirement.ts'
import type { Damson } from '../server/server.ts'

const { mustHere, notApplicable } = rowsOf('WebAuthn Level 3', 'webauthn')
const WHY = 'not part of OAuth: its deployer decides how people sign in'
const must = (section: string, name: string, says: string, check: (at: Damson) => unknown): Requirement =>
  mustHere(section, name, says, WHY, check)

/** A new passkey that is bent is refused, and an honest one is made afterwards. */
const newIsRefused =
  (...bent: readonly Bent[]) =>
  async (at: Damson): Promise<void> => {
    const person = await newHolder(at)
    for (const one of bent) assert.equal(isDone(await make(at, person, one)), false, JSON.stringify(one))
    assert.ok(isDone(await make(at, person)))
  }

/** A bent use is refused, and an honest one signs in afterwards. */
const useIsRefused =
  (...bent: readonly Bent[]) =>
  async (at: Damson): Promise<void> => {
    const { keys } = await holder(at)
    for (const one of bent) assert.equal(isDone(await use(at, keys, one)), false, JSON.stringify(one))
    assert.ok(isDone(await use(at, keys)))
  }

const OTHER = 'https://evil.example'
const CHALLENGE = Buffer.alloc(32, 1).toString('base64url')

const making = [
  must('7.1', 'make-type', 'A new passkey says that it was made.', newIsRefused({ type: 'webauthn.get' })),
  must('7.1', 'make-challenge', 'A new passkey answers the challenge.', newIsRefused({ challenge: CHALLENGE })),
  must('7.1', 'make-origin', 'A new passkey comes from our own pages.', newIsRefused({ origin: OTHER })),
  must(
    '7.1',
    'make-cross-origin',
    'A new passkey comes from no frame of another origin.',
    newIsRefused({ crossOrigin: true }, { topOrigin: OTHER }),
  ),
  must('7.1', 'make-rp-id', 'A new passkey is for our host.', newIsRefused({ rpId: 'evil.example' })),
  must('7.1', 'make-present', 'A new passkey was made while somebody was there.', newIsRefused({ isPresent: false })),
  must(
    '7.1',
    'make-backup',
    'A new passkey is not copied unless it can be.',
    newIsRefused({ backupEligible: false, backedUp: true }),
  ),
  must(
    '7.1',
    'make-algorithm',
    'A new passkey uses an algorithm that was asked for.',
    newIsRefused({ algorithm: -35 }),
  ),
  must(
    '7.1',
    'make-format',
    'An attestation of another form is refused.',
    newIsRefused({ format: 'fido-u2f' }, { format: 'x' }),
  ),
  must(
    '7.1',
    'make-id-length',
    'The id of a credential has at most 1023 bytes.',
    newIsRefused({ credentialId: Buffer.alloc(1_024, 1) }),
  ),
  must('7.1', 'make-new', 'A credential is registered once, for one account.', async (at) => {
    const [one, other] = [await holder(at), await newHolder(at)]
    assert.equal(isDone(await make(at, other, { credentialId: one.keys.credentialId() })), false)
    assert.ok(isDone(await use(at, one.keys)))
  }),
  must('7.1', 'make-excluded', 'The page names the passkeys that the account has.', async (at) => {
    const { browser, keys } = await holder(at)
    const page = await browser.open(at.url('account/passkeys'))
    assert.match(page.text, new RegExp(keys.credentialId().toString('base64url')))
  }),
  must('7.1', 'make-attestation', 'Attestation is not asked for.', async (at) => {
    const { browser } = await newHolder(at)
    assert.equal(optionsIn(await browser.open(at.url('account/passkeys')), 'make').attestation, 'none')
  }),
  notApplicable(
    '7.1',
    'make-trust',
    'An attestation is judged by its trust anchors.',
    'attestation is not asked for, and certificates are refused',
  ),
  notApplicable(
    '7.1',
    'make-verified',
    'If verification of the user is required, a new passkey has it.',
    'verification is preferred, not required: without it, a passkey is one factor',
  ),
]

const using = [
  must('7.2', 'use-type', 'The use of a passkey says that it was used.', useIsRefused({ type: 'webauthn.create' })),
  must('7.2', 'use-challenge', 'A used passkey answers the challenge.', useIsRefused({ challenge: CHALLENGE })),
  must('7.2', 'use-origin', 'A passkey is used on our own pages.', useIsRefused({ origin: OTHER })),
  must(
    '7.2',
    'use-cross-origin',
    'A passkey is used in no frame of another origin.',
    useIsRefused({ crossOrigin: true }, { topOrigin: OTHER }),
  ),
  must('7.2', 'use-rp-id', 'A passkey is used for our host.', useIsRefused({ rpId: 'evil.example' })),
  must('7.2', 'use-present', 'A passkey is used while somebody is there.', useIsRefused({ isPresent: false })),
  must('7.2', 'use-signature', 'The signature is the credential’s own.', useIsRefused({ forged: true })),
  must(
    '7.2',
    'use-backup',
    'Whether a passkey can be copied never changes.',
    useIsRefused({ backupEligible: true }, { backedUp: true }),
  ),
  must(
    '7.2',
    'use-unknown',
    'A credential that is not registered signs nobody in.',
    useIsRefused({ credentialId: Buffer.alloc(32, 7) }),
  ),
  must('7.2', 'use-owner', 'The account that the authenticator names owns the credential.', async (at) => {
    const [one, other] = [await holder(at), await holder(at)]
    const { user } = optionsIn(await (await newHolder(at)).browser.open(at.url('account/passkeys')), 'make')
    assert.equal(isDone(await use(at, one.keys, { userHandle: user?.id ?? '' })), false)
    assert.equal(isDone(await use(at, one.keys, { credentialId: other.keys.credentialId() })), false)
    assert.ok(isDone(await use(at, one.keys)))
  }),
  must('7.2', 'use-counter', 'A counter that does not grow is a copy’s.', async (at) => {
    const { keys } = await holder(at, { counts: true })
    assert.ok(isDone(await use(at, keys, { counter: 5 })))
    assert.equal(isDone(await use(at, keys, { counter: 5 })), false)
    assert.equal(isDone(await use(at, keys, { counter: 4 })), false)
    assert.equal(isDone(await use(at, keys, { counter: 0 })), false)
    assert.ok(isDone(await use(at, keys, { counter: 6 })))
  }),
  notApplicable(
    '7.2',
    'use-verified',
    'If verification of the user is required, a used passkey has it.',
    'verification is preferred, not required: without it, a passkey is one factor',
  ),
]

const around = [
  must('13.4.3', 'challenge', 'A challenge is new each time, and holds 16 random bytes or more.', async (at) => {
    const challenges = await Promise.all(
      [1, 2, 3].map(async () => optionsIn(await createBrowser().open(at.url('account')), 'use').challenge),
    )
    assert.equal(new Set(challenges).size, 3)
    for (const one of challenges) assert.ok(Buffer.from(one, 'base64url').length >= 16)
  }),
  must('13.4.3', 'challenge-once', 'A challenge is answered once, and in its own browser.', async (at) => {
    const { keys } = await holder(at)
    const [browser, other] = [createBrowser(), createBrowser()]
    const [page, elsewhere] = [await browser.open(at.url('account')), await other.open(at.url('account'))]
    const passkey = keys.get(optionsIn(page, 'use'))
    const address = at.url('account/sign-in')
    assert.equal(isDone(await other.post(address, { form: elsewhere.hidden('form'), passkey })), false)
    assert.ok(isDone(await browser.post(address, { form: page.hidden('form'), passkey })))
    assert.equal(isDone(await browser.post(address, { form: page.hidden('form'), passkey })), false)
  }),
  must('14.6.1', 'user-handle', 'The name of an account in authenticators says nothing of its person.', async (at) => {
    const { browser, person } = await newHolder(at)
    const { user } = optionsIn(await browser.open(at.url('account/passkeys')), 'make')
    assert.equal(user?.name, person.email)
    const handle = Buffer.from(user?.id ?? '', 'base64url')
    assert.ok(handle.length >= 16 && handle.length <= 64)
    assert.doesNotMatch(handle.toString('latin1'), /@|example/)
  }),
  must('14.6.2', 'no-names', 'Before any proof, no credential is named.', async (at) => {
    await holder(at)
    assert.deepEqual(optionsIn(await createBrowser().open(at.url('account')), 'use').allowCredentials, [])
  }),
  must('5.11', 'related-origins', 'The host says which origins may use its passkeys.', async (at) => {
    const { status, headers, json } = await call(new URL('/.well-known/webauthn', at.issuer).href)
    assert.equal(status, 200)
    assert.match(headers.get('content-type') ?? '', /^application\/json/)
    assert.deepEqual(json['origins'], [new URL(at.issuer).origin])
  }),
]

export const webauthn: Suite = {
  source: 'WebAuthn Level 3',
  file: 'webauthn.ts',
  rows: [...making, ...using, ...around],
}
