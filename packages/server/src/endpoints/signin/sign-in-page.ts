import {
  type Brand,
  type Fault,
  faultSummary,
  field,
  type Html,
  html,
  PASSWORD_SCRIPT,
  type Page,
  strong,
  titled,
  type Words,
} from '#answers'
import type { AuthorizeRequest } from './authorize-request.ts'
import { formTargetOf } from './redirect.ts'

/** What is asked: first for the e-mail address, then, whoever it belongs to, for the password. */
export type SignInStep = 'email' | 'password'

export interface SignInForm {
  readonly step: SignInStep
  readonly brand: Brand
  readonly request: AuthorizeRequest
  readonly sealed: string
  /** The query that asks for the page again, with what was typed. */
  readonly again: string
  /** Where to go without the password. */
  readonly forgot: string
  /** Where the form goes. */
  readonly action: string
  readonly email: string | undefined
  readonly fault: Fault | undefined
}

/** The pages that ask for e-mail and password, one after the other; the second lets the first answer be changed. */
export function signInPage(say: Words, form: SignInForm): Page {
  const { step, brand, request, sealed, again, forgot, action, fault } = form
  const heading = say.text(step === 'email' ? 'signin.heading' : 'signin.password.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    ...(step === 'password' && { scripts: [PASSWORD_SCRIPT] }),
    address: `/oauth2/authorize?${again}`,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('signin.lead', { app: appName(say, request.client) })}</p>
${faultSummary(fault)}
<form method="post" action="${action}" novalidate>
<input type="hidden" name="request" value="${sealed}">
${step === 'email' ? emailStep(say, form) : passwordStep(say, form)}
</form>
<p class="more"><a href="${forgot}">${say('signin.forgot')}</a></p>`,
  }
}

/** Password managers fill in both fields at once, and the person is signed in with one press: the second is for them alone. */
function emailStep(say: Words, { email, fault }: SignInForm): Html {
  return html`<input type="hidden" name="step" value="email">
${field(say, { name: 'email', label: say('field.email'), autocomplete: 'username webauthn', value: email, focus: true, fault })}
<input class="apart" id="password" name="password" type="password" autocomplete="current-password" tabindex="-1" aria-hidden="true">
<button>${say('signin.continue')}</button>`
}

function passwordStep(say: Words, { email, fault }: SignInForm): Html {
  return html`${field(say, { name: 'email', label: say('field.email'), autocomplete: 'username', value: email, focus: email === undefined, fault })}
${field(say, { name: 'password', label: say('field.password'), autocomplete: 'current-password', focus: email !== undefined, fault })}
<button>${say('signin.button')}</button>`
}

/** The app by its name, as its project registered it. */
export function appName(say: Words, { resource }: AuthorizeRequest['client']): Html {
  return strong(resource.name ?? say.text('signin.nameless'))
}
