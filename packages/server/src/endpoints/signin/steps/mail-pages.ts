import type { MailedSignIn } from '#domain/factors'
import {
  type Brand,
  codeField,
  type Fault,
  type Html,
  html,
  type Page,
  POW_SCRIPT,
  powAttributes,
  powFields,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  topicPage,
  type Words,
  withFault,
} from '#pages'
import type { AuthorizeRequest } from '../authorize/authorize-request.ts'
import { formTargetOf } from '../redirect.ts'
import { appName } from './sign-in-page.ts'

/** A sign-in by e-mail, in the browser that began it. */
export interface MailShown {
  readonly brand: Brand
  readonly request: Pick<AuthorizeRequest, 'client' | 'redirectUri'>
  readonly mailed: Pick<MailedSignIn, 'id' | 'channel' | 'email'>
  /** The query that shows the other ways to sign in. */
  readonly other: string
  /** How long the code works. */
  readonly seconds: number
}

const addressOf = ({ id }: Pick<MailedSignIn, 'id'>): string => `/signin/mail/${id}`

/** The page for the code. Its text is the same whether the address has an account or not. */
export function mailCodePage(say: Words, shown: MailShown, fault: Fault | undefined): Page {
  const { brand, request, mailed, seconds } = shown
  const heading = say.text('factor.heading')
  const address = addressOf(mailed)
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    scripts: [TIME_SCRIPT],
    address,
    card: html`<h1>${heading}</h1>
<p class="lead">${leadOf(say, shown)}</p>
${withFault(
  fault,
  html`<form id="${TIME_FORM}" method="post" action="${address}" novalidate>
${codeField(say, { fault })}
<button>${say('factor.button')}</button>
</form>`,
)}
${otherWays(say, shown)}
${timeNotice(say, { seconds, mayBeMore: false }, address, 'link')}`,
  }
}

function leadOf(say: Words, { mailed: { channel, email }, request }: MailShown): Html {
  const app = appName(say, request.client)
  return channel === 'sms'
    ? say('bytext.lead', { number: strong(email), app })
    : say('bymail.lead', { email: strong(email), app })
}

/** The page before the e-mail, where a project checks that no program asks for it. It goes back to the sign-in form. */
export function mailPowPage(
  say: Words,
  brand: Brand,
  {
    request,
    by,
    to,
    pow,
    fault,
  }: {
    /** The sealed request of the sign-in form. */
    readonly request: string
    readonly by: 'email' | 'phone'
    /** The address or the number. */
    readonly to: string
    readonly pow: { readonly challenge: string; readonly bits: number } | undefined
    readonly fault: Html | undefined
  },
): Page {
  const heading = say.text('signin.pow.heading')
  return {
    title: heading,
    brand,
    scripts: [POW_SCRIPT],
    card: html`<h1>${heading}</h1>
<p class="lead">${say('signin.pow.lead', { email: strong(to) })}</p>
${fault === undefined ? undefined : html`<p class="told" role="status">${fault}</p>`}
<form method="post" action="/signin" novalidate${powAttributes(pow)}>
<input type="hidden" name="request" value="${request}"><input type="hidden" name="step" value="email">
<input type="hidden" name="by" value="${by}"><input type="hidden" name="${by === 'email' ? 'email' : 'number'}" value="${to}">
${powFields(pow)}<button>${say('signin.pow.button')}</button>
</form>`,
  }
}

/** The page for a code that no longer works, whatever was typed. `fault`: why there is no new e-mail either. */
export function mailOverPage(say: Words, shown: MailShown, fault: Fault | undefined): Page {
  const { title, card } = topicPage(say, 'bymail.over')
  const { brand, request, mailed } = shown
  return {
    title,
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    address: addressOf(mailed),
    card: html`${card}
${fault === undefined ? undefined : html`<p class="fault" role="alert">${fault.text}</p>`}
${otherWays(say, shown)}`,
  }
}

function otherWays(say: Words, { mailed, other }: MailShown): Html {
  return html`<form method="post" action="${addressOf(mailed)}">
<button class="quiet" name="decision" value="again">${say('factor.mail_again')}</button>
</form>
<p class="more"><a href="/oauth2/authorize?${other}">${say('bymail.other')}</a></p>`
}

/** The page of the link in the browser that asked for it: opening it uses nothing up, its button does. */
export function mailLinkPage(say: Words, { brand, request, mailed }: MailShown, address: string): Page {
  const heading = say.text('signin.heading')
  return {
    title: heading,
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    address,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('bymail.here.lead', { app: appName(say, request.client), email: strong(mailed.email) })}</p>
<form method="post" action="${address}">
<button>${say('signin.button')}</button>
</form>`,
  }
}

/** The page of the link in any other browser: it signs nobody in here, and says no more than the e-mail did. */
export function mailElsewherePage(say: Words, brand: Brand, { code }: MailedSignIn, address: string): Page {
  const heading = say.text('bymail.elsewhere.heading')
  return {
    title: heading,
    brand,
    address,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('bymail.elsewhere.lead')}</p>
<ul class="codes" dir="ltr">
<li><code>${code}</code></li>
</ul>
<p class="hint">${say('bymail.elsewhere.hint')}</p>`,
  }
}
