import type { Provider, ProviderFailure } from '#domain/providers'
import type { ExternalRefusal } from '#domain/signin'
import {
  type Brand,
  codeField,
  type Fault,
  field,
  type Html,
  html,
  otherMethodTopic,
  PASSWORD_SCRIPT,
  type Page,
  strong,
  type Topic,
  titled,
  topicPage,
  type Value,
  type Words,
  withFault,
} from '#pages'
import type { AuthorizeRequest } from '../authorize/authorize-request.ts'
import { formTargetOf } from '../redirect.ts'
import { appName } from '../steps/sign-in-page.ts'

const OF_PROVIDER: Readonly<Record<ProviderFailure['why'], Topic>> = {
  unavailable: 'external.unavailable',
  declined: 'external.declined',
  untrusted: 'external.untrusted',
  not_anew: 'external.not_anew',
  wrong_browser: 'external.lost',
  unknown_state: 'external.lost',
  misconfigured: 'external.misconfigured',
}

/** The texts for a person whom a provider did not prove. */
export function topicOfFailure({ why, code }: Pick<ProviderFailure, 'why' | 'code'>): Topic {
  return code === 'changed_provider' ? 'external.gone' : OF_PROVIDER[why]
}

/** The texts for a proven person who may not sign in here. They are precise if the person can do something about it. */
export function topicOfRefusal(refusal: ExternalRefusal, { emailDomains }: Provider): Topic {
  const { why } = refusal
  if (why === 'other_method') return otherMethodTopic(refusal.problem)
  if (why === 'unverified_email' || why === 'no_email') return 'external.unverified'
  if (why === 'not_invited') return 'external.unknown'
  // A provider that vouches for no domain leaves none to name.
  if (why === 'foreign_domain' && emailDomains.length > 0) return 'external.other_account'
  if (why === 'provider_changed') return 'external.gone'
  if (why === 'replayed_token') return 'external.lost'
  if (why === 'revoked_token' || why === 'before_restore') return 'external.lost'
  if (why === 'blocked_address') return 'flow.blocked_address'
  if (why === 'other_person') return 'external.other_person'
  return 'external.refused'
}

const MOST_DOMAINS = 3

/** What the texts say of a provider. */
export function valuesOf(say: Words, provider: Provider | undefined): Readonly<Record<string, Value>> {
  if (provider === undefined) return {}
  return { provider: strong(provider.name), domain: say.list(provider.emailDomains.slice(0, MOST_DOMAINS), 'or') }
}

/** The page for a failed sign-in with a provider, with a link that leads on and the number to tell. */
export function externalEndPage(
  say: Words,
  brand: Brand,
  topic: Topic,
  values: Readonly<Record<string, Value>>,
  {
    onward,
    number,
  }: { readonly onward: { readonly address: string; readonly words: Html } | undefined; readonly number: Html },
): Page {
  const { title, card } = topicPage(say, topic, values)
  const link = onward === undefined ? undefined : html`<a class="button" href="${onward.address}">${onward.words}</a>`
  return { title, brand, card: html`${card}${link}${number}` }
}

export interface LinkForm {
  readonly brand: Brand
  readonly request: AuthorizeRequest
  readonly sealed: string
  /** The request as a sealed query, for the page in another language. */
  readonly again: string
  /** The name of the provider, and its person. */
  readonly provider: string
  readonly who: string
  /** Whether an account was found. */
  readonly why: 'proof_needed' | 'ask_to_link' | 'other_here'
  /** The provider may create accounts for new people. */
  readonly mayCreate: boolean
  readonly email: string | undefined
  readonly fault: Fault | undefined
}

/** Asks before it ends another person's sign-in in this browser, because a link of another site may have led here. */
export function switchPage(say: Words, { brand, request, sealed, again, provider, who }: LinkForm): Page {
  const heading = say.text('external.switch.heading')
  return {
    title: heading,
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    address: `/oauth2/authorize?${again}`,
    card: html`<h1>${heading}</h1>
<p class="lead">${say('external.switch.text', { who: strong(who), provider })}</p>
<form method="post" action="/auth/external/link">
<input type="hidden" name="link" value="${sealed}">
<button name="decision" value="switch">${say('external.switch.button')}</button>
</form>`,
  }
}

/** Asks the provider's person for their account here. Its password proves once that it is theirs. */
export function linkAccountPage(say: Words, form: LinkForm): Page {
  const { brand, request, sealed, again, provider, who, why, mayCreate, email, fault } = form
  const heading = say.text('external.link.heading')
  const values = { provider: strong(provider), app: appName(say, request.client) }
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    scripts: [PASSWORD_SCRIPT],
    address: `/oauth2/authorize?${again}`,
    card: html`<h1>${heading}</h1>
<p class="lead">${why === 'proof_needed' ? say('external.link.proof', values) : say('external.link.ask', values)}</p>
<p class="hint">${say('external.link.who', { who: strong(who), provider })}</p>
${withFault(
  fault,
  html`<form method="post" action="/auth/external/link" novalidate>
<input type="hidden" name="link" value="${sealed}">
${field(say, {
  name: 'email',
  label: say('field.email'),
  autocomplete: 'username',
  value: email,
  focus: email === undefined,
  fault,
})}
${field(say, {
  name: 'password',
  label: say('field.password'),
  autocomplete: 'current-password',
  focus: email !== undefined,
  fault,
})}${fault?.field === 'code' ? codeField(say, { fault }) : undefined}
<button name="decision" value="link">${say('external.link.button')}</button>
${mayCreate ? html`<button class="quiet" name="decision" value="create">${say('external.link.create')}</button>` : undefined}
</form>`,
)}`,
  }
}
