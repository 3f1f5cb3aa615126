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
import { formTargetOf } from './redirect.ts'

export interface SignInForm {
  readonly step: SignInStep
  readonly brand: Brand
  readonly request: AuthorizeRequest
  readonly sealed: string
  /** The query that asks for the page again, with what was typed. */
  readonly again: string
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
  const { step, brand, request, sealed, again, fault, providers, isExternalOnly } = form
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
${step === 'email' ? providerButtons(say, providers, again) : undefined}${
  isExternalOnly
    ? undefined
    : html`${step === 'email' && providers.length > 0 ? html`<p class="or">${say('external.or')}</p>` : undefined}<form method="post" action="/signin" novalidate>
<input type="hidden" name="request" value="${sealed}">
${signInFields(say, step, form)}
</form>
<p class="more"><a href="/signin/forgot?${again}">${say('signin.forgot')}</a></p>`
}`,
  }
}

/** Plain links: the browser is sent on, and none of the provider's scripts is here. */
function providerButtons(say: Words, providers: readonly ProviderButton[], query: string): readonly Html[] {
  return providers.map(
    ({ key, name }) =>
      html`<a class="button provider" href="/auth/external/start?${query}&${new URLSearchParams({ provider: key }).toString()}"><span>${say('external.button', { provider: strong(name) })}</span></a>
`,
  )
}

/** The app by its name, as its project registered it. */
export function appName(say: Words, { resource }: AuthorizeRequest['client']): Html {
  return strong(resource.name ?? say.text('signin.nameless'))
}
