import type { MessageKey } from '#base/language'

/** A value of an e-mail that leads somewhere, and the words of its button. */
export interface LinkItem {
  readonly link: string
  readonly label: MessageKey
}
/** A value that stands by itself. */
export interface ValueItem {
  readonly value: string
}
export type Item = MessageKey | LinkItem | ValueItem

/** What an e-mail says, in the order of reading. What it lacks a value for is left out. */
export interface Template {
  readonly subject: MessageKey
  /** Its first sentences. A project may put its own in their place; what follows always stays. */
  readonly lead: readonly MessageKey[]
  readonly rest: readonly Item[]
  /** The placeholders of a project's own sentences; undefined: it has none of its own. */
  readonly placeholders?: readonly string[]
  /** Values to preview it with; those that lead somewhere are paths of this server. */
  readonly sample: Readonly<Record<string, string>>
}

const button = (name: string): MessageKey => `mail.button.${name}` as MessageKey
const link = (of: string, label: string): LinkItem => ({ link: of, label: button(label) })
const NOT_ME: readonly Item[] = ['mail.not_me', link('decline', 'not_me')]
const LINKED = { url: '/auth/setpassword/example/example', decline: '/auth/notme/example/example' }
const OF_PROJECT = ['project', 'host'] as const

const simple = (name: string, rest: readonly Item[], sample: Template['sample'] = {}): Template => ({
  subject: `mail.${name}.subject` as MessageKey,
  lead: [`mail.${name}.text` as MessageKey],
  rest,
  sample,
})
/** What happened, then the sentence to act on with its link in paragraphs of their own, then what else to know. */
const acting = (
  name: string,
  of: string,
  label: string,
  sample: Template['sample'],
  more: readonly string[] = [],
): Template => simple(name, [ofMail(name, 'act'), link(of, label), ...more.map((part) => ofMail(name, part))], sample)
const ofMail = (name: string, part: string): MessageKey => `mail.${name}.${part}` as MessageKey
const FORGOT = { forgot: '/signin/forgot' }
const ACCOUNT = { account: '/account' }
const PASSKEY = { name: 'Ada’s phone', page: '/account/passkeys' }
const recovers = (what: string, advice = 'advice'): Template => ({
  ...simple(`administrator_recovers`, [ofMail('administrator_recovers', advice)], { who: 'ada@example.org' }),
  lead: [`mail.administrator_recovers.${what}` as MessageKey],
})

const INVITED = { inviter: 'Julius Hibbert', name: 'Ada' }
const INVITATION = ['name', 'inviter', ...OF_PROJECT] as const

const STOP: readonly Item[] = ['mail.recovery_stop.text', link('stop', 'stop')]
const STOPS = { stop: '/signin/recovery/stop/example/example' }
const DOMAIN = { domain: 'example.org', record: '_damson.example.org TXT "damson-verification=example"' }

/** Every e-mail, by its name. */
export const TEMPLATES = {
  invite: {
    subject: 'mail.invite.subject',
    lead: ['mail.greeting', 'mail.invite.text', 'mail.invite.accept'],
    rest: [link('url', 'accept'), 'mail.invite.until', 'mail.invite.not_me', link('decline', 'not_me')],
    placeholders: INVITATION,
    sample: { ...INVITED, ...LINKED, until: '' },
  },
  invite_own: {
    subject: 'mail.invite.subject',
    lead: ['mail.greeting', 'mail.invite.own'],
    rest: ['mail.invite.answer', link('page', 'account'), 'mail.invite.unexpected'],
    placeholders: INVITATION,
    sample: { ...INVITED, page: '/account' },
  },
  access_own: {
    subject: 'mail.access.subject',
    lead: ['mail.greeting', 'mail.access.own'],
    rest: ['mail.access.sign_in', link('at', 'sign_in'), 'mail.access.unexpected', link('page', 'account')],
    placeholders: INVITATION,
    sample: { ...INVITED, at: '/signin', page: '/account' },
  },
  access_organisation: {
    subject: 'mail.access.subject',
    lead: ['mail.greeting', 'mail.access.organisation'],
    rest: [link('at', 'sign_in'), 'mail.access.ignore'],
    placeholders: [...INVITATION, 'domain'],
    sample: { ...INVITED, at: '/signin', domain: 'example.org' },
  },
  verify_email: {
    ...simple('verify_email', ['mail.verify_email.act', link('url', 'confirm'), 'mail.verify_email.expiry', ...NOT_ME]),
    placeholders: OF_PROJECT,
    sample: { ...LINKED, url: '/auth/verifyemail/example/example' },
  },
  reset: {
    ...simple('reset', [link('url', 'new_password'), 'mail.reset.expiry', ...NOT_ME], LINKED),
    placeholders: OF_PROJECT,
  },
  activation: {
    ...simple('activation', [
      { value: 'code' },
      'mail.activation.how',
      link('url', 'enter_code'),
      'mail.activation.expiry',
    ]),
    placeholders: OF_PROJECT,
    sample: { code: '7K2M-9QXT-R4VB-3HWE', url: '/account/activation/example' },
  },
  registered: { ...acting('registered', 'forgot', 'new_password', FORGOT), placeholders: OF_PROJECT },
  password_changed: acting('password_changed', 'forgot', 'new_password', FORGOT),
  password_disabled: acting('password_disabled', 'forgot', 'new_password', FORGOT),
  password_removed: acting('password_removed', 'forgot', 'new_password', FORGOT),
  password_listed: simple('password_listed', [link('url', 'new_password'), 'mail.password_listed.expiry'], {
    url: LINKED.url,
  }),
  identity_linked: acting('identity_linked', 'forgot', 'new_password', { provider: 'Google', ...FORGOT }),
  secret_replaced: simple('secret_replaced', ['mail.secret_replaced.advice'], {
    client: '9d1f7a3e-7a1c-4a57-9f0e-3f5f3d0b1c2d',
  }),
  changes_wait: acting('changes_wait', 'page', 'changes', { page: '/account/changes' }, ['advice']),
  passkey_added: simple(
    'passkey_added',
    ['mail.passkey_added.act', link('page', 'passkeys'), 'mail.passkey_added.then', link('forgot', 'new_password')],
    { ...PASSKEY, ...FORGOT },
  ),
  passkey_removed: simple(
    'passkey_removed',
    ['mail.passkey_removed.act', link('forgot', 'new_password'), 'mail.passkey_removed.then', link('page', 'passkeys')],
    { ...PASSKEY, ...FORGOT },
  ),
  passkey_copied: acting('passkey_copied', 'page', 'passkeys', PASSKEY),
  code: simple('code', ['mail.code.unexpected', link('forgot', 'new_password')], { code: '123456', ...FORGOT }),
  sign_in: {
    subject: 'mail.sign_in.subject',
    lead: ['mail.sign_in.code'],
    rest: ['mail.sign_in.link', link('url', 'sign_in'), 'mail.sign_in.never'],
    sample: { code: '123456', url: '/signin/mail/example/example' },
  },
  new_place: acting('new_place', 'account', 'account', { address: '203.0.113.7', ...ACCOUNT }),
  factor_added: acting('factor_added', 'account', 'account', ACCOUNT),
  factor_removed: acting('factor_removed', 'account', 'account', ACCOUNT),
  recovery_made: acting('recovery_made', 'account', 'account', ACCOUNT),
  recovery_used: acting('recovery_used', 'account', 'account', { ...ACCOUNT, left: '9' }),
  email_code: acting('email_code', 'page', 'enter_code', { code: '123456', page: '/account/email' }, ['unexpected']),
  email_asked: acting('email_asked', 'page', 'confirm', { old: 'a…@example.org', page: '/account/email' }, [
    'unexpected',
  ]),
  email_asked_old: simple('email_asked_old', [link('page', 'confirm'), 'mail.email_asked_old.unexpected'], {
    email: 'ada@example.org',
    page: '/account/email',
  }),
  email_changed: acting('email_changed', 'undo', 'undo', {
    email: 'ada@example.org',
    undo: '/auth/undoemail/example/example',
  }),
  email_changed_new: simple('email_changed_new', [], { email: 'ada@example.org' }),
  email_moved_old: simple('email_moved_old', []),
  account_frozen: simple('account_frozen', [link('reset', 'new_password'), 'mail.account_frozen.expiry'], {
    reset: LINKED.url,
  }),
  deletion_asked: acting('deletion_asked', 'page', 'account', { at: '', page: '/account/data' }, ['unexpected']),
  deletion_asked_old: simple('deletion_asked_old', ['mail.deletion_asked_old.unexpected'], { at: '' }),
  deletion_cancelled: acting('deletion_cancelled', 'page', 'account', { page: '/account/data' }),
  account_deleted: simple('account_deleted', []),
  recovery_link: acting('recovery_link', 'url', 'recover', { url: '/signin/recovery/start/example/example' }),
  recovery_started: simple('recovery_started', STOP, STOPS),
  recovery_confirmed: simple('recovery_confirmed', STOP, { ...STOPS, at: '' }),
  recovery_ready: simple('recovery_ready', [link('page', 'continue'), ...STOP], { page: '/signin/recovery', ...STOPS }),
  recovery_completed: simple('recovery_completed', []),
  recovery_cancelled: acting('recovery_cancelled', 'again', 'recover', { again: '/signin/recover' }),
  administrator_started: recovers('started'),
  administrator_confirmed: recovers('confirmed'),
  administrator_ready: recovers('ready'),
  administrator_completed: recovers('completed', 'advice_completed'),
  administrator_cancelled: recovers('cancelled', 'advice_cancelled'),
  administrator_host: recovers('host'),
  domain_missing: simple('domain_missing', [{ value: 'record' }, 'mail.domain_missing.advice'], {
    ...DOMAIN,
    days: '7',
  }),
  domain_suspended: simple('domain_suspended', [{ value: 'record' }, 'mail.domain_suspended.advice'], DOMAIN),
  domain_back: simple('domain_back', [], DOMAIN),
  emergency_used: simple('emergency_used', ['mail.emergency_used.advice'], {
    email: 'ada@example.org',
    address: '203.0.113.7',
    at: '',
  }),
} as const satisfies Readonly<Record<string, Template>>

export type TemplateName = keyof typeof TEMPLATES

export const templateOf = (name: string): Template | undefined =>
  Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name as TemplateName] : undefined
