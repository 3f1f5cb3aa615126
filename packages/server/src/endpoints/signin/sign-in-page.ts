import {
  type Brand,
  type Fault,
  faultSummary,
  type Html,
  html,
  PASSWORD_SCRIPT,
  type Page,
  type SignInStep,
  signInFields,
  strong,
  titled,
  type Words,
} from '#answers'
import type { AuthorizeRequest } from './authorize-request.ts'
import { queryOfRequest } from './carried-request.ts'
import { formTargetOf } from './redirect.ts'

export interface SignInForm {
  readonly step: SignInStep
  readonly brand: Brand
  readonly request: AuthorizeRequest
  readonly sealed: string
  readonly email: string | undefined
  readonly fault: Fault | undefined
}

/** The pages that ask for e-mail and password, one after the other; the second lets the first answer be changed. */
export function signInPage(say: Words, form: SignInForm): Page {
  const { step, brand, request, sealed, email, fault } = form
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
<form method="post" action="/signin" novalidate>
<input type="hidden" name="request" value="${sealed}">
${signInFields(say, step, form)}
</form>
<p class="more"><a href="/signin/forgot?${query}">${say('signin.forgot')}</a></p>`,
  }
}

/** The app by its name, as its project registered it. */
export function appName(say: Words, { resource }: AuthorizeRequest['client']): Html {
  return strong(resource.name ?? say.text('signin.nameless'))
}
