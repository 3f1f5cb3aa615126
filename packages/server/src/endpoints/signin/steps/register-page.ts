import type { Terms } from '#domain/projects'
import {
  type Brand,
  type Fault,
  faultAt,
  field,
  type Html,
  html,
  PASSWORD_SCRIPT,
  type Page,
  POW_SCRIPT,
  powAttributes,
  powFields,
  strong,
  textField,
  titled,
  type Words,
  withFault,
} from '#pages'
import type { AuthorizeRequest } from '../authorize/authorize-request.ts'
import { formTargetOf } from '../redirect.ts'
import { showing } from '../shown.ts'
import { appName } from './sign-in-page.ts'

export interface RegisterForm {
  readonly brand: Brand
  readonly request: Pick<AuthorizeRequest, 'client' | 'redirectUri'>
  readonly sealed: string
  /** The query that shows the page again. */
  readonly again: string
  readonly first: string
  readonly last: string
  readonly email: string | undefined
  readonly terms: Terms | undefined
  readonly pow: Parameters<typeof powFields>[0]
  readonly fault: Fault | undefined
}

/** The page on which a new patient creates an account. */
export function registerPage(say: Words, form: RegisterForm): Page {
  const { brand, request, sealed, again, first, last, email, terms, pow, fault } = form
  const heading = say.text('register.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    formTargets: [formTargetOf(request.redirectUri)],
    scripts: [PASSWORD_SCRIPT, ...(pow === undefined ? [] : [POW_SCRIPT])],
    address: `/oauth2/authorize?${showing(again, 'register')}`,
    card: html`<h1>${heading}</h1>
<p class="lead">${say(leadOf(brand), { project: strong(brand.name), app: appName(say, request.client) })}</p>
${withFault(
  fault,
  html`<form method="post" action="/signin/register" novalidate${powAttributes(pow)}>
<input type="hidden" name="request" value="${sealed}">
${powFields(pow)}${textField({ name: 'first', label: say('field.first'), autocomplete: 'given-name', value: first, focus: true, fault })}
${textField({ name: 'last', label: say('field.last'), autocomplete: 'family-name', value: last, fault })}
${field(say, { name: 'email', label: say('field.email'), autocomplete: 'username', value: email, fault })}
${field(say, {
  name: 'new',
  label: say('field.password'),
  autocomplete: 'new-password',
  hint: say('field.password.rule'),
  fault,
})}
${terms === undefined ? undefined : termsBox(say, brand, terms, fault)}<button>${say('register.button')}</button>
</form>`,
)}
<p class="more"><a href="/oauth2/authorize?${showing(again)}">${say('register.known')}</a></p>`,
  }
}

/** Who has been a patient before needs a code, where the project has codes; without them the account makes a new record. */
function leadOf({ takesPatients, takesCodes }: Brand): 'register.lead' | `register.lead.${'both' | 'code'}` {
  if (takesPatients !== true) return 'register.lead.code'
  return takesCodes === true ? 'register.lead.both' : 'register.lead'
}

function termsBox(say: Words, brand: Brand, terms: Terms, fault: Fault | undefined): Html {
  const isWrong = fault?.field === 'terms'
  return html`${faultAt('terms', fault)}<div class="choice"><input
id="terms" type="checkbox" name="terms" value="${terms.version}" required${
    isWrong
      ? html` aria-invalid="true" aria-describedby="terms-fault terms-more" autofocus`
      : html` aria-describedby="terms-more"`
  }><label for="terms">${say('terms.accept', { project: strong(brand.name) })}</label><p id="terms-more">${termsLinks(
    say,
    terms,
  )}</p></div>
`
}

/** Where a person reads what they accept. Each opens beside the form, so that nothing that was typed is lost. */
export function termsLinks(say: Words, { termsUrl, privacyUrl }: Terms): Html {
  const link = (url: string, words: Html): Html =>
    html`<a href="${url}" target="_blank" rel="noopener noreferrer">${words}</a>`
  const links = [
    ...(termsUrl === undefined ? [] : [link(termsUrl, say('terms.terms'))]),
    ...(privacyUrl === undefined ? [] : [link(privacyUrl, say('terms.privacy'))]),
  ]
  return html`${links.map((one, at) => (at === 0 ? one : html` · ${one}`))}`
}
