/** Defects of second factors. */
import { type Defect, defectsIn } from './defect.ts'

const totp = defectsIn('server/src/domain/factors/totp.ts')
const store = defectsIn('server/src/domain/factors/factors.store.ts')
const typed = defectsIn('server/src/domain/factors/typed-code.ts')
const limits = defectsIn('server/src/domain/throttle/code-limit.ts')
const need = defectsIn('server/src/domain/logins/factor-demand.ts')
const recovery = defectsIn('server/src/domain/recovery/links.ts')
const own = defectsIn('server/src/domain/enrolment/own-factors.ts')

export const FACTOR_DEFECTS: readonly Defect[] = [
  totp('keys are short', 'rfc6238-3-key-length', 'generateSecret({ length: 20 })', 'generateSecret({ length: 16 })'),
  totp(
    'all people have one key',
    'rfc6238-3-unique-keys',
    'return generateSecret({ length: 20 })',
    "return 'A'.repeat(32)",
  ),
  totp('steps are a year', 'rfc6238-4-hotp-of-time', 'const STEP_SECONDS = 30', 'const STEP_SECONDS = 31_536_000'),
  totp('old codes are good', 'rfc6238-5.2-one-step-late', '[0, -1, 1]', '[0, -1, 1, -2]'),
  totp('a code cannot be late', 'rfc6238-5.2-delay', '[0, -1, 1]', '[0, 1]'),
  totp('codes of the future are good', 'rfc6238-6-one-step-early', '[0, -1, 1]', '[0, -1, 1, 2]'),
  store(
    'a code is good twice',
    'rfc6238-5.2-once',
    'update factors set last_step = ${step},',
    'update factors set last_step = last_step,',
  ),
  limits(
    'guesses in a sign-in are not counted',
    'rfc6238-5.1-throttling',
    "await consume(ofSignIn, 'codes', askedBy,",
    "await consume(ofSignIn, 'codes', `${askedBy}${Math.random()}`,",
  ),
  limits(
    'guesses at codes are counted in each sign-in alone',
    'nist-800-63b-3.2.2-guessing-codes',
    "await consume(ofAccount, 'codes', userId,",
    "await consume(ofAccount, 'codes', askedBy,",
  ),
  need(
    'nobody is asked for a second factor that they have',
    'nist-800-63b-2.2-second-factor',
    'isExternal || enrolled.length === 0 ? NONE : prove(enrolled)',
    'isExternal || enrolled.length === 0 ? NONE : NONE',
  ),
  typed(
    'recovery codes are short',
    'nist-800-63b-4.2.1.1-recovery-codes',
    'RECOVERY_LENGTH = 24',
    'RECOVERY_LENGTH = 12',
  ),
  recovery(
    'the mailbox alone recovers an account',
    'nist-800-63b-4.2.2-recovery-two-proofs',
    "readyAt: by === 'host' ? now : null",
    'readyAt: now',
  ),
  recovery(
    'links that recover an account are short',
    'nist-800-63b-4.2.1.2-recovery-link-once',
    'const [id, secret] = [uuid(), unguessable()]',
    "const [id, secret] = [uuid(), 'short']",
  ),
  recovery(
    'nobody is told that their account is being recovered',
    'nist-800-63b-4.2.3-recovery-notice',
    "if (done.isNew) void tell(deps, done.recovery, 'started')",
    '',
  ),
  own(
    'nobody is told of a new factor',
    'nist-800-63b-4.6-notice',
    "if (added.ok) await tell(deps, act, 'factor_added')",
    '',
  ),
]
