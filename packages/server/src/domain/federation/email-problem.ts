import { domainInLetters, domainOfEmail, normaliseDomain } from '#domain/users'
import type { IdentifyRefusal } from './identified.ts'
import type { ExternalPerson } from './person.ts'

/** What is wrong with an address as a proof of who somebody is. */
export function emailProblem({ provider, email, emailVerified }: ExternalPerson): IdentifyRefusal | undefined {
  if (email === undefined)
    return {
      why: 'no_email',
      finding:
        'The provider sends no e-mail address, and knows its people by nothing else here: set identitySource to subject, or ask it for the scope email.',
    }
  if (!emailVerified)
    return {
      why: 'unverified_email',
      finding:
        'The claim email_verified is not the boolean true: an address that the provider does not call verified links nobody.',
    }
  const domain = domainOfEmail(email)
  return provider.emailDomains.some((allowed) => allowed === '*' || normaliseDomain(allowed) === domain)
    ? undefined
    : {
        why: 'foreign_domain',
        finding: 'The provider may not vouch for addresses of that domain: only for those of its emailDomain.',
      }
}

/** One address, with its domain in letters and as DNS has it: an account may be known by either. */
export function formsOfEmail(email: string): readonly string[] {
  const at = email.lastIndexOf('@') + 1
  const inDns = domainOfEmail(email)
  const domains = [inDns, domainInLetters(inDns)]
  // Whatever else comes to that domain is written otherwise than people write it, and stays as it is.
  return domains.includes(email.slice(at))
    ? [...new Set(domains.map((domain) => email.slice(0, at) + domain))]
    : [email]
}
