/** NIST SP 800-63B-4 at AAL1 and AAL2: authenticators that are keys, restricted channels, and the life of factors. */
import assert from 'node:assert/strict'
import { createBrowser } from '../browser.ts'
import { isOk, isRefused } from '../expect.ts'
import { ask, granted, redeem, requestOf } from '../flow.ts'
import { claimsOf } from '../jwt.ts'
import { acrWith, appOf, followed, holder, isDone, optionsIn, use } from '../passkey-flow.ts'
import { type Check, type Requirement, rowsOf } from '../requirement.ts'
import { answerWith, eventually, setProject, withSecondFactor } from '../second-factor-flow.ts'
import type { Damson } from '../server/server.ts'

const rows = rowsOf('NIST SP 800-63B-4', 'nist-800-63b')
const { notApplicable } = rows

const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, 'not part of OAuth: its deployer decides how people sign in', check)

const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'

const authenticators = [
  must(
    '3.1.3.1',
    'mail-is-none',
    'An e-mail is no authenticator: whoever signs in by it alone is below AAL1.',
    async (at) => {
      const owner = await at.newOwner()
      const request = requestOf(await appOf(at, owner))
      await setProject(at, owner, [{ name: 'emailSignIn', valueString: 'Practitioner' }])
      const browser = createBrowser()
      const page = await ask(at, request, browser)
      const form = { request: page.hidden('request'), by: 'email', step: 'email', email: owner.email }
      const asked = await browser.post(at.url('signin'), form)
      let code = ''
      const isThere = async (): Promise<boolean> => {
        const subjects = (await at.mailsTo(owner.email)).map(({ subject }) => subject)
        code = /\b\d{6}\b/.exec(subjects.join('\n'))?.[0] ?? ''
        return code !== ''
      }
      assert.ok(await eventually(isThere), asked.heading)
      const visit = await followed(at, browser, await browser.post(asked.location, { code }))
      const answer = new URL(visit.location).searchParams
      const tokens = granted(await redeem(at, { ...request, visit, answer, code: answer.get('code') ?? '' }))
      assert.doesNotMatch(String(claimsOf(tokens.id).acr), /aal/)
    },
  ),
  must('3.1.4', 'otp-once', 'A code of an app is taken once while it is good.', async (at) => {
    const { owner, code } = await withSecondFactor(at)
    isOk(await answerWith(at, owner, code(1)))
    isRefused(await answerWith(at, owner, code(1)))
  }),
  must('3.1.6.2', 'nonce', 'What a key signs holds 64 random bits or more, and is new each time.', async (at) => {
    const [one, two] = [
      optionsIn(await createBrowser().open(at.url('account')), 'use').challenge,
      optionsIn(await createBrowser().open(at.url('account')), 'use').challenge,
    ]
    assert.notEqual(one, two)
    assert.ok(Buffer.from(one, 'base64url').length >= 8)
  }),
  must('3.1.7.2', 'two-factors', 'A passkey is two factors only if it verified its user.', async (at) => {
    const one = await holder(at)
    assert.equal(await acrWith(at, one, { isVerified: true }), AAL2)
    assert.notEqual(await acrWith(at, one, { isVerified: false }), AAL2)
  }),
  must('3.2.5', 'phishing', 'What a passkey signs for another address proves nobody here.', async (at) => {
    const { keys } = await holder(at)
    assert.equal(isDone(await use(at, keys, { origin: 'https://evil.example' })), false)
    assert.equal(isDone(await use(at, keys, { rpId: 'evil.example' })), false)
    assert.ok(isDone(await use(at, keys)))
  }),
  notApplicable(
    '2.1.2',
    'channel',
    'Secrets travel over an authenticated, encrypted channel.',
    'a proxy in front speaks TLS',
  ),
  notApplicable(
    '3.2.4',
    'attestation',
    'What an authenticator attests of itself is verified.',
    'attestation is not asked for: a passkey is taken for a key in software',
  ),
  notApplicable(
    '3.2.10',
    'activation',
    'The secret that activates an authenticator is long enough.',
    'it never leaves it',
  ),
  notApplicable('3.2.11', 'connected', 'A connected authenticator keeps its keys.', 'the browser speaks to it'),
  notApplicable(
    '3.2.12',
    'random',
    'Random values come from an approved generator.',
    'which one cannot be seen from outside; asvs-6.5.3, rfc6238-3-unique-keys and 3.1.6.2-nonce see that no two are the same',
  ),
]

const life = [
  must(
    '4.1',
    'record',
    'A person sees which factors their account has, since when, and when they were used.',
    async (at) => {
      const { owner, code } = await withSecondFactor(at)
      const browser = createBrowser()
      const page = await browser.open(at.url('account'))
      const { email, password } = owner
      await browser.post(at.url('account/sign-in'), { form: page.hidden('form'), email, password })
      const asked = await browser.open(at.url('account'))
      const fields = { form: asked.hidden('form'), next: '/account/factors', way: 'app', do: 'prove', code: code(1) }
      assert.equal((await browser.post(at.url('account/code'), fields)).status, 303)
      const { text } = await browser.open(at.url('account/factors'))
      assert.match(text, /Authenticator app/)
      assert.match(text, /Added /)
      assert.match(text, /Last used/)
    },
  ),
  must('4.3', 'loss', 'Whoever lost a factor finds out what to do where it is asked for.', async (at) => {
    const { owner } = await withSecondFactor(at)
    const [browser, request] = [createBrowser(), requestOf(await appOf(at, owner))]
    const page = await ask(at, request, browser)
    const { email, password } = owner
    const sent = await browser.post(at.url('signin'), { request: page.hidden('request'), email, password })
    const [, path = ''] = /href="(\/signin\/recover\?[^"]*)"/.exec((await browser.open(sent.location)).text) ?? []
    assert.notEqual(path, '')
    isOk(await browser.open(new URL(path.replaceAll('&amp;', '&'), at.issuer).href))
  }),
  must(
    '4.6',
    'removed-told',
    'A person is told when a factor is removed, and what to do if it was not them.',
    async (at) => {
      const { owner, code } = await withSecondFactor(at)
      isOk(await at.api('auth/mfa/disable', { json: { token: code(1) }, bearer: owner.token }))
      const told = (): Promise<boolean> =>
        at.mailsTo(owner.email).then((mails) => mails.some(({ subject }) => /second step was removed/.test(subject)))
      assert.ok(await eventually(told))
    },
  ),
  must('5.1', 'forms-bound', 'A form works only in the browser that it was shown in.', async (at) => {
    const [browser, { email, password }] = [createBrowser(), await at.owner()]
    const page = await ask(at, requestOf(await at.client('app')), browser)
    const fields = { request: page.hidden('request'), email, password }
    const other = createBrowser()
    await ask(at, requestOf(await at.client('app')), other)
    isRefused(await other.post(at.url('signin'), fields))
    assert.equal((await browser.post(at.url('signin'), fields)).status, 303)
  }),
  must(
    '5.2',
    'both-factors',
    'Proving oneself anew takes both factors again, not what is left of the session.',
    async (at) => {
      const { owner, code } = await withSecondFactor(at)
      const client = await appOf(at, owner)
      const browser = createBrowser()
      const { email, password } = owner
      const again = async (): Promise<string> => {
        const page = await ask(at, requestOf(client, { prompt: 'login' }), browser)
        assert.match(page.text, /name="password"/)
        const sent = await browser.post(at.url('signin'), { request: page.hidden('request'), email, password })
        assert.match((await browser.open(sent.location)).text, /autocomplete="one-time-code"/)
        return sent.location
      }
      assert.equal((await browser.post(await again(), { code: code(1) })).status, 303)
      await again()
    },
  ),
  notApplicable(
    '4.1.2.2',
    'external',
    'Another device is bound by a code.',
    'a factor is set up where its person signed in',
  ),
  notApplicable(
    '4.2.1.3',
    'contacts',
    'A friend holds a code to recover an account.',
    'by choice: nobody but its owner does',
  ),
  notApplicable('4.4', 'expired', 'An authenticator that has expired proves nobody.', 'none expires'),
  notApplicable('5.3', 'monitoring', 'How somebody behaves in a session may be watched.', 'an option that is left out'),
]

export const nistLifecycleRows = [...authenticators, ...life]
