/** Defects of the recovery of accounts: what is proven, by whom, when, and what stops it. */
import { caughtBy, oneOf, type TestedDefect } from './tested-defect.ts'

const recovery = caughtBy('server/test/recovery/recovery')
const DOMAIN = 'server/src/domain/recovery'
const STORE = `${DOMAIN}/recovery.store`
const OPEN = `${DOMAIN}/open-recovery.store`
const ROUTES = 'server/src/endpoints/admin/recoveries'
const PAGES = 'server/src/endpoints/signin/recovery/recovery'
const LANGUAGE =
  'gets its link in the language of the person, or of the page while theirs is not known; so does a password'

const WHOLE = 'is recovered by the mailbox, an administrator who checked, and a day of waiting'
const BY_CODE = 'is recovered by the mailbox and a saved code, which proves once'
const OTHERS = 'is confirmed by somebody else than whoever started, and never by the person or with another number'
const USED = 'is stopped by an old factor that is used meanwhile, at once'
const ONE_BROWSER = 'belongs to one browser: a link opened in another one begins anew, without what was confirmed'
const ONCE = 'begins with a link that works once, for a day, and that looking does not use up'
const STOP = 'is stopped by the link “this wasn’t me”, once, and not by looking at it'
const RECENT = 'asks administrators for a sign-in of the last ten minutes, and machines never'
const ADMINISTRATORS = 'of an administrator needs an owner, whatever else is proven'
const SHORTER = 'waits a day that only a second administrator shortens'
const SHARED = 'of an account that two projects use is confirmed by the server’s administrators alone'
const NEW_ADDRESS = 'ends with a change of the address, and so does its link'
const STRANGERS = 'tells strangers nothing: one answer, and as many rows, with or without an account'

const emergency = caughtBy('server/test/federation/emergency')
const OWN_FACTOR = 'is asked for a factor of its own at each sign-in, and never for an e-mail'

export const RECOVERY_DEFECTS: readonly TestedDefect[] = [
  recovery(
    'whoever asks for the link of a recovery chooses its language',
    LANGUAGE,
    'server/src/domain/recovery/links',
    'languageOf(user?.language ?? null, origin.language)',
    'origin.language',
  ),
  emergency(
    'an emergency account is chosen that has no factor of its own',
    OWN_FACTOR,
    'server/src/domain/email-domains/emergency-gate',
    'found.hasPassword && found.hasFactor)',
    'found.hasPassword)',
  ),
  emergency(
    'the emergency account signs in by its password and an e-mail',
    OWN_FACTOR,
    'server/src/domain/enrolment/demands',
    'membership?.isEmergency === true ? AAL2 : undefined',
    'undefined',
  ),
  recovery('one proof recovers an account', OTHERS, OPEN, 'cardinality(${proofs}) >= 2', 'cardinality(${proofs}) >= 1'),
  recovery('nobody waits', WHOLE, `${DOMAIN}/times`, 'WAIT_SECONDS = 86_400', 'WAIT_SECONDS = 0'),
  recovery(
    'a recovery is completed before its waiting time is over',
    WHOLE,
    PAGES,
    'if (readyAt > deps.clock.now()) return sendPage',
    'if (false as boolean) return sendPage',
  ),
  recovery(
    'a new factor is set up without the password',
    WHOLE,
    PAGES,
    "if (user.passwordHash !== null && !hasProof(deps, own, form.get('proof')))",
    'if (false as boolean)',
  ),
  recovery(
    'a recovery leaves the lost phone in place',
    WHOLE,
    `${DOMAIN}/complete`,
    'await dropFactors.rows(tx, userId)',
    '[] as { kind: string }[]',
  ),
  recovery(
    'an old factor is used while a recovery removes it',
    'proves nobody any more: it waits, and is gone then',
    `${DOMAIN}/complete`,
    '  await holdFactors.one(tx, userId)\n',
    '',
  ),
  recovery(
    'a recovery leaves sign-ins as they are',
    WHOLE,
    `${DOMAIN}/complete`,
    "await endLoginsOfUser(tx, userId, undefined, 'recovered', now)",
    '[] as never[]',
  ),
  recovery(
    'whoever starts a recovery confirms it',
    OTHERS,
    STORE,
    '  and (r.starter is null or r.starter not in (${accountsOf(by)}))\n',
    '',
  ),
  recovery(
    'an administrator confirms without the number',
    OTHERS,
    STORE,
    'and r.number = ${number} and',
    'and ${number} <> $$$$ and',
  ),
  recovery(
    'the help desk confirms',
    OTHERS,
    'server/src/domain/access/roles',
    "'start_recovery', 'end_sign_ins'],\n  'privacy",
    "'start_recovery', 'confirm_recovery', 'end_sign_ins'],\n  'privacy",
  ),
  recovery(
    'whoever confirms a recovery ends its waiting time',
    SHORTER,
    STORE,
    '  and (r.confirmed_by is null or r.confirmed_by not in (${accountsOf(by)}))`',
    '`',
  ),
  recovery(
    'a waiting time is shortened that no administrator’s word began',
    BY_CODE,
    STORE,
    ' and r.confirmed_by is not null and ${isOpen(now)}',
    ' and ${isOpen(now)}',
  ),
  recovery(
    'people confirm their own recovery',
    'is never confirmed by the person, nor by whoever started it under another account',
    STORE,
    '  r.user_id not in (${accountsOf(by)})\n  and (r.starter',
    '  true\n  and (${by}::uuid = r.user_id or r.starter',
  ),
  recovery(
    'an old factor that is used stops nothing',
    USED,
    OPEN,
    'f.last_used_at > r.started_at',
    'f.last_used_at > now()',
  ),
  recovery(
    'a recovery code that signs in stops nothing',
    'is stopped by a recovery code that signs in meanwhile',
    OPEN,
    'c.used_at > r.started_at',
    'c.used_at > now() + make_interval(years => 9)',
  ),
  recovery(
    'a recovery goes on in any browser',
    ONE_BROWSER,
    STORE,
    'where r.id = ${id} and r.browser_hash = ${browserHash} and ${isOpen(now)}`,\n)\n\nexport const recoveryById',
    'where r.id = ${id} and ${browserHash} <> $$$$ and ${isOpen(now)}`,\n)\n\nexport const recoveryById',
  ),
  recovery(
    'what was confirmed for one browser counts in another',
    ONE_BROWSER,
    STORE,
    'where r.id = ${id} and r.browser_hash is null and ${isOpen(now)}',
    'where r.id = ${id} and ${isOpen(now)}',
  ),
  recovery(
    'a link to a recovery works twice',
    ONCE,
    `${DOMAIN}/recovery-links.store`,
    'where id = ${id} and used_at is null and expires_at > ${now}::timestamptz\n    returning user_id',
    'where id = ${id} and expires_at > ${now}::timestamptz\n    returning user_id',
  ),
  recovery(
    'opening a link to a recovery starts it',
    ONCE,
    PAGES,
    'const user = await peekRecoveryLink(deps, request.params, request.issuer)',
    "const user = await peekRecoveryLink(deps, request.params, request.issuer)\n    await followRecoveryLink(deps, request.params, { browserHash: 'x', openedIn: null }, originOf(request))",
  ),
  recovery(
    'a link to a recovery has no end',
    ONCE,
    `${DOMAIN}/times`,
    'LINK_SECONDS = 86_400\n/** A link in',
    'LINK_SECONDS = 8_640_000\n/** A link in',
  ),
  recovery(
    'an administrator who changed an address has both proofs',
    'does not begin while a change of the address can be undone',
    STORE,
    'undo_until > ${now}::timestamptz',
    'undo_until < ${now}::timestamptz',
  ),
  recovery(
    'a recovery outlives the address that was proven for it',
    NEW_ADDRESS,
    OPEN,
    'u.email_proven_at <= r.started_at',
    'u.email_proven_at is not null',
  ),
  recovery(
    'an e-mail to an earlier address starts a recovery',
    NEW_ADDRESS,
    `${DOMAIN}/links`,
    'emailProvenAt <= secondsAfter(expiresAt, -LINK_SECONDS)',
    'emailProvenAt <= expiresAt',
  ),
  recovery(
    'a recovery has no end',
    'ends after two weeks',
    `${DOMAIN}/times`,
    'RECOVERY_SECONDS = 14',
    'RECOVERY_SECONDS = 140',
  ),
  recovery(
    'looking at “this wasn’t me” stops a recovery',
    STOP,
    PAGES,
    'if ((await peekStop(deps, id, secret)) === undefined) throw unusableLink()',
    'if (!(await stopRecovery(deps, id, secret, requestOriginOf(request)))) throw unusableLink()',
  ),
  recovery(
    'any secret stops a recovery',
    STOP,
    `${DOMAIN}/stop`,
    'if (!isUuid(id) || !isStopSecret(keyring, id, secret)) return undefined',
    'if (!isUuid(id) || keyring === undefined || secret === undefined || isStopSecret.length === 9) return undefined',
  ),
  recovery(
    'administrators recover by a sign-in of long ago',
    RECENT,
    ROUTES,
    'isProvenNow(grantee, clock.now())',
    'grantee.authenticatedAt !== undefined',
  ),
  recovery(
    'an administrator is recovered without another one',
    ADMINISTRATORS,
    OPEN,
    "('administrator' = any(${proofs}) or not ${ADMINISTERS})",
    "('administrator' = any(${proofs}) or true)",
  ),
  recovery(
    'an identity administrator recovers those above',
    ADMINISTRATORS,
    ROUTES,
    'for (const member of seen) await requirePerson(deps, administrator, member)\n  requireOwnerFor(administrator, recovery)',
    'if (seen.length === 0) requireOwnerFor(administrator, recovery)',
  ),
  recovery(
    'one project recovers an account that others use',
    SHARED,
    OPEN,
    'm.project <> ${project} and not m.invitation_open',
    'm.project <> ${project} and false',
  ),
  recovery(
    'the word of an administrator counts who was dismissed since',
    oneOf('ends when the administrator who confirmed it %s, and somebody else confirms a new one', 'is switched off'),
    OPEN,
    ' and a.active and not a.invitation_open',
    '',
  ),
  recovery(
    'strangers learn who has a second factor',
    STRANGERS,
    `${DOMAIN}/links`,
    "postage === undefined ? undefined : makeRecoveryLink(tx, keyring, userId, 'email', now)",
    "postage === undefined || user === undefined ? undefined : makeRecoveryLink(tx, keyring, userId, 'email', now)",
  ),
]
