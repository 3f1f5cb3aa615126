/** The issues that `validate` reports. */

/** The codes of FHIR's IssueType that structural validation uses. */
export type IssueCode =
  /** An element that is unknown, repeated or of the wrong JSON type. */
  | 'structure'
  /** A required element that is missing. */
  | 'required'
  /** A value in the wrong format, or the wrong kind of reference. */
  | 'value'
  /** A code outside a required binding. */
  | 'code-invalid'
  /** Elements that contradict each other. */
  | 'invariant'
  /** Nested too deep to check. */
  | 'too-costly'

/** One problem of a resource; it has the fields of `OperationOutcome.issue`. */
export interface Issue {
  readonly severity: 'fatal' | 'error'
  readonly code: IssueCode
  /** FHIRPath of the element, for example `Patient.name[0].given`. */
  readonly expression: string
  /**
   * A sentence that says what is wrong and what is expected. It quotes no values, because they may identify a patient.
   */
  readonly text: string
}
