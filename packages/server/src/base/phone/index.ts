/**
 * Owns: phone numbers: reading what people type into E.164, and which of them may get text messages. Does not own: sending
 * (`base/sms`), limits. What is known of all countries' numbers is loaded with the first number: most servers never read one.
 */
import { accepted, type Result, refused } from '@damson/fhir'
import { latinDigits } from '#base/digits'

/** A number that may get text messages. */
export interface PhoneNumber {
  /** With its country's code, such as `+4915123456789`. */
  readonly e164: string
  /** By ISO 3166-1, such as `DE`. */
  readonly country: string
}

/** Why a text is no number that may get text messages. */
export type PhoneFault =
  /** It is no number, or without its country's code it could be several. */
  | 'malformed'
  /** Its country is not allowed. */
  | 'other_country'
  /** It is no mobile phone: a landline, or one whose calls cost more. */
  | 'not_mobile'

/** Longer than any number with all that people put between its digits. */
const LONGEST = 64

/** Mobiles; where mobiles and landlines share their numbers, nobody can tell them apart. */
const TAKES_TEXTS = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE'])

/**
 * Reads a number in any spelling and in any script's digits. Without a country's code, it is taken for one of an allowed
 * country if it fits one of them alone.
 */
export async function readPhoneNumber(
  typed: string,
  countries: readonly string[],
): Promise<Result<PhoneNumber, PhoneFault>> {
  if (typed.length > LONGEST) return refused('malformed')
  const { isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js/max')
  // Marks of direction surround numbers that are copied from a page that reads from the right.
  const text = latinDigits(typed.replace(/\p{Cf}/gu, '')).trim()
  const isWhole = /^(\+|00)/.test(text)
  const international = text.replace(/^00/, '+')
  const readings = isWhole
    ? [parsePhoneNumberFromString(international, { extract: false })]
    : countries
        .filter((country) => isSupportedCountry(country))
        .map((defaultCountry) => parsePhoneNumberFromString(text, { defaultCountry, extract: false }))
  const valid = readings.flatMap((one) => (one?.isValid() === true && one.ext === undefined ? [one] : []))
  const numbers = new Map(valid.map((one) => [one.number, one]))
  const [number, another] = numbers.values()
  if (number?.country === undefined || another !== undefined)
    return refused(number === undefined ? 'malformed' : oddly(another))
  if (!countries.includes(number.country)) return refused('other_country')
  if (!TAKES_TEXTS.has(number.getType() ?? '')) return refused('not_mobile')
  return accepted({ e164: number.number, country: number.country })
}

/** Of no country, such as satellite phones; or of several. */
const oddly = (another: object | undefined): PhoneFault => (another === undefined ? 'other_country' : 'malformed')

/** What a page shows of a number: enough for its owner to know which one it is. */
export function maskedNumber(e164: string): string {
  return `•••• ${e164.slice(-2)}`
}
