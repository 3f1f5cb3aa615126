import type { Issuer } from './issuer.ts'

/** Where a request came from, for limits and the audit, and the address it came to, which links in e-mails lead to. */
export interface RequestOrigin {
  readonly address: string
  readonly userAgent: string
  readonly traceId: string
  readonly issuer: Issuer
}

/** The same, with the browser on hosted pages, by the hash of its cookie. */
export interface BrowserOrigin extends RequestOrigin {
  readonly browserHash?: string | undefined
}
