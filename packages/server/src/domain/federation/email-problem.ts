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
  const domain = email.slice(email.lastIndexOf('@') + 1)
  return provider.emailDomains.some((allowed) => allowed === '*' || allowed === domain)
    ? undefined
    : {
        why: 'foreign_domain',
        finding: 'The provider may not vouch for addresses of that domain: only for those of its emailDomain.',
      }
}
