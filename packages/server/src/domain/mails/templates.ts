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
/** Its text has its links within. */
const within = (name: string, sample: Template['sample']): Template => simple(name, [], sample)
const noticed = (name: string, sample: Template['sample'] = {}): Template =>
  simple(name, [link('page', 'account')], { page: '/account', ...sample })
const recovers = (what: string): Template => ({
  ...simple(`administrator_recovers`, ['mail.administrator_recovers.advice'], { who: 'ada@example.org' }),
  lead: [`mail.administrator_recovers.${what}` as MessageKey],
})

const INVITED = { inviter: 'Julius Hibbert', name: 'Ada' }
const INVITATION = ['name', 'inviter', ...OF_PROJECT] as const

const DOMAIN = { domain: 'example.org', record: '_damson.example.org TXT "damson-verification=example"' }

/** Every e-mail, by its name. */
export const TEMPLATES = {
  invite: {
    subject: 'mail.invite.subject',
    lead: ['mail.greeting', 'mail.invite.text'],
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
    subject: 'mail.invite.subject',
    lead: ['mail.greeting', 'mail.access.own'],
    rest: [link('at', 'sign_in'), 'mail.access.unexpected', link('page', 'account')],
    placeholders: INVITATION,
    sample: { ...INVITED, at: '/signin', page: '/account' },
  },
  access_organisation: {
    subject: 'mail.invite.subject',
    lead: ['mail.greeting', 'mail.access.organisation'],
    rest: [link('at', 'sign_in'), 'mail.access.ignore'],
    placeholders: [...INVITATION, 'domain'],
    sample: { ...INVITED, at: '/signin', domain: 'example.org' },
  },
  verify_email: {
    ...simple('verify_email', [link('url', 'confirm'), 'mail.verify_email.expiry', ...NOT_ME]),
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
  registered: {
    ...simple('registered', [link('forgot', 'new_password')], { forgot: '/signin/forgot' }),
    placeholders: OF_PROJECT,
  },
  password_changed: simple('password_changed', [link('forgot', 'new_password')], { forgot: '/signin/forgot' }),
  password_disabled: simple('password_disabled', [link('forgot', 'new_password')], { forgot: '/signin/forgot' }),
  password_listed: simple('password_listed', [link('url', 'new_password'), 'mail.password_listed.expiry'], {
    url: LINKED.url,
  }),
  identity_linked: simple('identity_linked', [link('forgot', 'new_password')], {
    provider: 'Google',
    forgot: '/signin/forgot',
  }),
  secret_replaced: simple('secret_replaced', [], { client: '9d1f7a3e-7a1c-4a57-9f0e-3f5f3d0b1c2d' }),
  changes_wait: simple('changes_wait', [link('page', 'changes'), 'mail.changes_wait.advice'], {
    page: '/account/changes',
  }),
  passkey_added: noticed('passkey_added', { name: 'Ada’s phone', page: '/account/passkeys' }),
  passkey_removed: noticed('passkey_removed', { name: 'Ada’s phone', page: '/account/passkeys' }),
  passkey_copied: noticed('passkey_copied', { name: 'Ada’s phone', page: '/account/passkeys' }),
  code: simple('code', [link('forgot', 'new_password')], { code: '123456', forgot: '/signin/forgot' }),
  sign_in: {
    subject: 'mail.sign_in.subject',
    lead: ['mail.sign_in.code'],
    rest: ['mail.sign_in.link', link('url', 'sign_in'), 'mail.sign_in.never'],
    sample: { code: '123456', url: '/signin/mail/example/example' },
  },
  new_place: within('new_place', { address: '203.0.113.7', account: '/account' }),
  factor_added: within('factor_added', { account: '/account' }),
  factor_removed: within('factor_removed', { account: '/account' }),
  recovery_made: within('recovery_made', { account: '/account' }),
  recovery_used: within('recovery_used', { account: '/account', left: '9' }),
  email_code: within('email_code', { code: '123456', page: '/account/email' }),
  email_asked: within('email_asked', { old: 'a…@example.org', page: '/account/email' }),
  email_asked_old: within('email_asked_old', { email: 'ada@example.org', page: '/account/email' }),
  email_changed: within('email_changed', { email: 'ada@example.org', undo: '/auth/undoemail/example/example' }),
  email_changed_new: within('email_changed_new', { email: 'ada@example.org' }),
  email_moved_old: within('email_moved_old', {}),
  account_frozen: within('account_frozen', { reset: '/auth/setpassword/example/example' }),
  deletion_asked: within('deletion_asked', { at: '', page: '/account/data' }),
  deletion_asked_old: within('deletion_asked_old', { at: '' }),
  deletion_cancelled: within('deletion_cancelled', { page: '/account/data' }),
  account_deleted: within('account_deleted', {}),
  recovery_link: simple('recovery_link', [link('url', 'recover')], { url: '/signin/recovery/start/example/example' }),
  recovery_started: simple('recovery_started', ['mail.recovery_stop.text', link('stop', 'stop')], {
    stop: '/signin/recovery/stop/example/example',
  }),
  recovery_confirmed: simple('recovery_confirmed', ['mail.recovery_stop.text', link('stop', 'stop')], {
    stop: '/signin/recovery/stop/example/example',
    at: '',
  }),
  recovery_ready: simple(
    'recovery_ready',
    [link('page', 'continue'), 'mail.recovery_stop.text', link('stop', 'stop')],
    { page: '/signin/recovery', stop: '/signin/recovery/stop/example/example' },
  ),
  recovery_completed: simple('recovery_completed', []),
  recovery_cancelled: simple('recovery_cancelled', []),
  administrator_started: recovers('started'),
  administrator_confirmed: recovers('confirmed'),
  administrator_ready: recovers('ready'),
  administrator_completed: recovers('completed'),
  administrator_cancelled: recovers('cancelled'),
  administrator_host: recovers('host'),
  domain_missing: simple('domain_missing', [{ value: 'record' }, 'mail.domain_missing.advice'], {
    ...DOMAIN,
    days: '7',
  }),
  domain_suspended: simple('domain_suspended', [{ value: 'record' }, 'mail.domain_suspended.advice'], DOMAIN),
  domain_back: within('domain_back', DOMAIN),
  emergency_used: within('emergency_used', { email: 'ada@example.org', address: '203.0.113.7', at: '' }),
} as const satisfies Readonly<Record<string, Template>>

export type TemplateName = keyof typeof TEMPLATES

export const templateOf = (name: string): Template | undefined =>
  Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name as TemplateName] : undefined
