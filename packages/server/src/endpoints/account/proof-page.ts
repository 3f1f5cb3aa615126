import type { TimeLeft } from '#domain/signin'
import {
  type Brand,
  type Fault,
  faultSummary,
  field,
  type Html,
  html,
  PASSKEY_SCRIPTS,
  PASSWORD_SCRIPT,
  type Page,
  passkeyButton,
  RENEW_ADDRESS,
  type SignInStep,
  signInFields,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  type UseButton,
  type Words,
} from '#pages'
import type { Done } from './acts.ts'

interface ProofForm {
  /** The sealed content of the form. */
  readonly form: string
  readonly fault: Fault | undefined
  /** Left out where no passkey can be used. */
  readonly passkey: UseButton | undefined
}

export interface SignInForm extends ProofForm {
  readonly step: SignInStep
  readonly email: string | undefined
  /** The person, as a sealed query: for the links to another language and to a password reset. */
  readonly hint: string | undefined
  /** What was just done, if that also ended this browser's sign-in. */
  readonly done: Done | undefined
}

/** The sign-in pages of `/account`: the e-mail address first, then the password. */
export function signInPage(
  say: Words,
  brand: Brand,
  { step, form, email, hint, fault, done, passkey }: SignInForm,
): Page {
  const heading = say.text(step === 'email' ? 'signin.heading' : 'signin.password.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    address: hint === undefined ? '/account' : `/account?${hint}`,
    scripts: [...(step === 'password' ? [PASSWORD_SCRIPT] : []), ...(passkey === undefined ? [] : PASSKEY_SCRIPTS)],
    ...(passkey !== undefined && { asks: RENEW_ADDRESS }),
    card: html`<h1>${heading}</h1>
<p class="lead">${say('account.signin.lead')}</p>
${done === 'all' || done === 'here' || done === 'deletion' ? html`<p class="told" role="status">${say(`account.done.${done}`)}</p>` : undefined}
${faultSummary(fault)}
<form method="post" action="/account/sign-in" novalidate>
<input type="hidden" name="form" value="${form}">
${signInFields(say, step, { email, fault })}
${passkeyButton(say, passkey)}</form>
<p class="more"><a href="/signin/forgot?from=account${hint === undefined ? '' : `&${hint}`}">${say(
      'signin.forgot',
    )}</a></p>`,
  }
}

export interface AgainForm extends ProofForm {
  readonly account: string
  readonly left: TimeLeft
  /** A password would not do: the person changes their passkeys, and has some. */
  readonly onlyPasskey: boolean
}

/** The page that asks the signed-in person for their password again. */
export function againPage(
  say: Words,
  brand: Brand,
  { form, account, fault, left, passkey, onlyPasskey }: AgainForm,
): Page {
  const heading = say.text('account.again.heading')
  return {
    title: titled(say, heading, fault),
    brand,
    isSignedIn: true,
    address: '/account',
    scripts: [PASSWORD_SCRIPT, ...(passkey === undefined ? [] : PASSKEY_SCRIPTS), TIME_SCRIPT],
    ...(passkey !== undefined && { asks: RENEW_ADDRESS }),
    card: html`<h1>${heading}</h1>
<p class="lead">${say(onlyPasskey ? 'account.passkeys.confirm.lost' : 'account.again.lead')}</p>
${faultSummary(fault)}
<form id="${TIME_FORM}" method="post" action="/account/sign-in" novalidate>
<input type="hidden" name="form" value="${form}">
${
  onlyPasskey
    ? undefined
    : html`${managedAccount(account)}
${field(say, { name: 'password', label: say('field.password'), autocomplete: 'current-password', focus: true, fault })}
<button>${say('account.again.button')}</button>
`
}${passkeyButton(say, passkey)}</form>
${timeNotice(say, left, '/account/sign-in', 'secret')}
${onlyPasskey ? html`<p class="more"><a href="/signin/recover?from=account">${say('factor.lost')}</a></p>` : undefined}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
  }
}

/** Tells password managers which account the password belongs to. */
export function managedAccount(account: string): Html {
  return html`<input type="email" name="username" value="${account}" autocomplete="username" hidden readonly>`
}
