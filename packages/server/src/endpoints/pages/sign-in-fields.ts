import type { Form } from '#answers'
import { type Html, html } from '#base/html'
import { emailFault, type Fault, field, readEmail } from './form-fields.ts'
import type { Words } from './words.ts'

/** The steps: first the e-mail address, then the password, whether the address has an account or not. */
export type SignInStep = 'email' | 'password'

/**
 * How long a sign-in or sign-out page may stay open: more than 20 hours, so that it needs no warning (WCAG 2.2.1). A
 * shorter time would not protect anything, because the form works only in its own browser.
 */
export const PAGE_SECONDS = 86_400

/** The fields of a step with its button. In the second step, the person can change the first answer. */
export function signInFields(
  say: Words,
  step: SignInStep,
  {
    email,
    fault,
    asks = 'password',
    takesMail = false,
    takesText = false,
  }: {
    readonly email: string | undefined
    readonly fault: Fault | undefined
    /** `address`: the page asks only for the address, which decides where to go next. */
    readonly asks?: 'password' | 'address' | 'nothing'
    /** There is a button to sign in by an e-mail. */
    readonly takesMail?: boolean
    /** The same for a text message. */
    readonly takesText?: boolean
  },
): Html {
  // After the first button: that is the one that the Enter key presses.
  const by = (value: 'email' | 'phone', words: Html): Html =>
    html`<button class="quiet" name="by" value="${value}">${words}</button>`
  const byMail = takesMail ? by('email', say('factor.mail')) : undefined
  const byText = takesText && step === 'email' ? by('phone', say('signin.phone')) : undefined
  const address = { name: 'email', label: say('field.email'), value: email, fault } as const
  // Only for password managers, which fill in both fields, so that one press signs the person in.
  if (step === 'email')
    return html`<input type="hidden" name="step" value="email">
${field(say, { ...address, autocomplete: 'username webauthn', focus: true })}
${
  asks === 'password'
    ? html`<input class="apart" id="password" name="password" type="password" autocomplete="current-password"
tabindex="-1" aria-hidden="true">
`
    : undefined
}<button>${say('signin.continue')}</button>${byMail}${byText}`
  return html`${field(say, { ...address, autocomplete: 'username', focus: email === undefined })}
${field(say, {
  name: 'password',
  label: say('field.password'),
  autocomplete: 'current-password',
  focus: email !== undefined,
  fault,
})}
<button>${say('signin.button')}</button>${byMail}`
}

/** The credentials, or the next question. No account is looked up before there is a password. */
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
