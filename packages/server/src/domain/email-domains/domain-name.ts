import { accepted, type Result, refused } from '@damson/fhir'
import emailProviders from 'email-providers/all.json' with { type: 'json' }
import { getPublicSuffix } from 'tldts'
import { normaliseDomain } from '#domain/users'

export { domainOfEmail } from '#domain/users'

/**
 * Public e-mail providers that are missing in the list. None of them lets a customer publish a record for its domain; this
 * guards against a mistake of theirs.
 */
const MORE_PUBLIC_MAIL = [
  'duck.com',
  'fastmail.com',
  'fastmail.fm',
  'mailbox.org',
  'posteo.de',
  'posteo.net',
  'tuta.com',
  'tuta.io',
  'tutamail.com',
  'tutanota.com',
  'tutanota.de',
]
const PUBLIC_MAIL: ReadonlySet<string> = new Set([...emailProviders, ...MORE_PUBLIC_MAIL])

/** RFC 1035 §2.3.4: a name with the record's own label before it has at most 253 characters. */
const LONGEST = 230
const NAME = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+$/

/** Why a domain cannot be used, and what to do. */
export interface DomainProblem {
  readonly why: 'malformed_domain' | 'public_mail_domain' | 'public_suffix'
  readonly text: string
}

/** Reads a domain that an administrator adds. */
export function readDomain(text: string): Result<string, DomainProblem> {
  const domain = normaliseDomain(text)
  if (domain.length > LONGEST || !NAME.test(domain) || /^[\d.]+$/.test(domain))
    return refused({
      why: 'malformed_domain',
      text: 'A domain is the part of an address after the @, such as myhospital.org, without path or port.',
    })
  if (PUBLIC_MAIL.has(domain))
    return refused({
      why: 'public_mail_domain',
      text: `Anyone can have an address at ${domain}, so no organization can sign people in by it.`,
    })
  if (getPublicSuffix(domain, { allowPrivateDomains: true }) === domain)
    return refused({
      why: 'public_suffix',
      text: `Others can register names below ${domain}: add the domain of your organization itself.`,
    })
  return accepted(domain)
}
