/** Defects of what factors and sign-ins go through, as NIST SP 800-63B-4 and OWASP ASVS 5.0 see it. */
import { type Defect, defectsIn } from './defect.ts'

const factors = defectsIn('server/src/domain/factors/factors.store.ts')
const second = defectsIn('server/src/domain/factors/second-factors.ts')
const messages = defectsIn('server/src/domain/factors/message-codes.ts')
const assurance = defectsIn('server/src/domain/logins/assurance.ts')
const need = defectsIn('server/src/domain/logins/factor-demand.ts')
const grantees = defectsIn('server/src/domain/access/grantees.ts')
const principals = defectsIn('server/src/domain/access/access.store.ts')
const refreshTokens = defectsIn('server/src/domain/tokens/refresh-tokens.ts')
const signOut = defectsIn('server/src/endpoints/signin/logout/sign-out.ts')
const cookies = defectsIn('server/src/endpoints/pages/browser.ts')
const overview = defectsIn('server/src/endpoints/account/overview-page.ts')
const factorsPage = defectsIn('server/src/endpoints/account/factors-page.ts')
const provePage = defectsIn('server/src/endpoints/signin/steps/factor-pages.ts')
const own = defectsIn('server/src/domain/enrolment/own-factors.ts')
const stepUp = defectsIn('server/src/endpoints/auth/step-up.ts')
const decisions = defectsIn('server/src/domain/signin/decisions.ts')
const password = defectsIn('server/src/domain/signin/password.ts')
const limit = defectsIn('server/src/domain/throttle/settings.ts')
const consent = defectsIn('server/src/domain/signin/state.ts')
const carried = defectsIn('server/src/endpoints/signin/authorize/carried-request.ts')
const totp = defectsIn('server/src/domain/factors/totp.ts')

const members = defectsIn('server/src/endpoints/admin/members.ts')
const challenge = defectsIn('server/src/domain/passkeys/challenge.ts')
const verify = defectsIn('server/src/domain/passkeys/verify.ts')
const signInForm = defectsIn('server/src/endpoints/signin/steps/sign-in-steps.ts')
const ownFactors = defectsIn('server/src/endpoints/account/factors.ts')
const personByCode = defectsIn('server/src/domain/proof/person-by-code.ts')
const signIn = defectsIn('server/src/domain/signin/factors.ts')
const settings = defectsIn('server/src/domain/logins/settings.ts')

/** Whatever says that a login has ended, where its membership is gone. */
const ENDED = `  if (row.revoked) return 'revoked_login'
  if (!row.granted) return 'not_granted'
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired_login'
  if (row.idleUntil !== null && row.idleUntil <= now) return 'expired_login'
  if (!row.projectActive) return 'inactive_project'
  if (row.userActive === false) return 'inactive_user'
  if (!row.membershipActive) return 'inactive_membership'
`
const SEALED = "return Buffer.from(keyring.seal(String(until), contextOf(asked))).toString('base64url')"

export const LIFECYCLE_DEFECTS: readonly Defect[] = [
  second(
    'any six digits are the code of an app',
    'nist-800-63b-3.1.4-otp-own',
    'const steps = totpSteps(keyring.unseal(sealedSecret, contextOf(id)).toString(), code, now)',
    'const steps = [lastStep + code.length]',
  ),
  signIn(
    'a mailed code answers any sign-in of its person',
    'nist-800-63b-3.2.7-code-of-its-sign-in',
    '    askedBy: id,\n',
    "    askedBy: userId ?? '',\n",
  ),
  factors(
    'a code of an app is good as often as it is typed',
    'nist-800-63b-3.1.4-otp-once',
    'update factors set last_step = ${step}, failures = 0',
    'update factors set last_step = last_step + 0 * ${step}, failures = 0',
  ),
  assurance(
    'an e-mail alone is the first level',
    'nist-800-63b-3.1.3.1-mail-is-none',
    'if (byMessage && known.length === 0) return { acr: MAILBOX, amr }',
    'if (byMessage && known.length > 1) return { acr: MAILBOX, amr }',
  ),
  assurance(
    'a key that was touched is two factors',
    'nist-800-63b-3.1.7.2-two-factors',
    'const isTwo = !byMessage && (isKeyed ||',
    "const isTwo = !byMessage && (isKeyed || factors.includes('passkey-touch') ||",
  ),
  own(
    'nobody is told of a removed factor',
    'nist-800-63b-4.6-removed-told',
    "if (removed === 'removed') await tell(deps, act, 'factor_removed')",
    '',
  ),
  factorsPage(
    'a person does not see when a factor was used',
    'nist-800-63b-4.1-record',
    'lastUsedAt === null ? undefined',
    'lastUsedAt !== null ? undefined',
  ),
  provePage(
    'whoever lost their phone is told nothing',
    'nist-800-63b-4.3-loss',
    '<p class="more"><a href="/signin/recover?${restart}">${say(\'factor.lost\')}</a></p>',
    '',
  ),
  carried(
    'a form is good in every browser',
    'nist-800-63b-5.1-forms-bound',
    '`authorize-request:${url}:${browser.hash}`',
    '`authorize-request:${url}:${browser.hash.length}`',
  ),
  need(
    'what is left of a session stands for the second factor',
    'nist-800-63b-5.2-both-factors',
    'isExternal || enrolled.length === 0 ? NONE : prove(enrolled)',
    'isExternal || enrolled.length >= 0 ? NONE : prove(enrolled)',
  ),
  signOut(
    'signing out leaves the session on the server',
    'nist-800-63b-5.1-erased',
    "const items = await endRoot(tx, rootId, 'signed_out', now)",
    'const items: Awaited<ReturnType<typeof endRoot>> = []',
  ),
  cookies(
    'scripts read the cookie',
    'nist-800-63b-5.1-cookie-flags',
    "httpOnly: true, sameSite: 'lax'",
    "httpOnly: false, sameSite: 'lax'",
  ),
  signIn(
    'a mailed code answers a later sign-in',
    'asvs-6.6.2-bound',
    '    askedBy: id,\n',
    '    askedBy: userId ?? id,\n',
  ),
  messages(
    'mailed codes have four digits',
    'asvs-6.5.4-code-bits',
    'const code = randomDigits(CODE_DIGITS)',
    'const code = randomDigits(CODE_DIGITS - 2)',
  ),
  need(
    'a new password leads around the second factor',
    'asvs-6.4.3-reset-keeps-factor',
    'if (!isRequired) return hasOwn || isExternal || enrolled.length === 0 ? NONE : prove(enrolled)',
    'if (!isRequired) return NONE',
  ),
  decisions(
    'nobody is told of a sign-in from elsewhere',
    'asvs-6.3.5-told-of-new-places',
    'await deps.mails.newPlace(email, address, language, issuer)',
    'void email',
  ),
  limit(
    'the guide tells another limit than the server has',
    'asvs-6.1.1-limits-told',
    'failedSignInsPerAccount: points.default(5)',
    'failedSignInsPerAccount: points.default(8)',
  ),
  stepUp(
    'a copy of an account is given after the password alone',
    'asvs-7.5.3-sensitive',
    'export async function requireStepUp(',
    'export async function requireStepUp(): Promise<void> {}\nexport async function neverAsked(',
  ),
  refreshTokens(
    'a refresh token can be made by whoever knows another one',
    'asvs-7.2.3-refresh-unguessable',
    "return `${family}.${generation}.${keyVersion}${hash.toString('base64url')}`",
    "return `${family}.${generation}.${keyVersion}${hash.fill(0).toString('base64url')}`",
  ),
  grantees(
    'a membership that was switched off opens the API',
    'asvs-7.4.2-membership-off',
    ENDED,
    "  if (!row.granted) return 'not_granted'\n",
  ),
  refreshTokens(
    'all sign-ins have one refresh token',
    'asvs-7.2.2-dynamic-tokens',
    "return `${family}.${generation}.${keyVersion}${hash.toString('base64url')}`",
    "return 'a-secret-that-all-sign-ins-have-in-common'",
  ),
  members(
    'an administrator who resets a lost factor removes it',
    'asvs-6.4.4-lost-factor',
    "  await deps.audit.committed(eventOf(administrator, 'factor.reset_requested'",
    "  await (await import('#domain/factors')).dropFactors.rows(deps.db, userId)\n" +
      "  await deps.audit.committed(eventOf(administrator, 'factor.reset_requested'",
  ),
  challenge(
    'every page has the same challenge',
    'asvs-6.7.2-challenge',
    SEALED,
    "return Buffer.alloc(32, 7).toString('base64url')",
  ),
  challenge(
    'challenges have seven bytes',
    'nist-800-63b-3.1.6.2-nonce',
    SEALED,
    "return Buffer.from(keyring.seal(String(until), contextOf(asked))).subarray(-7).toString('base64url')",
  ),
  challenge(
    'challenges have fifteen bytes',
    'webauthn-13.4.3-challenge',
    SEALED,
    "return Buffer.from(keyring.seal(String(until), contextOf(asked))).subarray(-15).toString('base64url')",
  ),
  verify(
    'what a passkey signs for a false page is good here',
    'nist-800-63b-3.2.5-phishing',
    'expectedOrigin: origin,\n      expectedRPID: id,\n      requireUserVerification: false,\n      credential',
    "expectedOrigin: ['https://evil.example', origin],\n      expectedRPID: ['evil.example', id],\n" +
      '      requireUserVerification: false,\n      credential',
  ),
  settings(
    'a sign-in ends at another time than the guide says',
    'asvs-7.1.1-times-told',
    ' idleSeconds: wholeNumber(seconds.min(300)).default(30 * 60)',
    ' idleSeconds: wholeNumber(seconds.min(300)).default(45 * 60)',
  ),
  principals(
    'a token is taken after its sign-in has ended',
    'asvs-7.2.1-checked-by-server',
    '(l.revoked_at is not null or t.revoked_at is not null',
    '(l.revoked_at is not null and t.revoked_at is null',
  ),
  signOut(
    'what an app may do goes on after its person has signed out',
    'asvs-7.6.1-ends-with-session',
    "const items = await endRoot(tx, rootId, 'signed_out', now)",
    "const items = [{ kind: 'root', subject: rootId }] as Awaited<ReturnType<typeof endRoot>>",
  ),
  consent(
    'an app is let in without a question',
    'asvs-7.6.2-not-silently',
    'consent: client !== undefined && (login.askConsent || isForScreen || (!client.firstParty && !remembered.isEnough)),',
    'consent: client !== undefined && login.askConsent && !client.firstParty,',
  ),
  cookies(
    'all browsers have one cookie',
    'nist-800-63b-5.1-cookie-unguessable',
    'const token = unguessable()',
    "const token = 'A'.repeat(43)",
  ),
  signInForm(
    'the secret of a sign-in is in its address',
    'nist-800-63b-5.1-no-secret-in-address',
    'return moveOn(reply, 303, `/signin/${flow}`)',
    'return moveOn(reply, 303, `/signin/${flow}?handle=${begun.value.handle}`)',
  ),
  ownFactors(
    'a number can be added where no project takes one',
    'asvs-6.6.1-no-phone',
    'number === undefined && (await takesNumbers(deps, user.id))',
    'number === undefined',
  ),
  overview(
    'the own page has no button to sign out',
    'asvs-7.4.4-sign-out-in-sight',
    `<button class="quiet small" id="end-\${at}" aria-labelledby="end-\${at} device-\${at}">\${say(
    'account.signins.end',
  )}</button>`,
    '',
  ),
  password(
    'whoever types a wrong password learns whether there is an account',
    'asvs-6.3.8-no-enumeration-sign-in',
    "return await deny({ why: 'wrong_credentials' }, right ? 'no_membership' : 'wrong_password', account)",
    "return await deny({ why: account === undefined ? 'password_disabled' : 'wrong_credentials' }, right ? 'no_membership' : 'wrong_password', account)",
  ),
  personByCode(
    'a provider’s sign-in of any age is new',
    'asvs-6.8.4-strength-and-age',
    '        ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),\n',
    '        ...(maxAgeSeconds === 0 && { maxAge: maxAgeSeconds }),\n',
  ),
  totp(
    'apps are told of other steps than the server’s',
    'rfc6238-4.1-time-step',
    'return generateURI({ issuer, label: account, secret })',
    'return `${generateURI({ issuer, label: account, secret })}&period=60`',
  ),
]
