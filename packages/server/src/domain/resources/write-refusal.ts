import { bothOf, type Finding, type Says } from '#base/findings'

/** Why a write does not happen, in three voices; the endpoint maps it to a status. */
export interface WriteRefusal {
  readonly why: 'forbidden' | 'invalid' | 'too_large' | 'conflict' | 'overtaken'
  /** A stable word of ours. */
  readonly code: string
  /** A sentence that says what to do. */
  readonly text: string
  /** For the trace alone. */
  readonly finding: Finding
  readonly expression?: string
}

/** A write refused, with the place in the resource where there is one. */
export function writeRefusal<T extends string>(
  why: WriteRefusal['why'],
  code: string,
  says: Says<T>,
  expression?: string,
): WriteRefusal {
  return { why, code, ...bothOf(says), ...(expression !== undefined && { expression }) }
}

/** A resource that cannot be written as it is. */
export function invalid<T extends string>(code: string, says: Says<T>, expression?: string): WriteRefusal {
  return writeRefusal('invalid', code, says, expression)
}
