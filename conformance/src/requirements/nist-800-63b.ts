/** NIST SP 800-63B-4, for passwords, their recovery and the browser's session. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createBrowser } from '../browser.ts'
import { isOk, isRefused } from '../expect.ts'
import { ask, requestOf } from '../flow.ts'
import { type Answer, call, fromAddress } from '../http.ts'
import { type Check, type Requirement, rowsOf, type Suite } from '../requirement.ts'
import { eventually, withSecondFactor } from '../second-factor-flow.ts'
import { newPerson } from '../server/damson.ts'
import type { Damson, Person } from '../server/server.ts'
import { nistFactorRows } from './nist-factors.ts'
import { nistLifecycleRows } from './nist-lifecycle.ts'

const rows = rowsOf('NIST SP 800-63B-4', 'nist-800-63b')

const WHY = 'not part of OAuth: its deployer decides how people sign in'
const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, WHY, check)

const withPassword = (password: string): Person => ({ ...newPerson(), password })

/** Checks that a password can be chosen, and signs in. */
async function isTaken(at: Damson, password: string): Promise<Person> {
  const person = await at.newOwner(password)
  isOk(await at.passwordAnswer(person))
  return person
}

const passwords = [
  must('3.1.1.2', 'shortest', 'A password has at least 15 characters.', async (at) => {
    isRefused(await at.register(withPassword('fourteen chars')))
    isOk(await at.register(withPassword('fifteen chars !')))
  }),
  must('3.1.1.2', 'says-why', 'A refused password is refused with a reason.', async (at) => {
    assert.match((await at.register(withPassword('short'))).text, /at least 15 characters/)
  }),
  must('3.1.1.2', 'longest', 'A password may have 64 characters, and more.', async (at) => {
    await isTaken(at, randomBytes(32).toString('hex'))
    await isTaken(at, randomBytes(100).toString('hex'))
  }),
  must('3.1.1.2', 'any-character', 'A password may hold spaces and any character of Unicode.', async (at) => {
    await isTaken(at, ` ключ · 鍵 · 🔑 ${randomBytes(4).toString('hex')} `)
  }),
  must('3.1.1.2', 'code-points', 'Each code point counts as one character.', async (at) => {
    isRefused(await at.register(withPassword('🔑'.repeat(14))))
  }),
  must('3.1.1.2', 'no-composition', 'A password need not mix kinds of characters.', async (at) => {
    await isTaken(at, `all lower case ${'abcdefghij'.repeat(2)}`)
  }),
  must('3.1.1.2', 'normalised', 'A password is the same however its accents are typed.', async (at) => {
    const { email } = await isTaken(at, 'une très longue clé')
    const typed = 'une très longue clé'.normalize('NFD')
    assert.equal((await at.passwordAnswer({ email, password: typed })).status, 200)
  }),
  must('3.1.1.2', 'whole', 'The whole password is checked, to its last character.', async (at) => {
    const password = `${randomBytes(60).toString('hex')}A`
    const { email } = await isTaken(at, password)
    isRefused(await at.passwordAnswer({ email, password: `${password.slice(0, -1)}B` }))
    isRefused(await at.passwordAnswer({ email, password: password.slice(0, 64) }))
    isOk(await at.passwordAnswer({ email, password }))
  }),
  must('3.1.1.2', 'case', 'Passwords are case-sensitive.', async (at) => {
    const { email } = await isTaken(at, 'The Quick Brown Fox')
    isRefused(await at.passwordAnswer({ email, password: 'the quick brown fox' }))
  }),
  must('3.1.1.2', 'managers', 'The form works with password managers.', async (at) => {
    const { text } = await ask(at, requestOf(await at.client('app')))
    assert.match(text, /autocomplete="username( webauthn)?"/)
    assert.match(text, /autocomplete="current-password"/)
  }),
  must('3.1.1.2', 'paste', 'Passwords can be pasted.', async (at) => {
    const { text } = await ask(at, requestOf(await at.client('app')))
    assert.match(text, /name="password"/)
    assert.doesNotMatch(text, /onpaste|oncopy|readonly|maxlength/)
    for (const [, file = ''] of text.matchAll(/<script src="([^"]+)"/g))
      assert.doesNotMatch((await call(new URL(file, at.issuer).href)).text, /['"](?:paste|copy|cut|beforeinput)['"]/)
    assert.doesNotMatch(text, /<script(?! src="\/assets\/[a-z-]+\.js" defer>)/)
  }),
  must('3.1.1.2', 'no-hint', 'There are no password hints and no security questions.', async (at) => {
    const { text } = await ask(at, requestOf(await at.client('app')))
    assert.deepEqual(
      [...text.matchAll(/<input[^>]* name="([^"]+)"/g)].map(([, name]) => name),
      ['request', 'step', 'email', 'password', 'to'],
    )
  }),
  must('3.1.1.2', 'blocklist', 'A commonly used password is refused, with the reason.', async (at) => {
    for (const password of ['passwordpassword', '1qaz2wsx3edc4rfv', '12345678987654321', 'PasswordStandard']) {
      const refused = await at.register(withPassword(password))
      isRefused(refused)
      assert.match(refused.text, /list of common passwords/)
    }
  }),
  must('3.1.1.2', 'blocklist-context', 'A password made of the person’s own words is refused.', async (at) => {
    const person = newPerson()
    for (const password of [person.email, 'Ada Lovelace 2026', 'lovelace-damson-1815']) {
      const refused = await at.register({ ...person, password })
      isRefused(refused)
      assert.match(refused.text, /your name, your address/)
    }
  }),
  must(
    '3.1.1.2',
    'blocklist-patterns',
    'Repeats, rows of keys and strings of common passwords are refused.',
    async (at) => {
      for (const [password, why] of [
        ['hunter2hunter2hunter2', /over and over/],
        ['!QAZ@WSX#EDC$RFV', /follow each other/],
        ['passwordletmein123', /one after the other/],
      ] as const) {
        const refused = await at.register(withPassword(password))
        isRefused(refused)
        assert.match(refused.text, why)
      }
    },
  ),
  must('3.1.1.2', 'blocklist-whole', 'The whole password is compared with the list, not its parts.', async (at) => {
    await isTaken(at, `my password is not ${randomBytes(6).toString('hex')}`)
  }),
  must('3.1.1.2', 'blocklist-change', 'The list is asked wherever a password is chosen.', async (at) => {
    const { email, password } = await at.newMember()
    isRefused(
      await at.api('auth/setpassword', { json: { ...(await resetLink(at, email)), password: 'qwertyuiopasdfgh' } }),
    )
    const bearer = (await at.passwordTokens({ email, password })).access
    const json = { oldPassword: password, newPassword: 'qwertyuiopasdfgh' }
    const refused = await at.api('auth/changepassword', { json, bearer })
    isRefused(refused)
    assert.match(refused.text, /list of common passwords/)
    isOk(await at.passwordAnswer({ email, password }))
  }),
  must('3.2.2', 'guessing', 'Of a hundred guesses in a row, most are not even checked.', async (at) => {
    const { email, password } = await at.newOwner()
    // Each from another address, so that the limit of an address does not hide that of the account.
    const guess = (n: number, text: string): Promise<Answer> =>
      fromAddress(`127.9.0.${n + 1}`, () => at.passwordAnswer({ email, password: text }))
    let tried = 0
    for (; tried < 100; tried += 1) if ((await guess(tried, `a wrong one, ${tried}`)).status === 429) break
    assert.ok(tried < 100, 'a hundred guesses were tried')
    assert.equal((await guess(200, password)).status, 429)
  }),
]

const recovery = [
  must('4.2', 'reset', 'A person who forgot the password sets a new one through a mailed link.', async (at) => {
    const { email } = await at.newMember()
    const link = await resetLink(at, email)
    const { password } = newPerson()
    isOk(await at.api('auth/setpassword', { json: { ...link, password } }))
    isOk(await at.passwordAnswer({ email, password }))
  }),
  must('4.2', 'reset-once', 'A mailed link works once.', async (at) => {
    const link = await resetLink(at, (await at.newMember()).email)
    isOk(await at.api('auth/setpassword', { json: { ...link, password: newPerson().password } }))
    isRefused(await at.api('auth/setpassword', { json: { ...link, password: newPerson().password } }))
  }),
  must('4.2', 'reset-unguessable', 'A mailed link holds 64 random bits or more.', async (at) => {
    const { email } = await at.newMember()
    const [one, two] = [await resetLink(at, email), await resetLink(at, email)]
    assert.ok(one.secret.length >= 22)
    assert.notEqual(one.secret, two.secret)
  }),
  must('4.2', 'reset-newest', 'A newer link makes the older one useless.', async (at) => {
    const { email } = await at.newMember()
    const older = await resetLink(at, email)
    await resetLink(at, email)
    isRefused(await at.api('auth/setpassword', { json: { ...older, password: newPerson().password } }))
  }),
  must('4.6', 'reset-told', 'The owner of an account gets an e-mail when its password changes.', async (at) => {
    const { email } = await at.newMember()
    const link = await resetLink(at, email)
    isOk(await at.api('auth/setpassword', { json: { ...link, password: newPerson().password } }))
    assert.match((await at.mailsTo(email)).at(-1)?.subject ?? '', /password was changed/)
  }),
]

const sessions = [
  must('5.1', 'cookie-flags', 'Scripts and other sites cannot read or send the cookie.', async (at) => {
    const { setCookies } = await ask(at, requestOf(await at.client('app')))
    assert.ok(setCookies.length > 0)
    for (const text of setCookies) {
      assert.match(text, /; HttpOnly/i)
      assert.match(text, /; SameSite=(?:Lax|Strict)/i)
      if (at.issuer.startsWith('https:')) assert.match(text, /^__Host-.*; Secure/i)
    }
  }),
  must(
    '5.1',
    'cookie-unguessable',
    'The cookie holds 64 random bits or more, and differs for each browser.',
    async (at) => {
      const request = requestOf(await at.client('app'))
      const [one = '', two = ''] = [await ask(at, request), await ask(at, request)].map(
        ({ setCookies }) => setCookies[0],
      )
      const value = (text: string): string => text.split(';')[0]?.split('=')[1] ?? ''
      assert.ok(value(one).length >= 11)
      assert.notEqual(value(one), value(two))
    },
  ),
  must('5.1', 'no-secret-in-address', 'No secret of a sign-in is in an address.', async (at) => {
    const [browser, { email, password }] = [createBrowser(), await at.owner()]
    const page = await ask(at, requestOf(await at.client('app')), browser)
    const sent = await browser.post(at.url('signin'), { request: page.hidden('request'), email, password })
    for (const value of browser.cookies.values()) assert.ok(!sent.location.includes(value))
    assert.ok(!sent.location.includes(password))
  }),
  must('2.2', 'second-factor', 'AAL2 requires two factors, and an app is told that there were two.', async (at) => {
    const { owner, code } = await withSecondFactor(at)
    const begun = await at.passwordAnswer(owner)
    assert.deepEqual([begun.json['mfaRequired'], begun.json['code']], [true, undefined])
    const proven = await at.api('auth/mfa/verify', { json: { login: begun.json['login'], token: code(1) } })
    isOk(proven)
    assert.equal(typeof proven.json['code'], 'string')
  }),
  must(
    '3.2.2',
    'guessing-codes',
    'Guesses at a second factor are limited for the account, over all its sign-ins.',
    async (at) => {
      const { owner } = await withSecondFactor(at)
      const statuses: number[] = []
      for (let n = 0; n < 4; n += 1) {
        const { json } = await at.passwordAnswer(owner)
        for (let tries = 0; tries < 4; tries += 1)
          statuses.push((await at.api('auth/mfa/verify', { json: { login: json['login'], token: '000000' } })).status)
      }
      assert.equal(statuses.at(-1), 429)
      assert.ok(statuses.filter((status) => status === 400).length <= 10)
    },
  ),
  must('4.2.1.1', 'recovery-codes', 'Saved recovery codes have at least 64 bits, and each works once.', async (at) => {
    const { owner, code } = await withSecondFactor(at)
    const made = await at.api('auth/mfa/recovery-codes', { json: { token: code(1) }, bearer: owner.token })
    isOk(made)
    const [first = ''] = made.json['recoveryCodes'] as readonly string[]
    // Crockford's alphabet has five bits in each character.
    assert.ok(first.replaceAll('-', '').length * 5 >= 64)
    const answer = async (): Promise<Answer> => {
      const { json } = await at.passwordAnswer(owner)
      return at.api('auth/mfa/verify', { json: { login: json['login'], token: first } })
    }
    isOk(await answer())
    isRefused(await answer())
  }),
  must(
    '4.2.2',
    'recovery-two-proofs',
    'The mailbox alone does not recover an account with two factors.',
    async (at) => {
      const { owner } = await withSecondFactor(at)
      const browser = createBrowser()
      const path = await recoveryLink(at, owner.email)
      assert.equal((await browser.post(at.url(path), {})).status, 303)
      const page = await browser.open(at.url('signin/recovery'))
      assert.equal(page.status, 200)
      assert.doesNotMatch(page.text, /name="password"/)
      const { password } = owner
      const sent = await browser.post(at.url('signin/recovery'), { do: 'password', password })
      assert.doesNotMatch(sent.text, /class="qr"/)
      const begun = await at.passwordAnswer(owner)
      assert.deepEqual([begun.json['mfaRequired'], begun.json['code']], [true, undefined])
    },
  ),
  must(
    '4.2.1.2',
    'recovery-link-once',
    'A mailed link that recovers an account works once, and holds 64 bits or more.',
    async (at) => {
      const { owner } = await withSecondFactor(at)
      const path = await recoveryLink(at, owner.email)
      assert.ok((path.split('/').at(-1) ?? '').length >= 22)
      assert.equal((await createBrowser().post(at.url(path), {})).status, 303)
      isRefused(await createBrowser().post(at.url(path), {}))
    },
  ),
  must('4.2.3', 'recovery-notice', 'A person is told when somebody begins to recover their account.', async (at) => {
    const { owner } = await withSecondFactor(at)
    await createBrowser().post(at.url(await recoveryLink(at, owner.email)), {})
    assert.ok(
      await eventually(async () =>
        (await at.mailsTo(owner.email)).some(({ subject }) => /asked to recover/.test(subject)),
      ),
    )
  }),
  must('4.6', 'notice', 'A person is told when a factor is added to their account.', async (at) => {
    const { owner } = await withSecondFactor(at)
    assert.ok(
      await eventually(async () => (await at.mailsTo(owner.email)).some(({ subject }) => /second step/.test(subject))),
    )
  }),
]

/** The path of the link that a person gets who has lost their second factors. */
async function recoveryLink(at: Damson, email: string): Promise<string> {
  assert.equal((await createBrowser().post(at.url('signin/recover'), { email })).status, 303)
  let path: string | undefined
  const isThere = async (): Promise<boolean> => {
    path = (await at.mailsTo(email)).findLast(({ recovery }) => recovery !== undefined)?.recovery
    return path !== undefined
  }
  if (!(await eventually(isThere)) || path === undefined) throw new Error('no link was mailed')
  return path
}

async function resetLink(at: Damson, email: string): Promise<{ readonly id: string; readonly secret: string }> {
  const before = (await at.mailsTo(email)).length
  isOk(await at.api('auth/resetpassword', { json: { email } }))
  // The e-mail is sent after the answer, so that its time reveals nothing.
  for (let waited = 0; waited < 100; waited += 1) {
    const link = (await at.mailsTo(email)).slice(before).at(-1)?.link
    if (link !== undefined) return link
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('no link was mailed')
}

export const nist80063b: Suite = {
  source: 'NIST SP 800-63B-4',
  file: 'nist-800-63b.ts',
  rows: [...passwords, ...recovery, ...sessions, ...nistFactorRows, ...nistLifecycleRows],
}
