import type { Form } from '#answers'
import { type Html, html } from '#base/html'
import type { ActivationRefusal, TypedActivation } from '#domain/registration'
import { codeField } from './factor-fields.ts'
import { type Fault, faultAt } from './form-fields.ts'
import type { Words } from './words.ts'

/** The fields for the code that staff give to a patient, and for the date of birth, which is asked of everybody. */
export function activationFields(
  say: Words,
  {
    code,
    birthDate,
    fault,
  }: {
    readonly code: string | undefined
    readonly birthDate: string | undefined
    readonly fault: Fault | undefined
  },
): Html {
  const [label, hint] = [say('activation.code'), say('activation.code.hint')]
  const isWrong = fault?.field === 'birthdate'
  return html`${codeField(say, { label, hint, value: code, isRecovery: true, fault })}<div class="field">
<label for="birthdate">${say('activation.birthdate')}</label>
${faultAt('birthdate', fault)}
<input id="birthdate" name="birthdate" type="date" value="${birthDate}" autocomplete="bday" min="1850-01-01" max="9999-12-31" required aria-describedby="${isWrong ? 'birthdate-fault' : 'birthdate-hint'}"${isWrong ? html` aria-invalid="true" autofocus` : undefined}>
${isWrong ? undefined : html`<p class="hint" id="birthdate-hint">${say('activation.birthdate.hint')}</p>`}
</div>
`
}

/** What was typed into them. */
export function typedActivation(form: Form | undefined): TypedActivation {
  const sent = (name: string): string => form?.get(name)?.slice(0, 100) ?? ''
  return { code: sent('code'), birthDate: sent('birthdate').trim() }
}

/** One sentence for every code that opens nothing, so that nobody learns which codes there are. */
export function activationFault(say: Words, refusal: ActivationRefusal): Fault {
  switch (refusal.why) {
    case 'wrong_code':
      return { field: 'code', text: say('activation.wrong') }
    case 'no_birth_date':
      return { field: 'birthdate', text: say('activation.birthdate.missing') }
    case 'patient_has_account':
      return { field: 'code', text: say('activation.taken') }
    case 'too_many_attempts':
      return { field: 'code', text: say('signin.throttled', { wait: { seconds: refusal.allowance.resetSeconds } }) }
  }
}
