import type { Finding } from '#base/findings'
import type { ShownParameter } from './shown.ts'

/** Which part of a flow a request was. */
export type StepKind = 'authorize' | 'sign-in' | 'code' | 'token' | 'api'

/** One request of a flow as it is kept: nothing in it is secret or about a person. */
export interface TraceStep {
  readonly kind: StepKind
  /** `POST /oauth2/token`, `GET /fhir/R4/Patient/:id`: the route, never the address. */
  readonly request: string
  readonly status: number
  /** The error on the wire. */
  readonly error?: string | undefined
  /** What was shown or given. */
  readonly outcome?: string | undefined
  readonly clientId?: string | undefined
  readonly parameters: readonly ShownParameter[]
  readonly findings: readonly Finding[]
}

/** A step in its place. */
export interface KeptStep extends TraceStep {
  /** The trace id of the request. */
  readonly id: string
  readonly at: string
}

/** A flow as it is shown: the request that was asked for, and what went before and after it. */
export interface Trace {
  readonly id: string
  readonly project: string
  readonly steps: readonly KeptStep[]
}
