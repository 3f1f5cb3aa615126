import { domainToASCII } from 'node:url'

/**
 * A domain as it is compared: as DNS has it (IDNA, lower case), without a last dot. However it is written, one domain is
 * one text; a subdomain is another one. Whatever is no name at all is itself, in lower case.
 */
export function normaliseDomain(text: string): string {
  const plain = text.trim().normalize('NFC').toLowerCase()
  return (domainToASCII(plain) || plain).replace(/\.+$/, '')
}

/** The domain of an e-mail address, as it is compared: what is before the last `@` does not matter. */
export function domainOfEmail(email: string): string {
  return normaliseDomain(email.slice(email.lastIndexOf('@') + 1))
}
