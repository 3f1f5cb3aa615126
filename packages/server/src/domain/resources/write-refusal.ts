/** Why a write does not happen; the endpoint maps it to a status. */
export interface WriteRefusal {
  readonly why: 'forbidden' | 'invalid' | 'too_large' | 'conflict' | 'overtaken'
  /** A stable word of ours. */
  readonly code: string
  /** A sentence that says what to do. */
  readonly text: string
  readonly expression?: string
}

/** A write refused, with the place in the resource where there is one. */
export function writeRefusal(why: WriteRefusal['why'], code: string, text: string, expression?: string): WriteRefusal {
  return expression === undefined ? { why, code, text } : { why, code, text, expression }
}

/** A resource that cannot be written as it is. */
export function invalid(code: string, text: string, expression?: string): WriteRefusal {
  return writeRefusal('invalid', code, text, expression)
}
