import {
  type Brand,
  type Fault,
  faultSummary,
  field,
  type Html,
  html,
  type Page,
  strong,
  titled,
  type Words,
} from '#answers'
import type { AuthorizeRequest } from './authorize-request.ts'
import { queryOfRequest } from './carried-request.ts'
import { formTargetOf } from './redirect.ts'

export interface SignInForm {
  readonly brand: Brand
  readonly request: AuthorizeRequest
  readonly sealed: string
  /** Where the form goes. */
  readonly action: string
  readonly email: string | undefined
  readonly fault: Fault | undefined
}

/** The page that asks for e-mail and password. */
export function signInPage(say: Words, { brand, request, sealed, action, email, fault }: SignInForm): Page {
  const query = queryOfRequest(request)
  return {
    title: titled(say, say.text('signin.heading'), fault),
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    address: `/oauth2/authorize?${query}`,
    card: html`<h1>${say('signin.heading')}</h1>
<p class="lead">${say('signin.lead', { app: appName(say, request.client) })}</p>
${faultSummary(fault)}
<form method="post" action="${action}" novalidate>
<input type="hidden" name="request" value="${sealed}">
${field({ name: 'email', label: say('field.email'), autocomplete: 'username', value: email, focus: email === undefined, fault })}
${field({ name: 'password', label: say('field.password'), autocomplete: 'current-password', focus: email !== undefined, fault })}
<button>${say('signin.button')}</button>
</form>
<p class="more"><a href="/signin/forgot?${query}">${say('signin.forgot')}</a></p>`,
  }
}

/** The app by its name, as its project registered it. */
export function appName(say: Words, { resource }: AuthorizeRequest['client']): Html {
  return strong(resource.name ?? say.text('signin.nameless'))
}
