import type { WriteRefusal } from '#domain/resources'
import { OutcomeError } from './outcome.ts'

/** A write that a gate stopped, as an OperationOutcome. */
export function writeRefused({ why, code, text, expression }: WriteRefusal): OutcomeError {
  switch (why) {
    case 'forbidden':
      return new OutcomeError(403, [{ code: 'forbidden', text, expression, reason: code }])
    case 'invalid':
      return new OutcomeError(400, [{ code: 'invalid', text, expression, reason: code }])
    case 'too_large':
      return new OutcomeError(422, [{ code: 'too-costly', text, expression, reason: code }])
    case 'conflict':
    case 'overtaken':
      return new OutcomeError(409, [{ code: 'conflict', text, expression, reason: code }])
  }
}
