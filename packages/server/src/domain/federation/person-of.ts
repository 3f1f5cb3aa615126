import { accepted, type Result, refused } from '@damson/fhir'
import { isEmail, normaliseEmail } from '#domain/users'
import type { ExternalPerson, ProviderFailure } from './person.ts'
import { failure } from './presented-failure.ts'
import type { Provider } from './provider.ts'

const LONGEST_SUBJECT = 255
/** RFC 8176, and what the field says for the same. */
const SECOND: ReadonlySet<string> = new Set(['mfa', 'otp', 'hwk', 'swk', 'sc', 'fpt', 'face', 'sms'])

/** A person of claims that were checked. */
export function personOf(
  provider: Provider,
  issuer: string,
  claims: Readonly<Record<string, unknown>>,
  now: Date,
): Result<ExternalPerson, ProviderFailure> {
  const { sub, email, email_verified, auth_time, iat, amr, hd } = claims
  if (typeof sub !== 'string' || sub === '' || sub.length > LONGEST_SUBJECT)
    return refused(
      failure('untrusted', 'no_subject', 'The provider does not say who it is: sub is no text of 1 to 255 characters.'),
    )
  const { hostedDomain, acceptsSecondFactor } = provider.settings
  if (hostedDomain !== undefined && !hostedDomain.some((domain) => domain === hd))
    return refused(
      failure('untrusted', 'foreign_hosted_domain', 'The person is of no organisation that is configured: hd.'),
    )
  const methods: readonly unknown[] = Array.isArray(amr) ? amr : []
  const hasSecond = acceptsSecondFactor === true && methods.some((one) => typeof one === 'string' && SECOND.has(one))
  const seconds = typeof auth_time === 'number' ? auth_time : typeof iat === 'number' ? iat : undefined
  const proven = seconds === undefined ? now : new Date(seconds * 1000)
  return accepted({
    provider,
    issuer,
    subject: sub,
    email: typeof email === 'string' && isEmail(email) ? normaliseEmail(email) : undefined,
    emailVerified: email_verified === true,
    claims,
    factors: hasSecond ? ['external', 'external-second'] : ['external'],
    authenticatedAt: proven < now ? proven : now,
  })
}
