import { bothOf, type Finding, type Says } from '#base/findings'
import type { AskedChange } from './asked-change.ts'

/**
 * Why a write is refused: a code for programs, a text for people, a finding for the trace. The endpoint chooses the
 * status.
 */
export interface WriteRefusal {
  /** `outdated_proof`: its author must prove themselves anew first. `needs_approval`: of an administrator. */
  readonly why: 'forbidden' | 'invalid' | 'too_large' | 'conflict' | 'overtaken' | 'outdated_proof' | 'needs_approval'
  /** A stable code of Damson's. */
  readonly code: string
  /** A sentence that tells the caller what to do. */
  readonly text: string
  /** Only for the trace. */
  readonly finding: Finding
  readonly expression?: string
  /** What else is wrong with the same resource. */
  readonly more?: readonly Pick<WriteRefusal, 'code' | 'text' | 'expression'>[]
  /** What waits for an approval. */
  readonly asked?: AskedChange
}

/** Refuses a write, and names the element of the resource if there is one. */
export function writeRefusal<T extends string>(
  why: WriteRefusal['why'],
  code: string,
  says: Says<T>,
  expression?: string,
): WriteRefusal {
  return { why, code, ...bothOf(says), ...(expression !== undefined && { expression }) }
}

/** A resource that is invalid. */
export function invalid<T extends string>(code: string, says: Says<T>, expression?: string): WriteRefusal {
  return writeRefusal('invalid', code, says, expression)
}
