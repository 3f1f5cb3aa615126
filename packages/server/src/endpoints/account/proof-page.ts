import type { Provider } from '#domain/providers'
import type { TimeLeft } from '#domain/signin'
import {
  type Brand,
  type Fault,
  field,
  type Html,
  html,
  PASSKEY_SCRIPTS,
  PASSWORD_SCRIPT,
  type Page,
  passkeyButton,
  providerButtons,
  RENEW_ADDRESS,
  type SignInStep,
  signInFields,
  strong,
  TIME_FORM,
  TIME_SCRIPT,
  timeNotice,
  titled,
  type UseButton,
  type Words,
  withFault,
} from '#pages'
import type { Done } from './acts.ts'
import { addressOfProvider } from './providers.ts'

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
  /** The providers to sign in with instead. */
  readonly providers: readonly Provider[]
}

/** The sign-in pages of `/account`: the e-mail address first, then the password. */
export function signInPage(
  say: Words,
  brand: Brand,
  { step, form, email, hint, fault, done, passkey, providers }: SignInForm,
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
${withFault(
  fault,
  html`${
    providers.length === 0
      ? undefined
      : html`${providerButtons(say, providers, (one) => addressOfProvider(one))}<p class="or">${say('external.or')}</p>
`
  }<form method="post" action="/account/sign-in" novalidate>
<input type="hidden" name="form" value="${form}">
${signInFields(say, step, { email, fault })}
${passkeyButton(say, passkey)}</form>`,
)}
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
  readonly hasPassword: boolean
  /** The provider that signed the person in, if its word is enough, and the page that they want. */
  readonly byProvider: { readonly provider: Provider; readonly next: string } | undefined
}

/** The page that asks the signed-in person to prove again who they are: as they did, or with what they have here. */
export function againPage(
  say: Words,
  brand: Brand,
  { form, account, fault, left, passkey, onlyPasskey, hasPassword, byProvider }: AgainForm,
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
<p class="lead">${onlyPasskey ? say('account.passkeys.confirm.lost') : leadOf(say, hasPassword, byProvider?.provider)}</p>
${withFault(
  fault,
  html`${byProvider === undefined ? undefined : providerButtons(say, [byProvider.provider], (one) => addressOfProvider(one, byProvider.next))}
${byProvider !== undefined && hasPassword ? html`<p class="or">${say('external.or')}</p>` : undefined}
<form id="${TIME_FORM}" method="post" action="/account/sign-in" novalidate>
<input type="hidden" name="form" value="${form}">
${
  onlyPasskey || !hasPassword
    ? undefined
    : html`${managedAccount(account)}
${field(say, { name: 'password', label: say('field.password'), autocomplete: 'current-password', focus: byProvider === undefined, fault })}
<button>${say('account.again.button')}</button>
`
}${passkeyButton(say, passkey)}</form>`,
)}
${timeNotice(say, left, '/account/sign-in', 'secret')}
${onlyPasskey ? html`<p class="more"><a href="/signin/recover?from=account">${say('factor.lost')}</a></p>` : undefined}
<p class="more"><a href="/account">${say('account.back')}</a></p>`,
  }
}

function leadOf(say: Words, hasPassword: boolean, provider: Provider | undefined): Html {
  if (provider === undefined) return say(hasPassword ? 'account.again.lead' : 'account.again.passkey')
  const values = { provider: strong(provider.name) }
  return hasPassword ? say('account.again.either', values) : say('account.again.provider', values)
}

/** Tells password managers which account the password belongs to. */
export function managedAccount(account: string): Html {
  return html`<input type="email" name="username" value="${account}" autocomplete="username" hidden readonly>`
}
