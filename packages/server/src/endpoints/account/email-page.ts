import type { TimeLeft } from '#domain/signin'
import {
  type Brand,
  codeField,
  type Fault,
  field,
  type Html,
  html,
  type Page,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  type Words,
  withFault,
} from '#pages'

export interface EmailPage {
  /** The sealed content of each form. */
  readonly form: string
  readonly email: string | null
  /** The change that is under way, and whether a code for it can be entered. */
  readonly pending: { readonly email: string; readonly hasCode: boolean } | undefined
  readonly typed: string | undefined
  readonly fault: Fault | undefined
  readonly left: TimeLeft
}

const PATH = '/account/email'

/** The page on which people change their address: the new one, then the code that was sent there. */
export function emailPage(say: Words, brand: Brand, page: EmailPage): Page {
  const { fault, left, pending } = page
  const heading = say.text('account.email.change')
  return {
    title: titled(say, heading, fault),
    brand,
    isSignedIn: true,
    address: PATH,
    scripts: [TIME_SCRIPT],
    card: html`<h1>${heading}</h1>
${pending === undefined ? askForm(say, page) : pendingForms(say, page, pending)}
${timeNotice(say, left, PATH, 'secret')}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
  }
}

function askForm(say: Words, { form, email, typed, fault }: EmailPage): Html {
  const lead = email === null ? say('account.email.none') : say('account.email.lead', { email: strong(email) })
  return html`<p class="lead">${lead}</p>
${withFault(
  fault,
  html`<form id="${TIME_FORM}" method="post" action="${PATH}" novalidate>
<input type="hidden" name="form" value="${form}">
${field(say, {
  name: 'email',
  label: say('account.email.new'),
  autocomplete: 'email',
  value: typed,
  focus: true,
  fault,
})}
<button name="do" value="ask">${say('account.email.ask')}</button>
</form>`,
)}`
}

function pendingForms(
  say: Words,
  { form, fault }: EmailPage,
  { email, hasCode }: NonNullable<EmailPage['pending']>,
): Html {
  const hidden = html`<input type="hidden" name="form" value="${form}">`
  const lead = say(hasCode ? 'account.email.code.lead' : 'account.email.waits', { email: strong(email) })
  const other = (to: string, words: Html, look = 'quiet'): Html =>
    html`<form method="post" action="${PATH}">${hidden}
<button class="${look}" name="do" value="${to}">${words}</button></form>
`
  const code = html`<form id="${TIME_FORM}" method="post" action="${PATH}" novalidate>
${hidden}
${codeField(say, { fault })}
<button name="do" value="confirm">${say('factor.button')}</button>
</form>
${other('mail', say('factor.mail_again'))}`
  const waits = html`<form id="${TIME_FORM}" method="post" action="${PATH}">${hidden}
<button name="do" value="mail">${say('account.email.ask')}</button></form>
`
  return html`<p class="lead">${lead}</p>
${withFault(fault, html`${hasCode ? code : waits}${other('cancel', say('account.email.cancel'))}`)}`
}
