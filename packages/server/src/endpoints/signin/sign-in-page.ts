import { type Brand, html, type Page } from '#answers'
import type { AuthorizeRequest } from './authorize-request.ts'
import { queryOfRequest } from './carried-request.ts'
import { type Fault, faultSummary, field } from './form-fields.ts'
import { formTargetOf } from './redirect.ts'

export interface SignInForm {
  readonly brand: Brand
  readonly request: AuthorizeRequest
  readonly sealed: string
  readonly email: string | undefined
  readonly fault: Fault | undefined
}

/** The page that asks for e-mail and password. */
export function signInPage({ brand, request, sealed, email, fault }: SignInForm): Page {
  return {
    title: fault === undefined ? 'Sign in' : 'Error: Sign in',
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    card: html`<h1>Sign in</h1>
<p class="lead">to continue to <strong>${appName(request.client)}</strong></p>
${faultSummary(fault)}
<form method="post" action="/signin" novalidate>
<input type="hidden" name="request" value="${sealed}">
${field({ name: 'email', label: 'E-mail', autocomplete: 'username', value: email, focus: email === undefined, fault })}
${field({ name: 'password', label: 'Password', autocomplete: 'current-password', focus: email !== undefined, fault })}
<button>Sign in</button>
</form>
<p class="more"><a href="/signin/forgot?${queryOfRequest(request)}">Forgot your password?</a></p>`,
  }
}

/** The app by its name, as its project registered it. */
export function appName({ resource }: AuthorizeRequest['client']): string {
  return resource.name ?? 'an app without a name'
}
