import type { Html } from '#base/html'
import type { ActivationRefusal } from '#domain/registration'
import { codeField } from './factor-fields.ts'
import type { Fault } from './form-fields.ts'
import type { Words } from './words.ts'

/** The field for the code that staff give to a patient. */
export function activationField(
  say: Words,
  { code, fault }: { readonly code: string | undefined; readonly fault: Fault | undefined },
): Html {
  const [label, hint] = [say('activation.code'), say('activation.code.hint')]
  return codeField(say, { label, hint, value: code, isRecovery: true, fault })
}

/** One sentence for every code that opens nothing, so that nobody learns which codes there are. */
export function activationFault(say: Words, refusal: ActivationRefusal): Fault {
  switch (refusal.why) {
    case 'wrong_code':
      return { field: 'code', text: say('activation.wrong') }
    case 'patient_has_account':
      return { field: 'code', text: say('activation.taken') }
    case 'too_many_attempts':
      return { field: 'code', text: say('signin.throttled', { wait: { seconds: refusal.allowance.resetSeconds } }) }
  }
}
