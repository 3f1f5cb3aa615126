import { accepted, type Result, refused } from '@damson/fhir'
import { fromNumericDate } from '#base/clock'
import { COMPLIANT_DEVICE, UNDATED } from '#domain/logins'
import { failure, type Provider, type ProviderFailure } from '#domain/providers'
import { decideByClaims } from './claims.ts'
import { emailIn } from './email-claim.ts'
import type { ExternalPerson } from './person.ts'

const LONGEST_SUBJECT = 255
/** RFC 8176: the methods that are a second factor beside something known. */
const KNOWN = ['pwd', 'pin', 'kba']
const SECOND = ['otp', 'hwk', 'swk', 'sc', 'fpt', 'face', 'sms', 'tel']

/** A text that can be stored, and compared exactly. */
const isSubject = (text: string): boolean =>
  text !== '' && text.length <= LONGEST_SUBJECT && !/\p{Cc}/u.test(text) && text.isWellFormed()

/** Makes a person from verified claims. */
export function personOf(
  provider: Provider,
  issuer: string,
  claims: Readonly<Record<string, unknown>>,
  now: Date,
): Result<ExternalPerson, ProviderFailure> {
  const { sub, email, email_verified, auth_time, iat, amr, hd } = claims
  if (typeof sub !== 'string' || !isSubject(sub))
    return refused(
      failure(
        'untrusted',
        'no_subject',
        'The provider does not identify the person: sub must be a text of 1 to 255 characters without control characters.',
      ),
    )
  const { hostedDomain, acceptsSecondFactor } = provider.settings
  if (hostedDomain !== undefined && !hostedDomain.some((domain) => domain === hd))
    return refused(
      failure(
        'untrusted',
        'foreign_hosted_domain',
        'The person belongs to none of the organizations in hostedDomain: see their claim hd.',
      ),
    )
  const methods: readonly unknown[] = Array.isArray(amr) ? amr : []
  const has = (some: readonly string[]): boolean => methods.some((one) => some.includes(String(one)))
  const isAsserted = acceptsSecondFactor === true && (has(['mfa']) || (has(KNOWN) && has(SECOND)))
  const { hasSecondFactor, hasCompliantDevice } = decideByClaims(provider.settings, claims)
  const hasSecond = isAsserted || hasSecondFactor
  // Some providers send 0 if they do not know the time.
  const isTime = (one: unknown): one is number => typeof one === 'number' && one > 0
  const seconds = [auth_time, iat].find(isTime)
  const proven = seconds === undefined ? now : fromNumericDate(seconds)
  return accepted({
    provider,
    issuer,
    subject: sub,
    email: emailIn(email),
    emailVerified: email_verified === true,
    claims,
    factors: [
      'external',
      ...(hasSecond ? ['external-second'] : []),
      ...(hasCompliantDevice ? [COMPLIANT_DEVICE] : []),
      // The token is new, but the sign-in at the provider may be of last week.
      ...(isTime(auth_time) ? [] : [UNDATED]),
    ],
    authenticatedAt: proven < now ? proven : now,
  })
}
