/** One of what a finding is about. */
export interface Affected {
  readonly reference?: string
  readonly profile?: string
  readonly display?: string
  readonly at?: string
  readonly state?: string
  readonly percent?: number
}

export interface Finding {
  readonly code: string
  readonly severity: 'high' | 'medium' | 'low'
  readonly title: string
  readonly why: string
  readonly remedy: string
  readonly count: number
  readonly isMore: boolean
  readonly affected: readonly Affected[]
}

/** The answer of `GET /admin/projects/:id/posture`. */
export interface Posture {
  readonly version: string
  readonly findings: readonly Finding[]
  readonly checks: readonly { readonly code: string; readonly state: 'ok' | 'found' | 'unknown' | 'not_allowed' }[]
}

export interface Bucket {
  readonly from: string
  readonly signIns: number
  readonly signInsRefused: number
  readonly invalidAuthorizationRequests: number
  readonly tokens: number
  readonly tokensRefused: number
  readonly requests: number
  readonly requestsRefused: number
  readonly requestsFailed: number
  readonly latencyMs?: { readonly p50: number; readonly p95: number }
}

export interface NearLimit {
  readonly name: string
  readonly subject: { readonly reference: string; readonly display?: string }
  readonly percent: number
  readonly hour: string
}

/** The answer of `GET /admin/projects/:id/figures`. */
export interface FiguresAnswer {
  readonly total: Bucket
  readonly buckets: readonly Bucket[]
  readonly limits?: readonly NearLimit[]
}
