/** RFC 6238, time-based one-time passwords, with what it takes from RFC 4226. The codes here are computed apart. */
import assert from 'node:assert/strict'
import { isOk, isRefused } from '../expect.ts'
import type { Answer } from '../http.ts'
import { type Check, type Requirement, rowsOf, type Suite } from '../requirement.ts'
import type { Damson, Owner } from '../server/server.ts'
import { calmStep, totpCode as codeAt, totpKey } from '../totp.ts'

const rows = rowsOf('RFC 6238', 'rfc6238')
const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, 'not part of OAuth: its deployer decides how people sign in', check)

interface Enrolled {
  readonly owner: Owner
  readonly key: Buffer
  /** The step whose code confirmed the factor. */
  readonly used: number
}

const uriOf = async (at: Damson, { token }: Owner): Promise<URL> => {
  const status = await at.api('auth/mfa/status', { bearer: token })
  isOk(status)
  return new URL(String(status.json['enrollUri']))
}
const keyIn = (uri: URL): Buffer => totpKey(uri.href)
const enroll = (at: Damson, { token }: Owner, code: string): Promise<Answer> =>
  at.api('auth/mfa/enroll', { json: { token: code }, bearer: token })

/** A person who set up an authenticator app with the code of a step, so many from the current one. */
async function enrolled(at: Damson, drift = 0): Promise<Enrolled> {
  const owner = await at.newOwner()
  const key = keyIn(await uriOf(at, owner))
  const used = (await calmStep()) + drift
  isOk(await enroll(at, owner, codeAt(key, used)))
  return { owner, key, used }
}

/** Answers a new sign-in with a code. */
async function answered(at: Damson, { owner }: Enrolled, code: string): Promise<Answer> {
  const begun = await at.passwordAnswer(owner)
  isOk(begun)
  assert.equal(begun.json['mfaRequired'], true)
  return at.api('auth/mfa/verify', { json: { login: begun.json['login'], token: code } })
}

export const rfc6238: Suite = {
  source: 'RFC 6238',
  file: 'rfc6238.ts',
  rows: [
    must('3', 'unique-keys', 'Each key is random, and no two people have the same (R5, R6).', async (at) => {
      const keys = await Promise.all([1, 2, 3].map(async () => keyIn(await uriOf(at, await at.newOwner()))))
      assert.equal(new Set(keys.map((key) => key.toString('hex'))).size, keys.length)
    }),
    must('3', 'key-length', 'A key has at least 128 bits, and better 160 (RFC 4226 §4, R6).', async (at) => {
      assert.equal(keyIn(await uriOf(at, await at.newOwner())).length, 20)
    }),
    must('4', 'hotp-of-time', 'A code is the HOTP of the number of steps since 1970.', async (at) => {
      isRefused(await enroll(at, await at.newOwner(), '000000'))
      await enrolled(at)
    }),
    must(
      '4.1',
      'time-step',
      'Server and app use the same step; the address for the app says no other than 30 seconds.',
      async (at) => {
        const { searchParams } = await uriOf(at, await at.newOwner())
        assert.ok([null, '30'].includes(searchParams.get('period')))
        assert.ok([null, '6'].includes(searchParams.get('digits')))
        assert.ok([null, 'SHA1'].includes(searchParams.get('algorithm')))
      },
    ),
    must('5.2', 'delay', 'A code of the step before is accepted: it may take as long to type.', async (at) => {
      const person = await enrolled(at, -1)
      isOk(await answered(at, person, codeAt(person.key, person.used + 1)))
    }),
    must('5.2', 'one-step-late', 'No older code is accepted: each further step helps an attacker.', async (at) => {
      const owner = await at.newOwner()
      const key = keyIn(await uriOf(at, owner))
      isRefused(await enroll(at, owner, codeAt(key, (await calmStep()) - 2)))
    }),
    must('6', 'one-step-early', 'The clock of the app may be a step ahead, and no more.', async (at) => {
      const owner = await at.newOwner()
      const key = keyIn(await uriOf(at, owner))
      const step = await calmStep()
      isRefused(await enroll(at, owner, codeAt(key, step + 2)))
      isOk(await enroll(at, owner, codeAt(key, step + 1)))
    }),
    must('5.2', 'once', 'A code that was accepted is not accepted a second time.', async (at) => {
      const person = await enrolled(at)
      isRefused(await answered(at, person, codeAt(person.key, person.used)))
      const next = codeAt(person.key, person.used + 1)
      isOk(await answered(at, person, next))
      isRefused(await answered(at, person, next))
    }),
    must('5.1', 'throttling', 'Guesses at codes are limited (RFC 4226 §7.3).', async (at) => {
      const { owner } = await enrolled(at)
      const { json } = await at.passwordAnswer(owner)
      const statuses: number[] = []
      for (let n = 0; n < 8 && statuses.at(-1) !== 429; n += 1)
        statuses.push((await at.api('auth/mfa/verify', { json: { login: json['login'], token: '000000' } })).status)
      assert.equal(statuses.at(-1), 429)
    }),
  ],
}
