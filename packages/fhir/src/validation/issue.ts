/** What `validate` answers. */

/** The codes of FHIR's IssueType that structural validation uses. */
export type IssueCode =
  /** An element that is unknown, repeated or of the wrong JSON type. */
  | 'structure'
  /** An element that must be there and is not. */
  | 'required'
  /** A value in the wrong format, or of the wrong kind of reference. */
  | 'value'
  /** A code outside a required binding. */
  | 'code-invalid'
  /** Elements that contradict each other. */
  | 'invariant'
  /** Nested too deep to be looked at. */
  | 'too-costly'

/** One thing that is wrong with a resource; it has the fields of `OperationOutcome.issue`. */
export interface Issue {
  readonly severity: 'fatal' | 'error'
  readonly code: IssueCode
  /** FHIRPath of the element, for example `Patient.name[0].given`. */
  readonly expression: string
  /** A sentence that says what is wrong and what is expected. It quotes no values: they may be a patient's. */
  readonly text: string
}
