export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly what: string
  readonly remedy: string
}

export interface Step {
  readonly id: string
  readonly at: string
  readonly kind: 'authorize' | 'sign-in' | 'code' | 'token' | 'api'
  readonly request: string
  readonly status: number
  readonly error?: string
  readonly outcome?: string
  readonly clientId?: string
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
  readonly findings: readonly Finding[]
}

/** A flow, as `GET /auth/trace/:id` tells it. */
export interface Trace {
  readonly id: string
  readonly findings: readonly Finding[]
  readonly steps: readonly Step[]
}
