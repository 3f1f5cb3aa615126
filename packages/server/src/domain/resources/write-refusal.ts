/** Why a write does not happen; the endpoint maps it to a status. */
export interface WriteRefusal {
  readonly why: 'forbidden' | 'invalid' | 'too_large' | 'conflict' | 'overtaken'
  /** A stable word of ours. */
  readonly code: string
  /** A sentence that says what to do. */
  readonly text: string
  readonly expression?: string
}
