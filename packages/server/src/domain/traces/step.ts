import type { Finding } from '#base/findings'
import type { ShownParameter } from './shown.ts'

/** The part of a flow that a request was. */
export type StepKind = 'authorize' | 'sign-in' | 'code' | 'token' | 'api'

/** One request of a flow as stored: no secrets and no personal data. */
export interface TraceStep {
  readonly kind: StepKind
  /** `POST /oauth2/token`, `GET /fhir/R4/Patient/:id`: the route, never the URL. */
  readonly request: string
  readonly status: number
  /** The OAuth or HTTP error that was sent. */
  readonly error?: string | undefined
  /** What was shown or issued. */
  readonly outcome?: string | undefined
  readonly clientId?: string | undefined
  readonly parameters: readonly ShownParameter[]
  readonly findings: readonly Finding[]
}

/** A step with its id and time. */
export interface KeptStep extends TraceStep {
  /** The trace id of the request. */
  readonly id: string
  readonly at: string
}

/** A flow as shown: the requested step, and those before and after it. */
export interface Trace {
  readonly id: string
  readonly project: string
  readonly steps: readonly KeptStep[]
}
