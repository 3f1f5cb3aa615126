/** Web Authentication Level 3, the duties of a relying party. */
import assert from 'node:assert/strict'
import type { Bent } from '../authenticator.ts'
import { createBrowser } from '../browser.ts'
import { call } from '../http.ts'
import {
  acrWith,
  asSecondStep,
  authenticatorOf,
  holder,
  isDone,
  make,
  newHolder,
  optionsIn,
  use,
} from '../passkey-flow.ts'
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
    'make-client-data',
    'What the browser says of a new passkey is JSON that can be read.',
    newIsRefused({ clientData: '{"type":' }, { clientData: '[]' }, { clientData: '\u0000' }),
  ),
  must(
    '7.1',
    'make-object',
    'What the authenticator says of a new passkey is CBOR that can be read.',
    newIsRefused({ attestation: Buffer.from('not CBOR') }, { attestation: Buffer.from([0xa1, 0x63]) }),
  ),
  must('7.1', 'make-response', 'What is sent as new is no use of a passkey.', async (at) => {
    const person = await newHolder(at)
    const page = await person.browser.open(at.url('account/passkeys'))
    const { challenge, rp } = optionsIn(page, 'make')
    const passkey = person.keys.get({ challenge, rpId: rp?.id ?? '' })
    const sent = await person.browser.post(at.url('account/passkeys'), { form: page.hidden('form'), passkey })
    assert.equal(isDone(sent), false)
    assert.ok(isDone(await make(at, person)))
  }),
  must('7.1', 'make-extensions', 'What extensions answer that nobody asked changes nothing.', async (at) => {
    const person = await newHolder(at)
    const extensions = { credProps: { rk: false }, appid: true, prf: { enabled: true } }
    assert.ok(isDone(await make(at, person, { extensions })))
    assert.ok(isDone(await use(at, person.keys, { extensions })))
  }),
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
  must('7.1', 'make-statement', 'A statement that the new key itself signs is the new key’s own.', async (at) => {
    await newIsRefused({ selfAttested: 'by-another' })(at)
    assert.ok(isDone(await make(at, await newHolder(at), { selfAttested: 'by-itself' })))
  }),
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
    const [{ keys }, browser] = [await holder(at), createBrowser()]
    assert.ok(isDone(await use(at, keys, {}, browser)))
    const { excludeCredentials = [] } = optionsIn(await browser.open(at.url('account/passkeys')), 'make')
    assert.deepEqual(
      excludeCredentials.map(({ id }) => id),
      [keys.credentialId().toString('base64url')],
    )
  }),
  must(
    '7.1',
    'make-options',
    'The page asks for a passkey that can be found without a name, and for known algorithms.',
    async (at) => {
      const { browser } = await newHolder(at)
      const options = optionsIn(await browser.open(at.url('account/passkeys')), 'make')
      assert.equal(options.rp?.id, new URL(at.issuer).hostname)
      assert.equal(options.authenticatorSelection?.residentKey, 'required')
      assert.deepEqual(
        options.pubKeyCredParams?.map(({ alg }) => alg),
        [-7, -8, -257],
      )
    },
  ),
  must(
    '7.1',
    'make-stored',
    'A passkey that was made is stored with its key, its flags and its time, and signs in.',
    async (at) => {
      const person = await newHolder(at)
      assert.ok(isDone(await make(at, person, { backupEligible: true, backedUp: true })))
      const { text } = await person.browser.open(at.url('account/passkeys'))
      assert.match(text, /Copied to your other devices/)
      assert.match(text, /Created on/)
      assert.match(text, /Not used yet/)
      assert.ok(isDone(await use(at, person.keys, { backupEligible: true, backedUp: true })))
    },
  ),
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
  must(
    '7.2',
    'use-client-data',
    'What the browser says of the use of a passkey is JSON that can be read.',
    useIsRefused({ clientData: '{"type":' }, { clientData: '[]' }),
  ),
  must('7.2', 'use-response', 'What is sent as a use is no new passkey.', async (at) => {
    const { keys } = await holder(at)
    const browser = createBrowser()
    const page = await browser.open(at.url('account'))
    const { challenge, rpId = '' } = optionsIn(page, 'use')
    const passkey = authenticatorOf(at).create({ challenge, rp: { id: rpId } })
    const sent = await browser.post(at.url('account/sign-in'), { form: page.hidden('form'), passkey })
    assert.equal(isDone(sent), false)
    assert.ok(isDone(await use(at, keys)))
  }),
  must(
    '7.2',
    'use-handle',
    'Where nobody is known yet, the authenticator says whose passkey it is.',
    useIsRefused({ userHandle: null }),
  ),
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
  must('7.2', 'use-allowed', 'Where the page names passkeys, no other one answers.', async (at) => {
    const [one, other] = [await holder(at), await holder(at)]
    const [refused, taken] = await asSecondStep(at, one, [other.keys, one.keys])
    assert.deepEqual([refused?.status, taken?.status], [400, 303])
  }),
  must('7.2', 'use-level', 'Without verification of the user, a passkey is one factor, and not two.', async (at) => {
    const one = await holder(at)
    const level = 'http://idmanagement.gov/ns/assurance/aal/'
    assert.deepEqual(
      [await acrWith(at, one, { isVerified: true }), await acrWith(at, one, { isVerified: false })],
      [`${level}2`, `${level}1`],
    )
  }),
  must('7.2', 'use-updated', 'Each use notes its time, and whether the passkey has been copied since.', async (at) => {
    const person = await newHolder(at)
    assert.ok(isDone(await make(at, person, { backupEligible: true })))
    const shown = async (): Promise<string> => (await person.browser.open(at.url('account/passkeys'))).text
    assert.match(await shown(), /On one device only/)
    assert.ok(isDone(await use(at, person.keys, { backupEligible: true, backedUp: true })))
    assert.match(await shown(), /Copied to your other devices/)
    assert.match(await shown(), /Last used/)
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
    for (const part of [person.email, ...person.email.split('@')]) assert.ok(!handle.toString('latin1').includes(part))
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
