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
import { queryOfRequest } from './carried-request.ts'
import { formTargetOf } from './redirect.ts'

/** What is asked: first for the e-mail address, then, whoever it belongs to, for the password. */
export type SignInStep = 'email' | 'password'

export interface SignInForm {
  readonly step: SignInStep
  readonly brand: Brand
  readonly request: AuthorizeRequest
  readonly sealed: string
  /** Where the form goes. */
  readonly action: string
  readonly email: string | undefined
  readonly fault: Fault | undefined
  /** Identity providers by which people may sign in instead. */
  readonly providers: readonly ProviderButton[]
  /** Damson itself proves nobody to this app. */
  readonly isExternalOnly: boolean
}

/** A way to an identity provider. */
export interface ProviderButton {
  readonly key: string
  readonly name: string
}

/** The pages that ask for e-mail and password, one after the other; the second lets the first answer be changed. */
export function signInPage(say: Words, form: SignInForm): Page {
  const { step, brand, request, sealed, action, email, fault, providers, isExternalOnly } = form
  const query = queryOfRequest(email === undefined ? request : { ...request, loginHint: email })
  const heading = say.text(step === 'email' ? 'signin.heading' : 'signin.password.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    ...(step === 'password' && { scripts: [PASSWORD_SCRIPT] }),
    address: `/oauth2/authorize?${query}`,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('signin.lead', { app: appName(say, request.client) })}</p>
${faultSummary(fault)}
${step === 'email' ? providerButtons(say, providers, query) : undefined}${
  isExternalOnly
    ? undefined
    : html`${step === 'email' && providers.length > 0 ? html`<p class="or">${say('external.or')}</p>` : undefined}<form method="post" action="${action}" novalidate>
<input type="hidden" name="request" value="${sealed}">
${step === 'email' ? emailStep(say, form) : passwordStep(say, form)}
</form>
<p class="more"><a href="/signin/forgot?${query}">${say('signin.forgot')}</a></p>`
}`,
  }
}

/** Plain links: the browser is sent on, and none of the provider's scripts is here. */
function providerButtons(say: Words, providers: readonly ProviderButton[], query: string): readonly Html[] {
  return providers.map(
    ({ key, name }) =>
      html`<a class="button provider" href="/auth/external/start?${query}&${new URLSearchParams({ provider: key }).toString()}">${say('external.button', { provider: strong(name) })}</a>
`,
  )
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
