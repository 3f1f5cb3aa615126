import type { TimeLeft } from '#domain/signin'
import {
  type Brand,
  type Fault,
  field,
  type Html,
  html,
  PASSWORD_SCRIPT,
  type Page,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  type Words,
  withFault,
} from '#pages'
import { managedAccount } from './proof-page.ts'

export interface PasswordForm {
  /** The sealed content of the form. */
  readonly form: string
  readonly account: string
  readonly fault: Fault | undefined
  readonly left: TimeLeft
}

/** The page on which a person changes their password. */
export function passwordPage(say: Words, brand: Brand, { form, account, fault, left }: PasswordForm): Page {
  return {
    title: titled(say, say.text('account.password.change'), fault),
    brand,
    isSignedIn: true,
    address: '/account/password',
    scripts: [PASSWORD_SCRIPT, TIME_SCRIPT],
    card: html`<h1>${say('account.password.change')}</h1>
<p class="lead">${say('account.password.lead')}</p>
${withFault(
  fault,
  html`<form id="${TIME_FORM}" method="post" action="/account/password" novalidate>
<input type="hidden" name="form" value="${form}">
${managedAccount(account)}
${field(say, {
  name: 'password',
  label: say('account.password.current'),
  autocomplete: 'current-password',
  focus: true,
  fault,
})}
${field(say, {
  name: 'new',
  label: say('field.password.new'),
  autocomplete: 'new-password',
  hint: say('field.password.rule'),
  fault,
})}
<button>${say('account.password.button')}</button>
</form>`,
)}
${timeNotice(say, left, '/account/password', 'secret')}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
  }
}

export interface SetPasswordForm {
  /** The sealed content of the form. */
  readonly form: string
  readonly account: string
  /** The account is used in several projects, and only its own proof opens all of it. */
  readonly opensAll: boolean
  /** Why no e-mail was sent. */
  readonly fault: Html | string | undefined
  readonly left: TimeLeft
}

/** The page on which a person without a password asks for the e-mail with which they set one. */
export function setPasswordPage(
  say: Words,
  brand: Brand,
  { form, account, opensAll, fault, left }: SetPasswordForm,
): Page {
  return {
    title: say.text('account.password.set'),
    brand,
    isSignedIn: true,
    address: '/account/password',
    scripts: [TIME_SCRIPT],
    card: html`<h1>${say('account.password.set')}</h1>
<p class="lead">${say('account.password.set.lead', { email: strong(account) })}</p>
${opensAll ? html`<p class="hint">${say('account.password.set.all')}</p>` : undefined}
${fault === undefined ? undefined : html`<p class="told" role="alert">${fault}</p>`}
<form id="${TIME_FORM}" method="post" action="/account/password">
<input type="hidden" name="form" value="${form}">
<button>${say('account.password.set.button')}</button>
</form>
${timeNotice(say, left, '/account/password')}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
  }
}
