import { domainOfEmail, normaliseDomain } from '#domain/users'
import type { ExternalPerson } from './person.ts'

/**
 * A person of Google, with the domain that Google may vouch for: of its own mail, and of the organisation whose accounts
 * it runs (`hd`). Any other address may have been somebody else's when the account was made.
 */
export function vouchedByGoogle(person: ExternalPerson): ExternalPerson {
  const { claims, email = '', provider } = person
  const domain = domainOfEmail(email)
  const isIts = domain === 'gmail.com' || (typeof claims['hd'] === 'string' && normaliseDomain(claims['hd']) === domain)
  return { ...person, provider: { ...provider, emailDomains: isIts ? [domain] : [] } }
}
