import { domainOfEmail, normaliseDomain } from '#domain/users'
import type { ExternalPerson } from './person.ts'

/**
 * A Google person, with the domain that Google may vouch for: Gmail's, or that of the organisation whose accounts Google
 * runs (`hd`). An address of any other domain may have belonged to another person when the account was made.
 */
export function vouchedByGoogle(person: ExternalPerson): ExternalPerson {
  const { claims, email = '', provider } = person
  const domain = domainOfEmail(email)
  const isIts = domain === 'gmail.com' || (typeof claims['hd'] === 'string' && normaliseDomain(claims['hd']) === domain)
  return { ...person, provider: { ...provider, emailDomains: isIts ? [domain] : [] } }
}
