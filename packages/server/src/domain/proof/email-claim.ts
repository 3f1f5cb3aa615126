import { domainInLetters, domainOfEmail, isEmail, normaliseEmail } from '#domain/users'
import { isHighlyRestrictive } from './restriction-level.ts'

/** What nobody sees in an address, or takes for something else: control, format and unassigned characters, and any space. */
const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u

/**
 * An e-mail claim in the form in which accounts are known by it; undefined for one that only looks like an address. Nothing
 * of it is repaired: what would have to be is no e-mail, for whom it would then name is a guess.
 */
export function emailIn(claim: unknown): string | undefined {
  if (typeof claim !== 'string' || !isEmail(claim)) return undefined
  if (UNSEEN.test(claim) || claim !== claim.normalize('NFKC')) return undefined
  const email = normaliseEmail(claim)
  return isPlainDomain(email) ? email : undefined
}

/** A domain as DNS has it, or in the letters of its language; label by label, as domains are registered. */
function isPlainDomain(email: string): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1)
  const inDns = domainOfEmail(email)
  const inLetters = domainInLetters(inDns)
  const labels = inLetters.split('.')
  return [inDns, inLetters].includes(domain) && labels.every((label) => isHighlyRestrictive(label) && !isEncoded(label))
}

/** Punycode that stands for no letters. */
function isEncoded(label: string): boolean {
  return label.startsWith('xn--')
}
