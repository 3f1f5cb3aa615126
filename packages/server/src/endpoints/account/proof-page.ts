import {
  type Brand,
  type Fault,
  faultSummary,
  field,
  html,
  PASSWORD_SCRIPT,
  type Page,
  titled,
  type Words,
} from '#answers'
import type { Done } from './acts.ts'

export interface ProofForm {
  /** What the form carries, sealed. */
  readonly form: string
  readonly email: string | undefined
  readonly fault: Fault | undefined
  /** What was done just now, when it ended the sign-in here too. */
  readonly done: Done | undefined
  /** Somebody is signed in already, and is asked once more. */
  readonly isAgain: boolean
}

/** The page that asks for e-mail and password to show somebody their account, or for the password once more. */
export function proofPage(say: Words, brand: Brand, { form, email, fault, done, isAgain }: ProofForm): Page {
  const [heading, lead] = isAgain
    ? ([say.text('account.again.heading'), say('account.again.lead')] as const)
    : ([say.text('signin.heading'), say('account.signin.lead')] as const)
  return {
    title: titled(say, heading, fault),
    brand,
    isSignedIn: isAgain,
    address: '/account',
    scripts: [PASSWORD_SCRIPT],
    card: html`<h1>${heading}</h1>
<p class="lead">${lead}</p>
${done === 'all' || done === 'here' ? html`<p class="told" role="status">${say(`account.done.${done}`)}</p>` : undefined}
${faultSummary(fault)}
<form method="post" action="/account/sign-in" novalidate>
<input type="hidden" name="form" value="${form}">
${isAgain ? undefined : field(say, { name: 'email', label: say('field.email'), autocomplete: 'username', value: email, focus: email === undefined, fault })}
${field(say, { name: 'password', label: say('field.password'), autocomplete: 'current-password', focus: isAgain || email !== undefined, fault })}
<button>${isAgain ? say('account.again.button') : say('signin.button')}</button>
</form>
<p class="more">${isAgain ? html`<a href="/account">${say('account.back')}</a>` : html`<a href="/signin/forgot">${say('signin.forgot')}</a>`}</p>`,
  }
}
