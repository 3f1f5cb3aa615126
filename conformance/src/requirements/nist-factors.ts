/** NIST SP 800-63B-4 at AAL1 and AAL2, for second factors and how long a sign-in lasts. */
import assert from 'node:assert/strict'
import { isOk, isRefused } from '../expect.ts'
import { type Answer, call } from '../http.ts'
import { holder, isDone, newHolder, optionsIn, use } from '../passkey-flow.ts'
import { answerText, BY_TEXT, signedIn, textedTo, withPhone } from '../phone-flow.ts'
import { type Check, type Requirement, rowsOf } from '../requirement.ts'
import { answerWith, mailedCode, setProject, withSecondFactor } from '../second-factor-flow.ts'
import type { Damson, Owner } from '../server/server.ts'
import { calmStep, totpCode, totpKey } from '../totp.ts'

const rows = rowsOf('NIST SP 800-63B-4', 'nist-800-63b')
const { notApplicable } = rows

const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, 'not part of OAuth: its deployer decides how people sign in', check)

const BOTH = { name: 'allowedMfaMethods', valueString: 'totp,email' }

/** How long the sign-in lasts that a token is of, in seconds: unused, and at the most. */
async function lastsFor(at: Damson, bearer: string): Promise<{ readonly idle: number; readonly overall: number }> {
  const { json } = await at.api('auth/session', { bearer })
  const until = (name: string): number => (Date.parse(String(json[name])) - Date.parse(String(json['now']))) / 1_000
  return { idle: until('idleUntil'), overall: until('endsAt') }
}

const levels = [
  must('2.1.3', 'overall-end', 'At AAL1, a sign-in ends after 30 days at the latest.', async (at) => {
    const { access } = await at.passwordTokens(await at.newMember(), 'openid')
    assert.ok((await lastsFor(at, access)).overall <= 30 * 86_400)
  }),
  must('2.2.2', 'phishing-resistant', 'At AAL2, people are offered a factor that withstands phishing.', async (at) => {
    const { browser } = await newHolder(at)
    assert.equal(optionsIn(await browser.open(at.url('account/passkeys')), 'make').rp?.id, new URL(at.issuer).hostname)
    const { keys } = await holder(at)
    assert.ok(isDone(await use(at, keys)))
  }),
  must(
    '2.2.3',
    'ends',
    'At AAL2, a sign-in ends after a day at the latest, and an hour after its last use.',
    async (at) => {
      const { access } = await at.passwordTokens(await at.newMember(), 'openid')
      const { idle, overall } = await lastsFor(at, access)
      assert.ok(overall > 0 && overall <= 86_400, `${overall} s`)
      assert.ok(idle > 0 && idle <= 3_600, `${idle} s`)
    },
  ),
]

const codes = [
  must('3.1.2', 'look-up-throttled', 'Guesses at recovery codes are limited as those at others are.', async (at) => {
    const { owner, code } = await withSecondFactor(at)
    isOk(await at.api('auth/mfa/recovery-codes', { json: { token: code(1) }, bearer: owner.token }))
    const { json } = await at.passwordAnswer(owner)
    const statuses: number[] = []
    for (let n = 0; n < 8 && statuses.at(-1) !== 429; n += 1) {
      const token = `${'0'.repeat(23)}${n}`
      statuses.push((await at.api('auth/mfa/verify', { json: { login: json['login'], token } })).status)
    }
    assert.equal(statuses.at(-1), 429)
  }),
  must('3.1.2', 'look-up-replaced', 'New recovery codes make the earlier ones useless.', async (at) => {
    const { owner, code } = await withSecondFactor(at)
    const made = (token: string) => at.api('auth/mfa/recovery-codes', { json: { token }, bearer: owner.token })
    const [first = '', second = ''] = (await made(code(1))).json['recoveryCodes'] as readonly string[]
    isOk(await made(first))
    isRefused(await answerWith(at, owner, second))
  }),
  must('3.1.3', 'text-once', 'A code by text message proves the sign-in that asked for it, once.', async (at) => {
    const { owner, number } = await withPhone(at)
    const [one, other] = [await signedIn(at, owner), await signedIn(at, owner)]
    const page = await one.open(at.url('account'))
    const code = await textedTo(at, number)
    const elsewhere = await other.open(at.url('account'))
    // One in a million codes are the same.
    if ((await textedTo(at, number)) !== code) assert.equal((await answerText(at, other, elsewhere, code)).status, 400)
    assert.equal((await answerText(at, one, page, code)).status, 303)
    assert.equal((await answerText(at, one, page, code)).status, 400)
  }),
  must(
    '3.2.9',
    'restricted',
    'Before a phone is added, people are told of the risk and of what is safer.',
    async (at) => {
      const owner = await at.newOwner()
      await setProject(at, owner, BY_TEXT)
      const browser = await signedIn(at, owner)
      const page = await browser.open(at.url('account/factors/number'))
      assert.match(page.text, /Other people may be able to read your text messages, so an authenticator app is safer/)
      assert.match((await browser.open(at.url('account/factors'))).text, /href="\/account\/factors\/add"/)
    },
  ),
  must('3.1.4', 'otp-secret-once', 'The key of an app is not shown again once it is set up.', async (at) => {
    const { owner } = await withSecondFactor(at)
    const { json } = await at.api('auth/mfa/status', { bearer: owner.token })
    assert.deepEqual([json['enrolled'], json['enrollUri'], json['enrollQrCode']], [true, undefined, undefined])
  }),
  must('3.1.4', 'otp-own', 'A code of another person’s app proves nobody else.', async (at) => {
    const [one, other] = [await withSecondFactor(at), await withSecondFactor(at)]
    isRefused(await answerWith(at, one.owner, other.code(1)))
    isOk(await answerWith(at, other.owner, other.code(1)))
  }),
  must('3.1.4', 'otp-two-minutes', 'A code of an app is good for two minutes at the most.', async (at) => {
    const [{ owner, key }, step] = [await newKey(at), await calmStep()]
    for (const away of [-4, -3, 3, 4])
      isRefused(await at.api('auth/mfa/enroll', { json: { token: totpCode(key, step + away) }, bearer: owner.token }))
    isOk(await at.api('auth/mfa/enroll', { json: { token: totpCode(key, step) }, bearer: owner.token }))
  }),
  must(
    '3.2.7',
    'code-of-its-sign-in',
    'An e-mailed code proves the sign-in that asked for it, and no other.',
    async (at) => {
      const owner = await at.newOwner()
      await setProject(at, owner, [BOTH])
      isOk(await at.api('auth/mfa/enroll', { json: { method: 'email' }, bearer: owner.token }))
      const [one, other] = [await at.passwordAnswer(owner), await at.passwordAnswer(owner)]
      const code = await mailedCode(at, owner, one.json['login'])
      isRefused(await at.api('auth/mfa/verify', { json: { login: other.json['login'], token: code } }))
      isOk(await at.api('auth/mfa/verify', { json: { login: one.json['login'], token: code } }))
      isRefused(await at.api('auth/mfa/verify', { json: { login: one.json['login'], token: code } }))
    },
  ),
]

async function newKey(at: Damson): Promise<{ readonly owner: Owner; readonly key: Buffer }> {
  const owner = await at.newOwner()
  const { json } = await at.api('auth/mfa/status', { bearer: owner.token })
  return { owner, key: totpKey(String(json['enrollUri'])) }
}

const binding = [
  must('4.1.2.1', 'bound-after-proof', 'Another factor is set up after the one that the account has.', async (at) => {
    const { owner } = await withSecondFactor(at)
    await setProject(at, owner, [BOTH])
    isRefused(await at.api('auth/mfa/enroll', { json: { method: 'email' }, bearer: owner.token }))
  }),
  must('4.1.2.1', 'not-of-others', 'A sign-in that lacks its second factor binds none.', async (at) => {
    const { owner } = await withSecondFactor(at)
    const { json } = await at.passwordAnswer(owner)
    isRefused(await at.api('auth/mfa/login-enroll', { json: { login: json['login'], token: '000000' } }))
    isRefused(await at.api('auth/mfa/login-enroll', { json: { login: json['login'], method: 'email' } }))
  }),
  must('4.5', 'invalidated', 'A factor that is removed proves nobody from then on.', async (at) => {
    const [{ owner, key }, step] = [await newKey(at), await calmStep()]
    const own = (path: string, code: number): Promise<Answer> =>
      at.api(path, { json: { token: totpCode(key, code) }, bearer: owner.token })
    isOk(await own('auth/mfa/enroll', step - 1))
    const { json } = await at.passwordAnswer(owner)
    isOk(await own('auth/mfa/disable', step))
    const token = totpCode(key, step + 1)
    isRefused(await at.api('auth/mfa/verify', { json: { login: json['login'], token } }))
  }),
  must('5.1', 'erased', 'Signing out erases the session in the browser and on the server.', async (at) => {
    const { browser, person } = await newHolder(at)
    const stolen = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const ofPerson = new RegExp(person.email)
    assert.match((await call(at.url('account'), { headers: { Cookie: stolen } })).text, ofPerson)
    await at.signOut(browser, await browser.open(at.endpoint('end_session')))
    assert.doesNotMatch((await browser.open(at.url('account'))).text, ofPerson)
    assert.doesNotMatch((await call(at.url('account'), { headers: { Cookie: stolen } })).text, ofPerson)
  }),
  notApplicable('3.1.5', 'multi-factor-otp', 'A device that makes codes after a PIN.', 'such codes look like an app’s'),
  notApplicable('3.2.3', 'biometrics', 'A biometric is used with a physical authenticator.', 'passkeys compare them'),
]

export const nistFactorRows = [...levels, ...codes, ...binding]
