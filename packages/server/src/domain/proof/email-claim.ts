import { domainInLetters, domainOfEmail, isEmail, normaliseEmail } from '#domain/users'
import { isHighlyRestrictive } from './restriction-level.ts'

/** Characters that are invisible in an address, or look like others: control, format, unassigned, and any space. */
const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u

/**
 * An e-mail claim, normalised as accounts have it; undefined for a claim that only looks like an address. It is never
 * repaired: which person a repaired address names would be a guess.
 */
export function emailIn(claim: unknown): string | undefined {
  if (typeof claim !== 'string' || !isEmail(claim)) return undefined
  if (UNSEEN.test(claim) || claim !== claim.normalize('NFKC')) return undefined
  const email = normaliseEmail(claim)
  return isPlainDomain(email) ? email : undefined
}

/** Whether the domain is written as in DNS, or in the letters of its language; label by label, as domains are registered. */
function isPlainDomain(email: string): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1)
  const inDns = domainOfEmail(email)
  const inLetters = domainInLetters(inDns)
  const labels = inLetters.split('.')
  return [inDns, inLetters].includes(domain) && labels.every((label) => isHighlyRestrictive(label) && !isEncoded(label))
}

/** Punycode that decodes to no letters. */
function isEncoded(label: string): boolean {
  return label.startsWith('xn--')
}
