import type { Provider } from '#domain/providers'

/** Whom a provider vouched for, every check passed. */
export interface ExternalPerson {
  readonly provider: Provider
  /** As the provider calls itself: with the subject it is who this is, for ever. */
  readonly issuer: string
  readonly subject: string
  /** In the form in which accounts are known by it. */
  readonly email: string | undefined
  /** The claim is the boolean true, and nothing else. */
  readonly emailVerified: boolean
  readonly claims: Readonly<Record<string, unknown>>
  /** `external`, and `external-second` where the provider's second factor counts. */
  readonly factors: readonly string[]
  /** `auth_time`; where the provider does not say, when it issued the token. Never later than now. */
  readonly authenticatedAt: Date
}
