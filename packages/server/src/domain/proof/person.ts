import type { Provider } from '#domain/providers'

/** The person that a provider proved, after every check. */
export interface ExternalPerson {
  readonly provider: Provider
  /** The provider's own issuer: with the subject it identifies the person for good. */
  readonly issuer: string
  readonly subject: string
  /** Normalised as accounts have it. */
  readonly email: string | undefined
  /** Only if the claim is the boolean true. */
  readonly emailVerified: boolean
  readonly claims: Readonly<Record<string, unknown>>
  /** `external`, and `external-second` where the provider's second factor counts; `undated` without an `auth_time`. */
  readonly factors: readonly string[]
  /** `auth_time`, else when the token was issued. Never later than now. */
  readonly authenticatedAt: Date
}
