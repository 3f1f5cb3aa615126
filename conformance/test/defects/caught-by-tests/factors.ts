/** Defects of second factors: who demands one, on which way, and who may change one. */
import { caughtBy, oneOf, type TestedDefect, type TestName } from './tested-defect.ts'

const routes = caughtBy('server/test/ways/every-way')
const pages = caughtBy('server/test/signin/factors')
const changing = caughtBy('server/test/identity/changing-factors')
const codes = caughtBy('server/src/domain/factors/second-factors')
const linking = caughtBy('server/test/federation/linking')
const stepUp = caughtBy('server/test/signin/step-up')
const core = caughtBy('server/test/clients/medplum-core-mfa')
const mail = caughtBy('server/test/signin/by-mail')
const place = caughtBy('server/test/signin/new-browser')
const weak = caughtBy('server/test/signin/weak-password')
const remembered = caughtBy('server/test/signin/remembered-browser')

const DEMANDS = 'server/src/domain/enrolment/demands'
const STORE = 'server/src/domain/factors/factors.store'

/** That who signs in with a password is asked for a factor. */
const demanded = (by: string): TestName =>
  oneOf('is asked for before %s ends in a login', 'POST /auth/login', `a second factor that ${by} demands`)

export const FACTOR_DEFECTS: readonly TestedDefect[] = [
  routes('a project demands no second factor', demanded('the project'), DEMANDS, '    settings ?? {},\n', ''),
  routes('an app demands no second factor', demanded('the app'), DEMANDS, '    client?.resource ?? {},\n', ''),
  routes(
    'a membership demands no second factor',
    demanded('the membership'),
    DEMANDS,
    ' || membership?.mfaRequired === true',
    '',
  ),
  routes(
    'an account demands no second factor',
    demanded('the account'),
    DEMANDS,
    'userMfaRequired || isBlind',
    'isBlind',
  ),
  routes(
    'an access policy demands no second factor',
    demanded('an access policy'),
    DEMANDS,
    'return demanding.filter(({ id })',
    'return [...demanding].slice(9).filter(({ id })',
  ),
  routes(
    'a least acr demands no second factor',
    demanded('the project, by its least acr'),
    'server/src/domain/logins/factor-demand',
    'isRequired: needsTwo || places',
    'isRequired: places',
  ),
  routes(
    'nobody who lacks a second factor sets one up',
    demanded('the account'),
    'server/src/domain/logins/next-step',
    "  if (demands.factor === 'enroll') return { step: 'enroll_factor' }\n",
    '',
  ),
  routes(
    'the role of an administrator demands no second factor',
    demanded('the role of an administrator'),
    DEMANDS,
    ', ...rolesOf(membership, project)]',
    ']',
  ),
  changing(
    'the mailbox and the password remove an authenticator app',
    'remove no app, and make no recovery codes',
    'server/src/endpoints/auth/own-mfa',
    'return most === undefined ? kinds : [most]',
    'return most === undefined ? kinds : kinds',
  ),
  changing(
    'two factors that are removed at once are both the one before the last',
    'stays where two are removed at once',
    'server/src/domain/enrolment/own-factors',
    '    await lockFactors.rows(tx, userId)\n    const own = await factorsOf',
    '    const own = await factorsOf',
  ),
  changing(
    'an app that a thief sets up outlives the recovery that ends their sign-in',
    'add nothing in a sign-in that ends meanwhile, as by a recovery',
    'server/src/endpoints/auth/own-mfa',
    "{ typed, name: '', showsCodes: false }, stillHolds(own))",
    "{ typed, name: '', showsCodes: false })",
  ),
  pages(
    'an app of others sets up a factor',
    'is not for an app of others to see or set up, whatever people allow it',
    'server/src/endpoints/auth/own-mfa',
    '  await refuseForeignApp(deps, request, grantee, user)\n',
    '',
  ),
  pages(
    'a first-party app of one project acts on an account that others use',
    'is not for an app of one project where others use the account too',
    'server/src/endpoints/auth/step-up',
    'some(({ project }) => project !== own)',
    'some(({ project }) => project === undefined)',
  ),
  pages(
    'the cookie from before the second factor opens what came after',
    'gives the browser another cookie: the one from before opens nothing',
    'server/src/domain/logins/roots',
    'const exchanged = await exchangeHandle.maybeOne',
    'const exchanged = userId === undefined && await exchangeHandle.maybeOne',
  ),
  pages(
    'a password alone opens the account page of a person with a second factor',
    'is asked for before anything is shown or done',
    'server/src/endpoints/account/visitor',
    'visitor === undefined || (await lacksFactor(deps, visitor, request)) ? undefined : visitor',
    'visitor',
  ),
  pages(
    'new recovery codes outlive the sign-in that made them',
    'have no new recovery codes by a sign-in that ends meanwhile, as by a recovery',
    'server/src/endpoints/account/factors',
    'renewRecoveryCodes(deps.signIn, factorActOf(visitor, request), stands)',
    'renewRecoveryCodes(deps.signIn, factorActOf(visitor, request))',
  ),
  pages(
    'a proof of long ago changes factors',
    'is changed only within ten minutes of a proof',
    'server/src/domain/logins/factor-change',
    'STEP_UP_SECONDS = 600',
    'STEP_UP_SECONDS = 6_000',
  ),
  pages(
    'recovery codes outlive the last factor',
    'is added, named and removed, and each is told',
    'server/src/domain/enrolment/own-factors',
    'if (isLast) await forgetRecoveryCodes(tx, userId)',
    'if (isLast) void forgetRecoveryCodes',
  ),
  pages(
    'people remove the factors of others',
    'of another person is not there to rename or remove',
    STORE,
    'delete from factors where id = ${id} and user_id = ${userId} and',
    'delete from factors where id = ${id} and ${userId}::text is not null and',
  ),
  codes(
    'a code is good for each of those who send it at once',
    'a code of an app is good once, also when it comes several times at once',
    STORE,
    ' and last_step < ${step}',
    '',
  ),
  codes(
    'a mailed code gets as many tries as are made',
    'a mailed code gets five tries, also at once',
    STORE,
    'set tries = tries + 1,',
    'set tries = tries,',
  ),
  codes(
    'a recovery code works twice',
    'ten recovery codes are good once each, however they are written, and new ones replace them',
    STORE,
    'c.code_hash = ${hash} and c.used_at is null',
    'c.code_hash = ${hash}',
  ),
  codes(
    'a secret that was shown to one login is confirmed by another',
    'a secret that another login was shown confirms nothing, and is forgotten once an app is confirmed',
    STORE,
    'where user_id = ${userId} and asked_by = ${askedBy} and kind',
    'where user_id = ${userId} and ${askedBy}::text is not null and kind',
  ),
  linking(
    'a password links a provider to an account with a second factor',
    'an account with a second factor is linked only with a code of it, or the provider would lead around it',
    'server/src/domain/signin/external',
    '      if (refusal !== undefined) return accepted(undefined)\n',
    '',
  ),
  stepUp(
    'a membership demands nothing of sign-ins that last',
    'also where %s demands it',
    'server/src/domain/access/access.store',
    'coalesce(u.mfa_required, false) or m.mfa_required as',
    'coalesce(u.mfa_required, false) as',
  ),
  stepUp(
    'a policy demands nothing of sign-ins that last',
    'also where %s demands it',
    'server/src/domain/access/made-grantee',
    'settings, client, ...demands,',
    'settings, client,',
  ),
  stepUp(
    'an app demands nothing of sign-ins that last',
    'also where %s demands it',
    'server/src/domain/access/made-grantee',
    'settings, client, ...demands,',
    'settings, ...demands,',
  ),
  stepUp(
    'the SDK’s own calls are refused after a demand',
    'a weaker sign-in is refused by the APIs, and told what is demanded',
    'server/src/endpoints/answers/grantee',
    '  return accepted(await credentials.grantee(request.headers.authorization, requestOriginOf(request)), request)\n',
    '  return granteeOf(credentials, request)\n',
  ),
  stepUp(
    'a password is changed in a sign-in without the second factor',
    'a password is changed only in a sign-in with the second factor, and the refusal says where',
    'server/src/endpoints/auth/passwords',
    'if (grantee.lacks !== undefined || ',
    'if (',
  ),
  core(
    'the last factor that a project demands is removed',
    'keep the last factor while a project demands one',
    'server/src/endpoints/auth/own-mfa',
    'if (own.isDemanded && going.length',
    'if (!own.isDemanded && going.length',
  ),
  mail(
    'the e-mail of one browser signs in another',
    'signs in the browser that asked, and shows any other only the code to type there',
    'server/src/endpoints/signin/steps/mail-steps',
    'isHere: mailed.browserHash === cookies.find(request)?.hash',
    'isHere: mailed.browserHash !== ""',
  ),
  mail(
    'an e-mail prolongs a sign-in that proved more',
    'renews no sign-in of its browser that proved more, and only one that an e-mail began',
    'server/src/domain/logins/roots',
    "const atMost = proof.method === 'email' || proof.method === 'sms' ? proof.factors : null",
    'const atMost = null',
  ),
  mail(
    'the code of an e-mail signs in twice',
    'with its link, which uses nothing up until its button is pressed, and then works once',
    'server/src/domain/factors/mailed-sign-ins.store',
    'and link_hash = any(${hashes}::text[]) and used_at is null',
    'and link_hash = any(${hashes}::text[])',
  ),
  mail(
    'an e-mail and an app are two factors',
    'does not lead around a second factor, and never reaches the level of two',
    'server/src/domain/logins/assurance',
    'const isTwo = !byMessage && (',
    'const isTwo = (',
  ),
  mail(
    'an e-mail alone leads to every role of its person',
    'leads to no role that the project does not say it of',
    'server/src/domain/signin/choices',
    'const usable = byMessage ? own.filter((one) => takesMessage(project, one, standing.factors)) : own',
    'const usable = own',
  ),
  place(
    'a password alone opens the account in a new browser',
    'on the account page is answered with a code, too',
    'server/src/endpoints/account/visitor',
    'return needsMailedCode(signIn,',
    'return false && needsMailedCode(signIn,',
  ),
  place(
    'nobody is told of their account page in a new browser, after the second factor',
    'on the account page alone is told, too, once for each browser, but not the first time',
    'server/src/endpoints/account/code',
    '      if (lacked) await tellOfBrowser(deps, visitor, request)\n',
    '',
  ),
  place(
    'a factor is set up in a new browser before a code is asked for',
    'comes before a second factor is set up, and not beside one',
    'server/src/domain/signin/factors',
    "if (need.need === 'prove') {",
    "if (need.need !== 'none') {",
  ),
  weak(
    'whoever types a listed password replaces it',
    'is replaced after a code by e-mail, by nobody who typed it alone, and then the sign-in goes on',
    'server/src/domain/signin/factors',
    "      ? 'weak_password'\n",
    '      ? undefined\n',
  ),
  weak(
    'whoever types a listed password has the account page',
    'opens nothing of its account before a code by e-mail, and then may be replaced',
    'server/src/domain/signin/weak-password',
    '(isPasswordAlone(at.factors) && provesWeakPassword({ ...user, ...at })) || ',
    '',
  ),
  linking(
    'whoever types a listed password links their own provider',
    'a password that %s links only with a code by e-mail',
    'server/src/domain/signin/external',
    'hasOnlyPasskeys || (await needsMailedCode(deps, deps.db, user, at))',
    'hasOnlyPasskeys',
  ),
  weak(
    'a short password outlives the app beside it',
    'of eight characters may be chosen beside an authenticator app, and only while there is one',
    'server/src/domain/signin/weak-password',
    "(isPasswordShort === true && !enrolled.includes('totp'))",
    'isPasswordShort === null',
  ),
  weak(
    'anybody may choose a password of eight characters',
    'of eight characters may be chosen beside an authenticator app, and only while there is one',
    'server/src/domain/passwords/chooser',
    ".some(({ kind }) => kind === 'totp')",
    ".every(({ kind }) => kind === 'totp')",
  ),
  remembered(
    'a remembered browser meets a level of assurance',
    'meets no level of assurance and no step-up',
    'server/src/domain/signin/remembered-judge',
    ' || level === 2',
    '',
  ),
  remembered(
    'a browser is remembered for everybody who uses it',
    'is so for the days that the project says, and for none but its person',
    'server/src/domain/factors/remembered-browsers.store',
    'where user_id = ${userId} and project = ${project} and browser_hash = ${browserHash}',
    'where ${userId}::uuid is not null and project = ${project} and browser_hash = ${browserHash}',
  ),
  remembered(
    'a browser is remembered beside a password that is too short alone',
    'needs a password that is long enough alone, which its person chose',
    'server/src/domain/signin/remembered-judge',
    'isPasswordLong === true && ',
    '',
  ),
]
