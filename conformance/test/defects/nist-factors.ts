/** Defects of second factors and of how long a sign-in lasts, as NIST SP 800-63B-4 sees them. */
import { type Defect, defectsIn } from './defect.ts'

const settings = defectsIn('server/src/domain/logins/settings.ts')
const codes = defectsIn('server/src/domain/enrolment/codes.ts')
const recovery = defectsIn('server/src/domain/factors/recovery-codes.ts')
const totp = defectsIn('server/src/domain/factors/totp.ts')
const store = defectsIn('server/src/domain/factors/factors.store.ts')
const numberPage = defectsIn('server/src/endpoints/account/number-page.ts')
const ownMfa = defectsIn('server/src/endpoints/auth/own-mfa.ts')
const factors = defectsIn('server/src/domain/signin/factors.ts')

export const NIST_FACTOR_DEFECTS: readonly Defect[] = [
  settings(
    'a sign-in lasts for months',
    'nist-800-63b-2.1.3-overall-end',
    'overallSeconds: wholeNumber(seconds.min(600)).default(12 * 3_600)',
    'overallSeconds: wholeNumber(seconds.min(600)).default(31 * 86_400)',
  ),
  settings(
    'an unused sign-in lasts for a working day',
    'nist-800-63b-2.2.3-ends',
    ' idleSeconds: wholeNumber(seconds.min(300)).default(30 * 60)',
    ' idleSeconds: wholeNumber(seconds.min(300)).default(8 * 3_600)',
  ),
  codes(
    'guesses are counted, and compared all the same',
    'nist-800-63b-3.1.2-look-up-throttled',
    '  if (!allowance.allowed) {\n',
    "  if (!allowance.allowed && act.userId === '') {\n",
  ),
  recovery(
    'recovery codes stay good beside new ones',
    'nist-800-63b-3.1.2-look-up-replaced',
    `  const key = unguessable()
  const codes = Array.from({ length: COUNT }, () => randomText(CODE_ALPHABET, RECOVERY_LENGTH))
  await dropRecoveryCodes.run(tx, userId)
`,
    `  const key = unguessable().slice(0, 0)
  const codes = Array.from({ length: COUNT }, () => randomText(CODE_ALPHABET, RECOVERY_LENGTH))
`,
  ),
  ownMfa(
    'a key is shown to whoever has an app',
    'nist-800-63b-3.1.4-otp-secret-once',
    "kinds.includes('totp') || !mayActOn(own) ? undefined",
    '!mayActOn(own) ? undefined',
  ),
  totp('a code is good for three minutes', 'nist-800-63b-3.1.4-otp-two-minutes', '[0, -1, 1]', '[0, -1, 1, 3, -3]'),
  ownMfa(
    'codes by e-mail are switched on after a password',
    'nist-800-63b-4.1.2.1-bound-after-proof',
    `  else await requireStepUp(deps, { ...own, userId: own.user.id })
  const allowed`,
    '  const allowed',
  ),
  factors(
    'a sign-in that lacks its second factor sets up another',
    'nist-800-63b-4.1.2.1-not-of-others',
    `  if (step.step !== 'enroll_factor') return refused({ why: 'no_question' })
  if (!factor.mayEnroll || !factor.methods.includes('email')) return refused({ why: 'method_not_allowed' })
`,
    "  if (step.step === 'enroll_factor' && !factor.mayEnroll) return refused({ why: 'no_question' })\n",
  ),
  store(
    'a code by text message works again',
    'nist-800-63b-3.1.3-text-once',
    'where asked_by = ${askedBy} and user_id = ${userId} and used_at is null',
    'where asked_by = ${askedBy} and user_id = ${userId}',
  ),
  numberPage(
    'nobody is told that text messages are risky',
    'nist-800-63b-3.2.9-restricted',
    "lead: say('number.lead'),",
    "lead: say('number.heading'),",
  ),
  store(
    'an app that was removed is good',
    'nist-800-63b-4.5-invalidated',
    `where id = \${id} and user_id = \${userId} and confirmed_at is not null
    returning kind,`,
    `where id = \${id} and user_id = \${userId} and kind = 'email'
    returning kind,`,
  ),
]
