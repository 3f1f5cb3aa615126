import type { ExternalPerson } from '#domain/proof'
import { domainInLetters, domainOfEmail, normaliseDomain } from '#domain/users'
import type { IdentifyRefusal } from './identified-person.ts'

/** Why an e-mail address does not identify the person. */
export function emailProblem({ provider, email, emailVerified, claims }: ExternalPerson): IdentifyRefusal | undefined {
  if (email === undefined)
    return {
      why: 'no_email',
      finding: claims['email'] === undefined ? NO_EMAIL : ODD_EMAIL,
    }
  if (!emailVerified)
    return {
      why: 'unverified_email',
      finding:
        'The claim email_verified is not the boolean true: an address that the provider has not verified links no account.',
    }
  const domain = domainOfEmail(email)
  return provider.emailDomains.some((allowed) => allowed === '*' || normaliseDomain(allowed) === domain)
    ? undefined
    : {
        why: 'foreign_domain',
        finding: 'The provider may not vouch for addresses of that domain: only for those of its emailDomain.',
      }
}

const NO_EMAIL =
  'The provider sends no e-mail address, but its people are identified by their address: ' +
  'set identitySource to subject, or request the scope email.'
const ODD_EMAIL =
  'The claim email is not accepted as an address, and is not repaired: ' +
  'NFKC would change it, it has spaces or invisible characters, or a label of its domain mixes scripts or has ' +
  'characters that are not for identifiers (UTS #39, Highly Restrictive). ' +
  'Correct it at the provider, or set identitySource to subject.'

/** An address with its domain in letters, and as in DNS: an account may have either. */
export function formsOfEmail(email: string): readonly string[] {
  const at = email.lastIndexOf('@') + 1
  const inDns = domainOfEmail(email)
  const domains = [inDns, domainInLetters(inDns)]
  // Any other spelling of that domain stays as it is.
  return domains.includes(email.slice(at))
    ? [...new Set(domains.map((domain) => email.slice(0, at) + domain))]
    : [email]
}
