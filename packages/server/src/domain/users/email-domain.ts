import { domainToASCII, domainToUnicode } from 'node:url'

/** What Node reads as a domain is the host of a URL: it would cut what is after one there, and decode what is escaped. */
const isName = (text: string): boolean => !/[/?#\\:@%]/.test(text)

/**
 * A domain as it is compared: as DNS has it (IDNA, lower case), without a last dot. However it is written, one domain is
 * one text; a subdomain is another one. Whatever is no name at all is itself, in lower case.
 */
export function normaliseDomain(text: string): string {
  const plain = text.trim().normalize('NFC').toLowerCase()
  return ((isName(plain) && domainToASCII(plain)) || plain).replace(/\.+$/, '')
}

/** A normalised domain in the letters of its language. */
export function domainInLetters(domain: string): string {
  return (isName(domain) && domainToUnicode(domain)) || domain
}

/** The domain of an e-mail address, as it is compared: what is before the last `@` does not matter. */
export function domainOfEmail(email: string): string {
  return normaliseDomain(email.slice(email.lastIndexOf('@') + 1))
}
