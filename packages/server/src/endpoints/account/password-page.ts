import type { TimeLeft } from '#domain/signin'
import {
  type Brand,
  type Fault,
  faultSummary,
  field,
  html,
  PASSWORD_SCRIPT,
  type Page,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  type Words,
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
${faultSummary(fault)}
<form id="${TIME_FORM}" method="post" action="/account/password" novalidate>
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
</form>
${timeNotice(say, left, '/account/password', 'secret')}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
  }
}
