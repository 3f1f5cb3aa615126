/** Defects of second factors and of the sessions that they prove, as OWASP ASVS 5.0 sees them. */
import { type Defect, defectsIn } from './defect.ts'

const throttle = defectsIn('server/src/domain/throttle/sign-in-limit.ts')
const limits = defectsIn('server/src/domain/throttle/code-limit.ts')
const need = defectsIn('server/src/domain/logins/factor-demand.ts')
const codes = defectsIn('server/src/domain/enrolment/codes.ts')
const links = defectsIn('server/src/domain/users/links.ts')
const projects = defectsIn('server/src/domain/projects/factor-settings.ts')
const ownMfa = defectsIn('server/src/endpoints/auth/own-mfa.ts')
const store = defectsIn('server/src/domain/factors/factors.store.ts')
const typed = defectsIn('server/src/domain/factors/typed-code.ts')
const recovery = defectsIn('server/src/domain/factors/recovery-codes.ts')
const totp = defectsIn('server/src/domain/factors/totp.ts')
const visitor = defectsIn('server/src/endpoints/account/visitor.ts')
const session = defectsIn('server/src/endpoints/auth/session.ts')
const signIns = defectsIn('server/src/endpoints/admin/sign-ins.ts')

export const ASVS_FACTOR_DEFECTS: readonly Defect[] = [
  throttle(
    'passwords are counted for each account alone',
    'asvs-6.3.1-stuffing',
    'await attempts(keyed(network), key)',
    'await attempts(keyed(`${network}${Math.random()}`), key)',
  ),
  need(
    'what a project demands is a wish',
    'asvs-6.3.3-second-factor',
    'isRequired: needsTwo || places.some(({ mfaRequired }) => mfaRequired === true)',
    'isRequired: needsTwo',
  ),
  need(
    'people who have a second factor are asked for it where it is demanded alone',
    'asvs-6.3.4-pathways',
    'if (!isRequired) return hasOwn ||',
    'if (!isRequired) return !hasOwn ||',
  ),
  need(
    'codes by e-mail reach the second level',
    'asvs-6.3.6-mail-raises-nothing',
    'needsTwo ? (strong.length > 0 ? strong : USUAL_METHODS) : methods',
    'needsTwo ? methods : methods',
  ),
  codes(
    'nobody is told of a used recovery code',
    'asvs-6.3.7-told-of-codes',
    'if (user.email !== null) await mails.recoveryUsed(user.email, left, language, issuer)',
    '',
  ),
  links(
    'links in e-mails can be guessed',
    'asvs-6.4.1-invitation-once',
    'const [id, secret] = [uuid(), unguessable()]',
    "const [id, secret] = [uuid(), 'guessable']",
  ),
  ownMfa(
    'a factor stays that was removed',
    'asvs-6.5.6-removed',
    'for (const { id } of going) if',
    'for (const { id } of going.slice(1)) if',
  ),
  projects(
    'text messages are all that people can set up',
    'asvs-6.6.1-phone',
    "  if (!methods.includes('totp'))",
    "  if (methods.includes('none'))",
  ),
  store(
    'a recovery code is good twice',
    'asvs-6.5.1-codes-once',
    'c.code_hash = ${hash} and c.used_at is null\n',
    'c.code_hash = ${hash}\n',
  ),
  typed('recovery codes have 80 bits', 'asvs-6.5.2-recovery-bits', 'RECOVERY_LENGTH = 24', 'RECOVERY_LENGTH = 16'),
  recovery(
    'all people have the same recovery codes',
    'asvs-6.5.3-recovery-random',
    '() => randomText(CODE_ALPHABET, RECOVERY_LENGTH))',
    '(_, n) => String(n).repeat(RECOVERY_LENGTH))',
  ),
  totp('a code is good a minute later', 'asvs-6.5.5-code-ends', '[0, -1, 1]', '[-2, 0, -1, 1]'),
  totp('a code is good that the phone’s clock makes', 'asvs-6.5.8-server-time', '[0, -1, 1]', '[10, 0, -1, 1]'),
  limits(
    'a sign-in has as many guesses as an account',
    'asvs-6.6.3-code-guesses',
    "consume(ofSignIn, 'codes', askedBy, wrongCodesPerSignIn)",
    "consume(ofSignIn, 'codes', `${askedBy} ${Math.random()}`, wrongCodesPerSignIn)",
  ),
  visitor(
    'the browser keeps its cookie after a second factor',
    'asvs-7.2.4-new-after-factor',
    'const handle = await renewHandle(db, browser.hash, user.id)',
    "const handle = user.id === '' ? await renewHandle(db, browser.hash, user.id) : undefined",
  ),
  session(
    'an app is not told when an idle sign-in ends',
    'asvs-7.3.1-idle-end',
    '...(idleUntil !== null &&',
    '...(idleUntil === null &&',
  ),
  session(
    'use puts off the last end of a sign-in',
    'asvs-7.3.2-absolute-end',
    'endsAt: endsAt.toISOString(),',
    "endsAt: new Date(endsAt.getTime() + (request.method === 'POST' ? 60_000 : 0)).toISOString(),",
  ),
  signIns(
    'an administrator ends nothing',
    'asvs-7.4.5-ended-by-administrator',
    'const { ended, invalidations } = await endSignInsOfMember(tx, { project, membershipId: id }, WHY, now)',
    'const { ended, invalidations }: { ended: string[]; invalidations: never[] } = { ended: [], invalidations: [] }',
  ),
  ownMfa(
    'any code is proof enough for another factor',
    'asvs-7.5.1-step-up',
    'if (typed !== undefined && own.kinds.length > 0) await provenByCode(deps, own, typed, own.kinds)',
    'if (typed !== undefined && own.kinds.length > 0) await Promise.resolve()',
  ),
]
