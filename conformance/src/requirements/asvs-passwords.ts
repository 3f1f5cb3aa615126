/** OWASP ASVS 5.0 V6.2: passwords. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { isOk, isRefused } from '../expect.ts'
import { ask, requestOf } from '../flow.ts'
import type { Answer } from '../http.ts'
import { type Check, type Requirement, rowsOf } from '../requirement.ts'
import { newPerson } from '../server/damson.ts'
import type { Damson } from '../server/server.ts'

const rows = rowsOf('OWASP ASVS 5.0', 'asvs')

const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, 'not part of OAuth: its deployer decides how people sign in', check)

/** Changes a member's password; undefined leaves a field out. */
async function change(at: Damson, fields: { oldPassword?: string; newPassword: string }, own = true): Promise<Answer> {
  const person = await at.newMember()
  const bearer = (await at.passwordTokens(person)).access
  const json = { ...(own && { oldPassword: person.password }), ...fields }
  return at.api('auth/changepassword', { json, bearer })
}

const fresh = (): string => `several words and ${randomBytes(6).toString('hex')}`

export const passwordRows = [
  must('6.2.1', 'password-length', 'A password has at least 8 characters; here 15.', async (at) => {
    isRefused(await at.register({ ...newPerson(), password: 'seven c' }))
  }),
  must('6.2.2', 'password-change', 'People can change their password.', async (at) => {
    isOk(await change(at, { newPassword: fresh() }))
  }),
  must('6.2.3', 'password-change-proven', 'A change requires the current password as well.', async (at) => {
    isRefused(await change(at, { newPassword: fresh() }, false))
    isRefused(await change(at, { newPassword: fresh(), oldPassword: 'the one of somebody else' }))
  }),
  must('6.2.4', 'password-common', 'The commonest passwords are refused at registration and change.', async (at) => {
    for (const password of ['11111111111111111111', 'qwertyuiop123456789', '1234567890qwertyuiop']) {
      isRefused(await at.register({ ...newPerson(), password }))
      isRefused(await change(at, { newPassword: password }))
    }
  }),
  must('6.2.5', 'password-composition', 'A password may consist of any characters, of one kind too.', async (at) => {
    isOk(await change(at, { newPassword: 'onlylowercaselettersofonekind' }))
    isOk(await change(at, { newPassword: 'ひらがなだけでつくったながいことば' }))
  }),
  must('6.2.6', 'password-masked', 'Password fields hide what is typed.', async (at) => {
    const { text } = await ask(at, requestOf(await at.client('app')))
    assert.match(text, /<input[^>]* name="password" type="password"/)
  }),
  must('6.2.7', 'password-paste', 'Paste and password managers work.', async (at) => {
    const { text } = await ask(at, requestOf(await at.client('app')))
    assert.doesNotMatch(text, /onpaste|oncopy|readonly|autocomplete="off"/)
  }),
  must(
    '6.2.8',
    'password-exact',
    'A password is verified as it was typed: not cut, not in another case.',
    async (at) => {
      const { email, password } = await at.newMember()
      for (const other of [password.toUpperCase(), password.slice(0, -1), `${password} `, ` ${password}`])
        isRefused(await at.passwordAnswer({ email, password: other }))
      isOk(await at.passwordAnswer({ email, password }))
    },
  ),
  must('6.2.9', 'password-longest', 'A password may have 64 characters and more.', async (at) => {
    isOk(await change(at, { newPassword: randomBytes(32).toString('hex') }))
  }),
  must('6.2.10', 'password-lasts', 'Nothing asks for a new password because of its age.', async (at) => {
    const { headers, json } = await at.passwordAnswer(await at.newMember())
    assert.equal(headers.get('warning'), null)
    assert.deepEqual(
      Object.keys(json).filter((key) => /password|expire/i.test(key)),
      [],
    )
  }),
  must('6.2.11', 'password-context', 'Passwords made of words of the person or the place are refused.', async (at) => {
    // The names and the project of the member.
    for (const newPassword of ['Grace Hopper 1906', 'hopper conformance 1', 'conformance-conformance'])
      isRefused(await change(at, { newPassword }))
  }),
  must('6.2.12', 'password-known', 'Passwords known from breaches are refused.', async (at) => {
    for (const newPassword of ['PolniyPizdec0211', 'Mailcreated5240', '30secondstomars'])
      isRefused(await change(at, { newPassword }))
  }),
]
