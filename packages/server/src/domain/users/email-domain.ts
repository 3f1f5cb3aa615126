import { domainToASCII, domainToUnicode } from 'node:url'

/** Node parses a domain like the host of a URL: it would cut text after these characters, and decode escapes. */
const isName = (text: string): boolean => !/[/?#\\:@%]/.test(text)

/**
 * Normalises a domain for comparison: as in DNS (IDNA, lower case), without a trailing dot. All spellings of one domain
 * become the same text; a subdomain is another domain. A text that isn't a name is only put in lower case.
 */
export function normaliseDomain(text: string): string {
  const plain = text.trim().normalize('NFC').toLowerCase()
  return ((isName(plain) && domainToASCII(plain)) || plain).replace(/\.+$/, '')
}

/** A normalised domain in the letters of its language. */
export function domainInLetters(domain: string): string {
  return (isName(domain) && domainToUnicode(domain)) || domain
}

/** The domain of an e-mail address, normalised: the part after the last `@`. */
export function domainOfEmail(email: string): string {
  return normaliseDomain(email.slice(email.lastIndexOf('@') + 1))
}
