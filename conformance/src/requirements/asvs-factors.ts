/** OWASP ASVS 5.0 V6.3 to V6.6: second factors, their life and their recovery. */
import assert from 'node:assert/strict'
import { createBrowser } from '../browser.ts'
import { isOk, isRefused } from '../expect.ts'
import { ask, requestOf } from '../flow.ts'
import { type Answer, fromAddress } from '../http.ts'
import { optionsIn } from '../passkey-flow.ts'
import { BY_TEXT, signedIn } from '../phone-flow.ts'
import { type Check, type Requirement, rowsOf } from '../requirement.ts'
import { answerWith, eventually, mailedCode, putProject, setProject, withSecondFactor } from '../second-factor-flow.ts'
import { newPerson } from '../server/damson.ts'
import type { Damson, Owner } from '../server/server.ts'
import { calmStep, totpCode, totpKey } from '../totp.ts'

const rows = rowsOf('OWASP ASVS 5.0', 'asvs')
const { notApplicable } = rows

const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, 'not part of OAuth: its deployer decides how people sign in', check)

const DEMANDED = { name: 'mfaRequired', valueBoolean: true }
const BY_MAIL = { name: 'allowedMfaMethods', valueString: 'totp,email' }

/** A link in an e-mail that comes after the answer. */
async function mailedLink(at: Damson, email: string, earlier: number) {
  assert.ok(await eventually(async () => (await at.mailsTo(email)).length > earlier))
  return (await at.mailsTo(email)).at(-1)?.link
}

const demanding = [
  must('6.3.1', 'stuffing', 'From one address, only so many passwords are tried, at whatever accounts.', async (at) => {
    const guess = (): Promise<Answer> => at.passwordAnswer({ ...newPerson(), password: 'one of a leaked list' })
    // A node that lacks the time for so many hashes refuses too, which is no limit of the address.
    let isLimited = false
    await fromAddress('127.9.7.1', async () => {
      for (let n = 0; n < 160 && !isLimited; n += 1) {
        const { status, headers } = await guess()
        isLimited = status === 429 && /"address"/.test(headers.get('ratelimit') ?? '')
      }
    })
    assert.ok(isLimited)
  }),
  must(
    '6.3.3',
    'second-factor',
    'A project can demand more than a password, and then nobody gets in without.',
    async (at) => {
      const owner = await at.newOwner()
      await setProject(at, owner, [DEMANDED])
      const { json } = await at.passwordAnswer(owner)
      assert.deepEqual([json['mfaEnrollRequired'], json['code']], [true, undefined])
    },
  ),
  must(
    '6.3.4',
    'pathways',
    'Each way to sign in asks for the second factor: the API, the page, single sign-on.',
    async (at) => {
      const { owner } = await withSecondFactor(at)
      assert.equal((await at.passwordAnswer(owner)).json['mfaRequired'], true)
      const client = await at.newClient(
        { kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: ['https://app.example/'] },
        owner,
      )
      const [browser, request] = [createBrowser(), requestOf({ ...client, redirectUri: 'https://app.example/' })]
      const page = await ask(at, request, browser)
      const { email, password } = owner
      const sent = await browser.post(at.url('signin'), { request: page.hidden('request'), email, password })
      assert.match((await browser.open(sent.location)).text, /autocomplete="one-time-code"/)
      const silent = requestOf({ ...client, redirectUri: 'https://app.example/' }, { prompt: 'none' })
      const { location } = await ask(at, silent, browser)
      assert.deepEqual(
        [new URL(location).searchParams.get('error'), new URL(location).searchParams.get('code')],
        ['interaction_required', null],
      )
      assert.match((await browser.open(at.url('account'))).text, /autocomplete="one-time-code"/)
    },
  ),
  must(
    '6.3.6',
    'mail-raises-nothing',
    'A code by e-mail is no second factor where the second level is demanded.',
    async (at) => {
      const owner = await at.newOwner()
      const level = { name: 'minimumAcr', valueString: 'http://idmanagement.gov/ns/assurance/aal/2' }
      await setProject(at, owner, [DEMANDED, BY_MAIL, level])
      const { json } = await at.passwordAnswer(owner)
      assert.deepEqual(json['allowedMfaMethods'], ['totp'])
      isRefused(await at.api('auth/mfa/login-enroll', { json: { login: json['login'], method: 'email' } }))
    },
  ),
  must('6.3.5', 'told-of-new-places', 'A person is told of a sign-in from where they have not been.', async (at) => {
    const owner = await at.newOwner()
    await fromAddress('127.9.35.1', () => at.passwordTokens(owner))
    const told = (): Promise<boolean> =>
      at.mailsTo(owner.email).then((mails) => mails.some(({ subject }) => /sign-in from a new browser/.test(subject)))
    assert.ok(await eventually(told))
  }),
  notApplicable(
    '6.3.3',
    'hardware',
    'At level 3, one of the factors is hardware that withstands phishing.',
    'by choice: attestation is not asked for, so no passkey is known to be hardware. An app’s `signIn` external, with a ' +
      'provider that demands hardware and has `acceptsSecondFactor`, meets it',
  ),
  must('6.3.7', 'told-of-changes', 'A person is told by e-mail when their password changes.', async (at) => {
    const owner = await at.newOwner()
    const json = { oldPassword: owner.password, newPassword: newPerson().password }
    isOk(await at.api('auth/changepassword', { json, bearer: owner.token }))
    const told = (): Promise<boolean> =>
      at.mailsTo(owner.email).then((mails) => mails.some(({ subject }) => /password was changed/.test(subject)))
    assert.ok(await eventually(told))
  }),
  must('6.3.7', 'told-of-codes', 'A person is told by e-mail when a recovery code is used.', async (at) => {
    const { owner, code } = await withSecondFactor(at)
    const [first = ''] = await recoveryCodes(at, owner.token, code(1))
    isOk(await answerWith(at, owner, first))
    const told = (): Promise<boolean> =>
      at.mailsTo(owner.email).then((mails) => mails.some(({ subject }) => /recovery code was used/.test(subject)))
    assert.ok(await eventually(told))
  }),
]

const life = [
  must('6.4.1', 'invitation-once', 'An invitation is random, works once, and is no password.', async (at) => {
    const { token, project } = await at.owner()
    const { email, password } = newPerson()
    const json = { resourceType: 'Practitioner', firstName: 'Grace', lastName: 'Hopper', email }
    isOk(await at.api(`admin/projects/${project}/invite`, { json, bearer: token }))
    const link = await mailedLink(at, email, 0)
    assert.ok((link?.secret ?? '').length >= 22)
    isRefused(await at.passwordAnswer({ email, password: link?.secret ?? '' }))
    isOk(await at.api('auth/setpassword', { json: { ...link, password } }))
    isRefused(await at.api('auth/setpassword', { json: { ...link, password: newPerson().password } }))
  }),
  must('6.4.2', 'no-questions', 'Forgotten passwords are reset by e-mail, without a question.', async (at) => {
    const { text } = await createBrowser().open(at.url('signin/forgot'))
    assert.deepEqual(
      [...text.matchAll(/<input(?![^>]*type="hidden")[^>]* name="([^"]+)"/g)].map(([, name]) => name),
      ['email'],
    )
  }),
  must('6.4.3', 'reset-keeps-factor', 'A reset of the password leads around no second factor.', async (at) => {
    const { owner, code } = await withSecondFactor(at)
    const earlier = (await at.mailsTo(owner.email)).length
    isOk(await at.api('auth/resetpassword', { json: { email: owner.email } }))
    const link = await mailedLink(at, owner.email, earlier)
    const { password } = newPerson()
    isOk(await at.api('auth/setpassword', { json: { ...link, password } }))
    const { json } = await at.passwordAnswer({ email: owner.email, password })
    assert.deepEqual([json['mfaRequired'], json['code']], [true, undefined])
    isOk(await at.api('auth/mfa/verify', { json: { login: json['login'], token: code(1) } }))
  }),
  must(
    '6.4.4',
    'lost-factor',
    'An administrator who resets a lost factor removes none: identity is proven first.',
    async (at) => {
      const { owner, code } = await withSecondFactor(at)
      const found = await at.api(`fhir/R4/ProjectMembership?profile=${owner.profile}`, { bearer: owner.token })
      const [, id = ''] = /"fullUrl":\s*"[^"]*\/ProjectMembership\/([^"]+)"/.exec(found.text) ?? []
      await at.api(`admin/projects/${owner.project}/members/${id}/mfa/reset`, { json: {}, bearer: owner.token })
      const { json } = await at.passwordAnswer(owner)
      assert.deepEqual([json['mfaRequired'], json['code']], [true, undefined])
      isOk(await at.api('auth/mfa/verify', { json: { login: json['login'], token: code(1) } }))
    },
  ),
  notApplicable('6.4.5', 'renewal', 'Who has a factor that expires is told in time.', 'no factor expires'),
  must('6.5.6', 'removed', 'A factor can be removed, and its codes are good for nothing then.', async (at) => {
    const { owner, code } = await withSecondFactor(at)
    isOk(await at.api('auth/mfa/disable', { json: { token: code(1) }, bearer: owner.token }))
    assert.equal(typeof (await at.passwordAnswer(owner)).json['code'], 'string')
  }),
]

async function recoveryCodes(at: Damson, bearer: string, token: string): Promise<readonly string[]> {
  const made = await at.api('auth/mfa/recovery-codes', { json: { token }, bearer })
  isOk(made)
  return made.json['recoveryCodes'] as readonly string[]
}

/** Somebody whose second factor is a code by e-mail. */
async function byMail(at: Damson): Promise<Owner> {
  const owner = await at.newOwner()
  await setProject(at, owner, [BY_MAIL])
  isOk(await at.api('auth/mfa/enroll', { json: { method: 'email' }, bearer: owner.token }))
  return owner
}

const login = async (at: Damson, owner: Owner): Promise<unknown> => (await at.passwordAnswer(owner)).json['login']

const codes = [
  must('6.5.1', 'codes-once', 'A code of an app and a recovery code work once.', async (at) => {
    const { owner, code } = await withSecondFactor(at)
    const [first = ''] = await recoveryCodes(at, owner.token, code(1))
    isRefused(await answerWith(at, owner, code(1)))
    isOk(await answerWith(at, owner, first))
    isRefused(await answerWith(at, owner, first))
  }),
  must(
    '6.5.2',
    'recovery-bits',
    'A recovery code has 112 random bits or more, so that a plain hash is enough.',
    async (at) => {
      const { owner, code } = await withSecondFactor(at)
      // Crockford's alphabet has five bits in each character.
      for (const one of await recoveryCodes(at, owner.token, code(1)))
        assert.ok(one.replaceAll('-', '').length * 5 >= 112, one)
    },
  ),
  must('6.5.3', 'recovery-random', 'Recovery codes are random: no two people have the same.', async (at) => {
    const [one, other] = [await withSecondFactor(at), await withSecondFactor(at)]
    const all = [
      ...(await recoveryCodes(at, one.owner.token, one.code(1))),
      ...(await recoveryCodes(at, other.owner.token, other.code(1))),
    ]
    assert.equal(new Set(all.flatMap((text) => text.split('-').slice(0, 2).join('-'))).size, all.length)
  }),
  must('6.5.4', 'code-bits', 'A code by e-mail has six random digits.', async (at) => {
    const owner = await byMail(at)
    const codes = new Set<string>()
    for (let n = 0; n < 2; n += 1)
      codes.add(await mailedCode(at, owner, (await at.passwordAnswer(owner)).json['login']))
    for (const one of codes) assert.match(one, /^\d{6}$/)
    assert.ok(codes.size > 1)
  }),
  notApplicable(
    '6.5.7',
    'biometrics',
    'A biometric is used beside something that one has.',
    'none comes here: a passkey’s authenticator compares it, and is what one has',
  ),
  must(
    '6.6.2',
    'bound',
    'A code by e-mail answers the sign-in that asked for it, not an earlier or later one.',
    async (at) => {
      const owner = await byMail(at)
      const [earlier, asking, later] = [await login(at, owner), await login(at, owner), await login(at, owner)]
      const token = await mailedCode(at, owner, asking)
      const verify = (one: unknown): Promise<Answer> => at.api('auth/mfa/verify', { json: { login: one, token } })
      for (const other of [earlier, later]) isRefused(await verify(other))
      isOk(await verify(asking))
    },
  ),
  must('6.7.2', 'challenge', 'What a passkey signs holds 64 random bits or more, and is new each time.', async (at) => {
    const challenges = new Set<string>()
    for (let n = 0; n < 3; n += 1)
      challenges.add(optionsIn(await createBrowser().open(at.url('account')), 'use').challenge)
    assert.equal(challenges.size, 3)
    for (const one of challenges) assert.ok(Buffer.from(one, 'base64url').length >= 8)
  }),
  notApplicable(
    '6.7.1',
    'certificates',
    'Certificates that verify people are stored so that nobody changes them.',
    'none is stored: a passkey’s public key belongs to its account alone, and no certificate vouches for it',
  ),
  must('6.5.5', 'code-ends', 'A code of an app is refused after its time.', async (at) => {
    const owner = await at.newOwner()
    const { json } = await at.api('auth/mfa/status', { bearer: owner.token })
    const [key, step] = [totpKey(String(json['enrollUri'])), await calmStep()]
    const enroll = (code: string): Promise<Answer> =>
      at.api('auth/mfa/enroll', { json: { token: code }, bearer: owner.token })
    isRefused(await enroll(totpCode(key, step - 2)))
    isOk(await enroll(totpCode(key, step)))
  }),
  must('6.5.8', 'server-time', 'Only the server’s clock says which code is good.', async (at) => {
    const { owner, code } = await withSecondFactor(at)
    const { json } = await at.passwordAnswer(owner)
    const headers = { Date: new Date(Date.now() + 300_000).toUTCString() }
    const body = { login: json['login'], token: code(10), now: Date.now() + 300_000, timestamp: Date.now() + 300_000 }
    isRefused(await at.api('auth/mfa/verify', { json: body, headers }))
  }),
  must('6.6.3', 'code-guesses', 'Guesses at codes are limited in one sign-in.', async (at) => {
    const { owner } = await withSecondFactor(at)
    const { json } = await at.passwordAnswer(owner)
    const statuses: number[] = []
    for (let n = 0; n < 8 && statuses.at(-1) !== 429; n += 1)
      statuses.push((await at.api('auth/mfa/verify', { json: { login: json['login'], token: '000000' } })).status)
    assert.equal(statuses.at(-1), 429)
    assert.ok(statuses.length <= 6)
  }),
  must('6.6.1', 'phone', 'Codes by phone are offered only beside stronger ones.', async (at) => {
    const owner = await at.newOwner()
    for (const valueString of ['sms', 'sms,email'])
      isRefused(await putProject(at, owner, [{ name: 'allowedMfaMethods', valueString }, ...BY_TEXT.slice(1)]))
    isOk(await putProject(at, owner, BY_TEXT))
    const page = await (await signedIn(at, owner)).open(at.url('account/factors'))
    assert.match(page.text, /href="\/account\/factors\/number"/)
    assert.match(page.text, /href="\/account\/factors\/add"/)
  }),
  must('6.6.1', 'no-phone', 'At level 3 no code goes to a phone: none does unless a project lists sms.', async (at) => {
    const page = await (await signedIn(at, await at.newOwner())).open(at.url('account/factors'))
    assert.match(page.text, /href="\/account\/factors\/add"/)
    assert.doesNotMatch(page.text, /href="\/account\/factors\/number"/)
  }),
  notApplicable('6.6.4', 'push', 'Push notifications are limited.', 'there are none'),
]

export const factorRows = [...demanding, ...life, ...codes]
