import type { Issuer } from './issuer.ts'

/** Where a request came from, for limits and the audit, and at which of our addresses: mailed links lead there. */
export interface RequestOrigin {
  readonly address: string
  readonly userAgent: string
  readonly traceId: string
  readonly issuer: Issuer
}
