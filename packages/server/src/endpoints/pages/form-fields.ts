import { type Html, html } from '#base/html'
import { SHORTEST_PASSWORD } from '#domain/passwords'
import { isEmail } from '#domain/users'
import type { Words } from './words.ts'

/** What is wrong with an entry. */
export interface Fault {
  readonly field:
    | 'email'
    | 'password'
    | 'new'
    | 'code'
    | 'birthdate'
    | 'name'
    | 'passkey'
    | 'number'
    | 'first'
    | 'last'
    | 'app'
    | 'terms'
    | 'policy'
  readonly text: string | Html
  /** More on what to do, such as a link. */
  readonly remedy?: Html
}

/**
 * A form with what is wrong in it, said once: at its field, which has the focus. If it is about nothing that the form has
 * a field for, such as a passkey, it stands above the form and has the focus itself.
 */
export function withFault(fault: Fault | undefined, form: Html): Html {
  if (fault === undefined) return form
  const markup = form.toString()
  if (markup.includes(`id="${fault.field}-fault"`)) return form
  const text = markup.includes(`id="${fault.field}"`) ? html`<a href="#${fault.field}">${fault.text}</a>` : fault.text
  return html`<div class="note" role="alert" tabindex="-1" autofocus>
<div><p>${text}</p>${fault.remedy && html`<p>${fault.remedy}</p>`}</div>
</div>
${form}`
}

/** What is wrong with a field, between its label and its input: the only alert of the page. */
export function faultAt(field: Fault['field'], fault: Fault | undefined): Html | undefined {
  if (fault?.field !== field) return undefined
  return html`<p class="fault" id="${field}-fault" role="alert">${fault.text}${fault.remedy && html` ${fault.remedy}`}</p>`
}

interface Field {
  readonly name: 'email' | 'password' | 'new'
  readonly label: Html
  readonly autocomplete: 'username' | 'username webauthn' | 'email' | 'current-password' | 'new-password'
  readonly value?: string | undefined
  readonly hint?: Html | undefined
  readonly focus?: boolean
  readonly fault: Fault | undefined
}

/** The script of pages with a password field: a button that shows it, a hint about Caps Lock, a new one's length. */
export const PASSWORD_SCRIPT = 'password.js'

/** A field with its label, its hint, and its error. */
export function field(say: Words, { name, label, autocomplete, value, hint, focus = false, fault }: Field): Html {
  const isWrong = fault?.field === name
  const isSecret = name !== 'email'
  // The error replaces the hint, because it says what is required too.
  const asked = isWrong ? undefined : hint
  const described = [asked === undefined ? [] : `${name}-hint`, isWrong ? `${name}-fault` : []].flat().join(' ')
  const attributes = [
    ...(described === '' ? [] : [html` aria-describedby="${described}"`]),
    ...(isWrong ? [html` aria-invalid="true"`] : []),
    ...(isWrong || (focus && fault === undefined) ? [html` autofocus`] : []),
    ...(name === 'email' ? [html` autocapitalize="none" spellcheck="false" inputmode="email" dir="ltr"`] : []),
    ...(isSecret
      ? [html` data-show="${say.text('field.password.show')}" data-caps="${say.text('field.password.caps')}"`]
      : []),
    ...(autocomplete === 'new-password' ? [countOf(say)] : []),
  ]
  const input = html`<input id="${name}" name="${name}" type="${isSecret ? 'password' : name}" autocomplete="${autocomplete}"
value="${value}" required${attributes}>`
  return html`<div class="field">
<label for="${name}">${label}</label>
${faultAt(name, fault)}
${isSecret ? html`<div class="secret">${input}</div>` : input}
${asked === undefined ? undefined : html`<p class="hint" id="${name}-hint">${asked}</p>`}
</div>
`
}

interface TextField {
  readonly name: 'first' | 'last' | 'name' | 'app'
  readonly label: Html
  readonly autocomplete: 'given-name' | 'family-name' | 'organization' | 'off'
  readonly value: string
  readonly hint?: Html | undefined
  readonly focus?: boolean
  readonly fault: Fault | undefined
}

/** A field for a name, or for the address of an app. */
export function textField({ name, label, autocomplete, value, hint, focus = false, fault }: TextField): Html {
  const isWrong = fault?.field === name
  const asked = isWrong ? undefined : hint
  const described = isWrong ? `${name}-fault` : asked === undefined ? undefined : `${name}-hint`
  return html`<div class="field">
<label for="${name}">${label}</label>
${faultAt(name, fault)}
<input id="${name}" name="${name}" type="text" value="${value}" autocomplete="${autocomplete}" spellcheck="false" required${
    name === 'app' ? html` autocapitalize="none" inputmode="url" dir="ltr"` : html` dir="auto"`
  }${described === undefined ? undefined : html` aria-describedby="${described}"`}${
    isWrong ? html` aria-invalid="true"` : undefined
  }${isWrong || (focus && fault === undefined) ? html` autofocus` : undefined}>
${asked === undefined ? undefined : html`<p class="hint" id="${name}-hint">${asked}</p>`}
</div>
`
}

/** What the script says while a new password is typed: how long it is, in code points. The script puts the number in. */
function countOf(say: Words): Html {
  const text = say.text('field.password.count', { typed: '#', least: SHORTEST_PASSWORD })
  return html` data-least="${SHORTEST_PASSWORD}" data-count="${text}"`
}

/** The typed e-mail address, if it is well-formed. */
export function readEmail(typed: string | undefined): string | undefined {
  const email = typed?.trim() ?? ''
  return email.length <= 320 && isEmail(email) ? email : undefined
}

export function emailFault(say: Words, typed: string | undefined): Fault {
  return { field: 'email', text: say((typed ?? '').trim() === '' ? 'field.email.missing' : 'field.email.invalid') }
}

/** The title of a page with a form. An error comes first in it. */
export function titled(say: Words, title: string, fault: Fault | undefined): string {
  return fault === undefined ? title : say.text('page.fault', { title })
}
