import type { Form } from '#answers'
import { emailFault, type Fault, field, readEmail } from './form-fields.ts'
import { type Html, html } from './html.ts'
import type { Words } from './words.ts'

/** What is asked for: first the e-mail address, then the password, whether the address has an account or not. */
export type SignInStep = 'email' | 'password'

/**
 * How long a page may lie open that asks a person to sign in or out: longer than the 20 hours from which on nobody need be
 * warned (WCAG 2.2.1). A shorter time would guard nothing: what the form carries is of use in its own browser alone.
 */
export const PAGE_SECONDS = 86_400

/** The fields of a step with its button; the second step lets the first answer be changed. */
export function signInFields(
  say: Words,
  step: SignInStep,
  {
    email,
    fault,
    asks = 'password',
  }: {
    readonly email: string | undefined
    readonly fault: Fault | undefined
    /** `address`: no password is taken, the address alone decides where to go. */
    readonly asks?: 'password' | 'address' | 'nothing'
  },
): Html {
  const address = { name: 'email', label: say('field.email'), value: email, fault } as const
  // Password managers fill in both fields at once, and the person is signed in with one press: the second is for them alone.
  if (step === 'email')
    return html`<input type="hidden" name="step" value="email">
${field(say, { ...address, autocomplete: 'username webauthn', focus: true })}
${
  asks === 'password'
    ? html`<input class="apart" id="password" name="password" type="password" autocomplete="current-password" tabindex="-1" aria-hidden="true">
`
    : undefined
}<button>${say('signin.continue')}</button>`
  return html`${field(say, { ...address, autocomplete: 'username', focus: email === undefined })}
${field(say, { name: 'password', label: say('field.password'), autocomplete: 'current-password', focus: email !== undefined, fault })}
<button>${say('signin.button')}</button>`
}

/** What was sent, or what to ask for next: whether anybody has the address is not looked up before there is a password. */
export function readCredentials(
  say: Words,
  form: Form,
):
  | { readonly email: string; readonly password: string }
  | { readonly step: SignInStep; readonly fault: Fault | undefined } {
  const [typed, password = '', isFirst] = [form.get('email'), form.get('password'), form.get('step') === 'email']
  const email = readEmail(typed)
  if (email === undefined) return { step: isFirst ? 'email' : 'password', fault: emailFault(say, typed) }
  if (password !== '') return { email, password }
  return {
    step: 'password',
    fault: isFirst ? undefined : { field: 'password', text: say('field.password.missing') },
  }
}
