/** Defects of passwords, as NIST SP 800-63B-4 and OWASP ASVS 5.0 see them. */
import { type Defect, defectsIn } from './defect.ts'

const length = defectsIn('server/src/domain/factors/password.ts')
const fault = defectsIn('server/src/domain/passwords/password-fault.ts')
const blocked = defectsIn('server/src/domain/passwords/blocked.ts')
const change = defectsIn('server/src/domain/passwords/change-password.ts')
const set = defectsIn('server/src/domain/passwords/set-password.ts')
const links = defectsIn('server/src/domain/users/links.ts')
const reset = defectsIn('server/src/domain/passwords/reset-password.ts')

const PEPPERED = "keyring.keyedHashWith(keyVersion, 'password-pepper', password.normalize('NFC'))"
const peppered = (how: string): string => PEPPERED.replace("password.normalize('NFC')", how)

/** Whatever says that a link was used, from where it is looked at to where it is opened. */
const OPENED = `  if (row.usedAt !== null) return refused({ why: 'used_link' })
  if (row.expiresAt <= now) return refused({ why: 'expired_link' })
  return accepted({ userId: row.userId, kind: row.kind as LinkKind, expiresAt: row.expiresAt })
}

/** Uses a link: it works once. */
export async function openLink(
  tx: Tx,
  keyring: Keyring,
  id: string,
  secret: string,
  now: Date,
): Promise<Result<OpenedLink, LinkRefusal>> {
  const peeked = await peekLink(tx, keyring, id, secret, now)
  if (!peeked.ok) return peeked
  const used = await useLink.maybeOne(tx, now, id)
  return used === undefined ? refused({ why: 'used_link' }) : peeked
`
const OPENED_AGAIN = OPENED.replace("  if (row.usedAt !== null) return refused({ why: 'used_link' })\n", '').replace(
  "used === undefined ? refused({ why: 'used_link' }) : peeked",
  'used === undefined ? peeked : peeked',
)

export const PASSWORD_DEFECTS: readonly Defect[] = [
  fault(
    'nobody is told what is wrong with a password',
    'nist-800-63b-3.1.1.2-says-why',
    '  return SENTENCES[fault]\n',
    "  return SENTENCES[fault].slice(0, 0) + 'Choose another password.'\n",
  ),
  length(
    'passwords have 60 characters at the most',
    'nist-800-63b-3.1.1.2-longest',
    'LONGEST_PASSWORD = 256',
    'LONGEST_PASSWORD = 60',
  ),
  length(
    'passwords have fewer than 64 characters',
    'asvs-6.2.9-password-longest',
    'LONGEST_PASSWORD = 256',
    'LONGEST_PASSWORD = 63',
  ),
  length(
    'characters beyond the first plane count twice',
    'nist-800-63b-3.1.1.2-code-points',
    ": Array.from(password.normalize('NFC')).length",
    ": password.normalize('NFC').length",
  ),
  fault(
    'passwords have letters alone',
    'nist-800-63b-3.1.1.2-any-character',
    '  const length = passwordLength(password)\n',
    '  const length = /[^\\x20-\\x7e]/.test(password) ? 0 : passwordLength(password)\n',
  ),
  fault(
    'a password needs a digit',
    'nist-800-63b-3.1.1.2-no-composition',
    '  const length = passwordLength(password)\n',
    '  const length = /\\d/.test(password) ? passwordLength(password) : 0\n',
  ),
  fault(
    'a password needs more than letters',
    'asvs-6.2.5-password-composition',
    '  const length = passwordLength(password)\n',
    '  const length = /[^\\p{L} ]/u.test(password) ? passwordLength(password) : 0\n',
  ),
  fault(
    'a password may have seven characters',
    'asvs-6.2.1-password-length',
    'const SHORTEST = 15',
    'const SHORTEST = 7',
  ),
  length(
    'a password differs by how its accents are typed',
    'nist-800-63b-3.1.1.2-normalised',
    PEPPERED,
    peppered('password'),
  ),
  length(
    'passwords are the same in capitals',
    'nist-800-63b-3.1.1.2-case',
    PEPPERED,
    peppered("password.normalize('NFC').toLowerCase()"),
  ),
  length(
    'spaces around a password are left out',
    'asvs-6.2.8-password-exact',
    PEPPERED,
    peppered("password.normalize('NFC').trim()"),
  ),
  blocked(
    'a common password in a sentence makes it a common one',
    'nist-800-63b-3.1.1.2-blocklist-whole',
    "if (list.all.has(text)) return 'listed'",
    "if (text.split(' ').some((word) => list.all.has(word)) || list.all.has(text)) return 'listed'",
  ),
  change(
    'a common password may be changed to',
    'nist-800-63b-3.1.1.2-blocklist-change',
    `  if (fault !== undefined) return refused({ why: 'unsuitable_password', fault })
`,
    `  if (fault !== undefined && fault !== 'listed') return refused({ why: 'unsuitable_password', fault })
  if (fault === 'listed') return accepted(undefined)
`,
  ),
  blocked(
    'no list is asked',
    'asvs-6.2.4-password-common',
    "  const text = folded(password)\n  if (list.all.has(text)) return 'listed'\n",
    '  if (password.length > 0) return undefined\n  const text = folded(password)\n',
  ),
  blocked(
    'passwords known from breaches may be chosen',
    'asvs-6.2.12-password-known',
    "  if (list.all.has(text)) return 'listed'\n  const letters",
    '  const letters',
  ),
  blocked(
    'words of person and place may be passwords',
    'asvs-6.2.11-password-context',
    "  if (isMadeOf(joined, list, words)) return 'personal'\n  if (letters.length < LONG)",
    '  if (letters.length < LONG)',
  ),
  blocked(
    'the guide’s words of the person are allowed',
    'asvs-6.1.2-words-told',
    'if (isMadeOf(joined, list, words))',
    'if (isMadeOf(joined, list, words.slice(0, 0)))',
  ),
  change(
    'any old password will do',
    'asvs-6.2.3-change-wants-password',
    'if (!(await passwords.matches(change.oldPassword, kept, slot?.value, true))) {',
    'if (!(await passwords.matches(change.oldPassword, kept, slot?.value, true)) && kept === undefined) {',
  ),
  change(
    'the old password of somebody else will do',
    'asvs-6.2.3-password-change-proven',
    'if (!(await passwords.matches(change.oldPassword, kept, slot?.value, true))) {',
    "if (!(await passwords.matches(change.oldPassword, kept, slot?.value, true)) && change.oldPassword === '') {",
  ),
  change(
    'nobody is told of a changed password',
    'asvs-6.3.7-told-of-changes',
    'if (user.email !== null)\n    await mails.passwordNotice',
    'if (user.email === null)\n    await mails.passwordNotice',
  ),
  set(
    'nobody is told of a password that was set by a link',
    'nist-800-63b-4.6-reset-told',
    "if (peeked.value.kind === 'reset' && done.user.email !== null)",
    "if (peeked.value.kind === 'invite' && done.user.email !== null)",
  ),
  links('a mailed link works again', 'nist-800-63b-4.2-reset-once', OPENED, OPENED_AGAIN),
  links(
    'mailed links are short',
    'nist-800-63b-4.2-reset-unguessable',
    'const [id, secret] = [uuid(), unguessable()]',
    'const [id, secret] = [uuid(), unguessable().slice(0, 10)]',
  ),
  reset(
    'whoever asks for a new password learns whether there is an account',
    'asvs-6.3.8-no-enumeration-reset',
    'if (problem !== undefined) return refused(problem)\n',
    `if (problem !== undefined) return refused(problem)
  if ((await userByEmail.maybeOne(db, email, SYSTEM_PROJECT, SYSTEM_PROJECT)) === undefined)
    return refused({ why: 'not_by_mail', providerKey: undefined })
`,
  ),
]
