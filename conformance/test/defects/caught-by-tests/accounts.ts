/** Defects of changes of address, of exports and deletions, of limits of one's own, of devices, and of the bot check. */
import { caughtBy, oneOf, type TestedDefect, type TestName } from './tested-defect.ts'

const address = caughtBy('server/test/identity/email-changes')
const movedAccount = caughtBy('server/test/identity/moved-accounts')
const byRole = caughtBy('server/test/tenants/address-by-role')
const account = caughtBy('server/test/identity/own-account')
const links = caughtBy('server/test/federation/audit')
const limits = caughtBy('server/test/limits/own-limits')
const device = caughtBy('server/test/federation/compliant-device')
const bots = caughtBy('server/test/identity/bot-check')
const moved = caughtBy('server/test/federation/moved-provider')
const ownProject = caughtBy('server/test/identity/new-project')
const age = caughtBy('server/test/federation/max-age')
const outbox = caughtBy('server/test/mails/outbox')
const mailed = caughtBy('server/test/mails/links')
const network = caughtBy('server/test/addresses/rules')
const RANGES = 'access/src/read-address-range'
/** That a rule with such an address is refused. */
const refusedRule = (why: string): TestName =>
  oneOf('%s', why, 'that cannot be enforced are refused, and change nothing:')

export const ACCOUNT_DEFECTS: readonly TestedDefect[] = [
  movedAccount(
    'the word of a project opens what an address is invited to elsewhere',
    'takes no word of a project for an address: its person confirms it first',
    'server/src/domain/registration/rescope',
    "(await isVouched.one(tx, user.id)).isVouched) return 'email_vouched'",
    '(await isVouched.one(tx, user.id)).isVouched) return undefined',
  ),
  address(
    'a limited administrator of the server moves the accounts of others',
    'is for owners of the server’s project: no policy allows it, nor new projects, nor other people’s addresses',
    'server/src/endpoints/fhir/rescope',
    'isOwner(grantee)',
    'grantee.admin',
  ),
  mailed(
    'whoever looks at “this was not me” ends the link: a mail scanner does',
    'a mail scanner that opens and submits nothing uses up neither link of an invitation',
    'server/src/domain/registration/decline-link',
    'const peeked = await peekLink(db, keyring, id, secret, clock.now())',
    'const peeked = await openLink(db, keyring, id, secret, clock.now())',
  ),
  ownProject(
    'anybody registers a project in production',
    'does not exist in production, and nothing leads to it',
    'server/src/endpoints/account/index',
    'if (deps.registration.openRegistration) registerNewProject',
    'registerNewProject',
  ),
  ownProject(
    'another site has a project registered',
    'takes no form of another site, and is at the address of no project',
    'server/src/endpoints/account/new-project',
    '    receiveForm(deps, request)\n',
    '',
  ),
  moved(
    'a provider that is moved ends what it signed in',
    'signs nobody out, keeps links and what was tried, and serves those who are away',
    'server/src/domain/identities/move-provider',
    'await rekeyProvider.run(tx, from, to)',
    '',
  ),
  moved(
    'people are sent to a moved provider with an address that it does not know yet',
    'signs nobody out, keeps links and what was tried, and serves those who are away',
    'server/src/domain/proof/round-trips',
    'movedFrom ?? key',
    'key',
  ),
  moved(
    'the old addresses of a moved provider end although nobody has tried the new ones',
    'is served at its old addresses until somebody tried the new ones and confirms them',
    'server/src/domain/providers/provider-references',
    'return tested?.testedHere === true',
    'return tested !== undefined',
  ),
  moved(
    'two providers have one callback after a move',
    'is served at its old addresses until somebody tried the new ones and confirms them',
    'server/src/domain/providers/provider-gate',
    'if (taken !== undefined) return',
    'if (taken?.key === "") return',
  ),
  moved(
    'a move lets the provider of a domain vouch for other domains',
    'of a domain goes on to sign its people in, and vouches for that domain alone',
    'server/src/domain/providers/move',
    '...(!isDomain && emailDomain !== undefined && { emailDomain }),',
    '...(emailDomain !== undefined && { emailDomain }),',
  ),
  moved(
    'a provider claims the callback of another by saying that it was moved from there',
    'says itself where it was moved from, and nobody else says it',
    'server/src/domain/providers/provider-references',
    '(isServer && before === undefined)',
    'before === undefined',
  ),
  outbox(
    'an address without an account causes less work than one with',
    'does the same for an address without an account, whose e-mail is never sent nor shown',
    'server/src/domain/passwords/reset-password',
    'if (link !== undefined && postage !== undefined) {',
    'if (user !== undefined && link !== undefined && postage !== undefined) {',
  ),
  outbox(
    'an e-mail that the mail server has is kept with its links',
    'keeps no text of what the mail server has accepted, and never says that it arrived',
    'server/src/domain/outbox/outbox.store',
    'problem = null, sealed_body = null,',
    'problem = null,',
  ),
  address(
    'any code confirms a new address',
    'does not change by a code that is late, of another change, or of another person',
    'server/src/domain/email-changes/confirm',
    'if (!(await takeMailedCode(tx, keyring, { userId, askedBy: change.id, typed }, now))) {',
    'if (now.getTime() < 0) {',
  ),
  address(
    'an account whose change of address is undone stays open',
    'comes back to its owner, who alone opens the frozen account again',
    'server/src/domain/email-changes/undo',
    'await freezeUser.run(tx, now, userId)',
    '',
  ),
  address(
    'what a thief set up after changing the address stays',
    'comes back to its owner, who alone opens the frozen account again',
    'server/src/domain/email-changes/undo',
    'const factors = await forgetFactorsSince(tx, deps, userId, createdAt, now)',
    'const factors: readonly never[] = []',
  ),
  address(
    'a thief undoes with the link to their own address',
    'comes back after a second change too, and what came later is void',
    'server/src/domain/email-changes/undo',
    'await voidLaterChanges.run(tx, now, userId, createdAt)',
    '',
  ),
  links(
    'a link to a provider that a thief made outlives their address',
    'so is a link that a thief made with another address, once the owner undid the change',
    'server/src/domain/email-changes/undo',
    "await unlinkSince(tx, audit, { userId, since: createdAt, why: 'email_change_undone' }, by, now)",
    '[]',
  ),
  address(
    'who imported an account opens it after it became the server’s, by a passkey of theirs',
    'leaves the importer no way into the account',
    'server/src/domain/registration/rescope',
    'await forgetWaysIn(tx, { audit, gates }, userId, by, now)',
    '[]',
  ),
  account(
    'a deletion that a thief asked for outlives their address',
    'not if a thief asked for it with another address, and the owner undid that',
    'server/src/domain/email-changes/undo',
    "await cancelDeletion(tx, deps, user, by, 'email_change_undone')",
    'false',
  ),
  address(
    'half a link undoes a change',
    'stays as it is after seven days, or with half a link',
    'server/src/domain/email-changes/undo',
    "return keyring.matches('one-time', secret, {",
    "return secret !== '' || keyring.matches('one-time', secret, {",
  ),
  address(
    'an administrator vouches for an address',
    oneOf('is refused with %s', 'an address that it vouches for'),
    'server/src/endpoints/fhir/update-email',
    'if (skipEmailVerification === true)',
    'if (skipEmailVerification === undefined && email.length > 320)',
  ),
  byRole(
    'an administrator changes the address of people above them',
    'an owner’s address is above every role but an owner’s',
    'server/src/endpoints/fhir/update-email',
    'const problem = await accountProblem(deps.db, grantee, id)',
    'const problem = undefined',
  ),
  byRole(
    'an administrator sends an invitation that nobody took up to a mailbox of theirs',
    '%s: an invitation that nobody took up goes to a mailbox of theirs only as an owner',
    'server/src/domain/email-changes/ask-of-member',
    "    if (problem !== undefined) return refused({ why: 'no_redirect', problem })\n",
    '',
  ),
  byRole(
    'an owner of any project moves accounts',
    '%s of a project moves no account',
    'server/src/endpoints/fhir/rescope',
    'if (!(grantee.superAdmin && isOwner(grantee)))',
    'if (!grantee.admin)',
  ),
  account(
    'two administrators who leave at once leave a project to nobody',
    'and an owner’s project goes to another administrator',
    'server/src/domain/own-account/deletions.store',
    'and not exists (select 1 from account_deletions d where d.user_id = o.user_id)',
    '',
  ),
  account(
    'one account that cannot be deleted keeps the others',
    'though another cannot be, which is tried again later',
    'server/src/domain/own-account/delete',
    'await postponeDeletion.run(deps.db, one.userId, now, secondsAfter(now, AGAIN_SECONDS))',
    'throw error',
  ),
  account(
    'the only owner of a suspended project is never deleted',
    'also by the only administrator of a project that is suspended',
    'server/src/domain/own-account/deletions.store',
    'coalesce(m.id = (select id from next), false)',
    'm.id = (select id from next)',
  ),
  account(
    'the earlier versions of a deleted account stay',
    'after two weeks, with every way to sign in; the record and the audit stay',
    'server/src/domain/own-account/delete',
    'await forgetVersions.run(tx, project, id)',
    '',
  ),
  account(
    'an old sign-in deletes the account',
    'through the API too, by a recent sign-in',
    'server/src/endpoints/auth/own-account',
    'await requireStepUp(deps, { grantee, kinds, userId })',
    '',
  ),
  limits(
    'only the limit of the membership refuses',
    'of a client holds for all its callers together, and for its tokens',
    'server/src/domain/throttle/fhir-limit',
    'refused: all.find(({ allowed }) => !allowed)',
    'refused: all.slice(0, 1).find(({ allowed }) => !allowed)',
  ),
  limits(
    'a member asks for the limits of others',
    'is read by administrators before it is used up, without using it',
    'server/src/endpoints/fhir/rate-limits',
    'asked !== grantee.membershipId && !isAdministrator',
    'asked === undefined && !isAdministrator',
  ),
  device(
    'a client demands a device in vain',
    'counts for the sign-ins that are open too, once an app demands it',
    'server/src/domain/access/made-grantee',
    '(needsDevice || row.clientNeedsDevice === true) && !isVouchedFor',
    'needsDevice && !isVouchedFor',
  ),
  device(
    'a policy demands a device in vain',
    'counts for the sign-ins that are open too, once a policy demands it',
    'server/src/domain/access/made-grantee',
    '(needsDevice || row.clientNeedsDevice === true) && !isVouchedFor',
    'row.clientNeedsDevice === true && !isVouchedFor',
  ),
  device(
    'who lacks the device that is demanded signs in',
    'is demanded by a policy: without the provider’s word nobody signs in, and a page says what to do',
    'server/src/domain/signin/state',
    'if (lacksDevice) return NEEDS_DEVICE',
    '',
  ),
  limits(
    'a quota in points is never used up',
    'in points counts what an interaction costs, also in a batch, and refuses beyond',
    'server/src/endpoints/fhir/authenticated-first',
    'deps.throttle.fhir.count(caller, pointsIn(request))',
    'deps.throttle.fhir.count(caller)',
  ),
  bots(
    'a solved challenge is good again and again',
    'lets a solved challenge pass, once',
    'server/src/domain/bot-check/proof-of-work',
    'return (await spendChallenge.maybeOne(db, sha256Text(challenge), secondsAfter(at, LIVES_SECONDS))) !== undefined',
    'return (await spendChallenge.maybeOne(db, sha256Text(challenge), secondsAfter(at, LIVES_SECONDS))) !== null',
  ),
  bots(
    'a challenge of one form is good for another',
    oneOf('refuses a challenge %s', 'of another form'),
    'server/src/domain/bot-check/proof-of-work',
    '`bot-check:${form}:${project}`',
    '`bot-check:${project}:${form.slice(0, 0)}`',
  ),
  bots(
    'a program asks for one e-mail after the other by the button for another',
    'comes before an e-mail to sign in with',
    'server/src/endpoints/signin/steps/mail-steps',
    'const checked = await botPage(',
    "const checked = form.get('decision') === 'again' ? undefined : await botPage(",
  ),
  address(
    'a thief chooses the language of the warning about their address',
    'is told as changed in the language of its owner, whatever language a thief chooses',
    'server/src/domain/email-changes/confirm',
    'language: languageOf(user.language, act.language)',
    'language: act.language',
  ),
  address(
    'a thief’s address outlives the end of the sign-in that asked for it',
    'does not change in a sign-in that ends meanwhile',
    'server/src/domain/email-changes/confirm',
    "  if ((await touchRoot.maybeOne(tx, now, act.askedBy)) === undefined) return refuse({ why: 'ended_login' })\n",
    '',
  ),
  age(
    'a provider’s proof of unknown age is one of now for administrators',
    'an administrator whom it proved nobody knows when changes nothing that asks for a new proof',
    'server/src/domain/access/step-up',
    ' || factors.includes(UNDATED)) return false',
    ' || UNDATED.length === 0) return false',
  ),
  age(
    'a provider’s proof of unknown age is young enough for every app',
    'one with the time %s is of unknown age: no app that asks takes it',
    'server/src/domain/signin/proof-age',
    'if (proof.factors.includes(UNDATED)) return false',
    'if (UNDATED.length === 0) return false',
  ),
  network(
    'the bits of an address beyond its range are cut off',
    refusedRule('bits beyond the range'),
    RANGES,
    'if (network.every((word, at) => word === words[at])) return',
    'if (network.length > 0) return',
  ),
  network(
    'numbers with leading zeros are read, as the library reads them',
    refusedRule('an octal look'),
    RANGES,
    '    if (parts.some((part) => /^0\\d/.test(part))) return refused(ZEROS)\n',
    '',
  ),
  network(
    'an address with a zone is read, as the library reads it',
    refusedRule('a zone'),
    RANGES,
    "  if (text.includes('%')) return refused(ZONE)\n",
    '',
  ),
  network(
    'IPv4 written as IPv6 is another address',
    'and IPv4 written as IPv6 is IPv4',
    RANGES,
    'wordsOf(ipaddr.process(text)',
    'wordsOf(ipaddr.parse(text)',
  ),
  network(
    'the account is changed from a network that nothing of it may be used from',
    'of the account, a person elsewhere ends sign-ins, and neither sees nor changes anything else',
    'server/src/endpoints/account/visitor',
    'return memberships.length > 0',
    'return memberships.length < 0',
  ),
  bots(
    'no answer of reCAPTCHA is a yes',
    'fails closed: %s',
    'server/src/domain/bot-check/bot-check',
    "if (said === 'human') return undefined",
    "if (said !== 'failed') return undefined",
  ),
]
