import type { JsonLimits } from '@damson/fhir'

/** The most pairs in a query or a form. */
export const MOST_PAIRS = 100

/** Whether a query or form has too many pairs. Looks only at the text: nothing is decoded. */
export function hasTooManyPairs(text: string): boolean {
  let pairs = 0
  let from = 0
  while (from < text.length) {
    const end = text.indexOf('&', from)
    const to = end < 0 ? text.length : end
    // Empty pairs don't count (https://url.spec.whatwg.org/#urlencoded-parsing).
    if (to > from && ++pairs > MOST_PAIRS) return true
    from = to + 1
  }
  return false
}

/** The limits of a request, by its route. */
export interface RequestLimits {
  readonly bodyBytes: number
  readonly json: JsonLimits
}

/** For all JSON except FHIR's: sign-in requests of people and apps, and changes by administrators. */
export const SMALL_JSON: JsonLimits = { values: 5_000, members: 2_000, membersOfOne: 200, numbers: 1_000 }

/**
 * For resources and bundles. HL7's examples have one value per 53 bytes, the densest one per 13. Parsing this much of the
 * worst kind takes the thread about 80 ms, mostly where numbers keep their original text.
 */
export const FHIR_JSON: JsonLimits = { values: 50_000, members: 30_000, membersOfOne: 1_000, numbers: 20_000 }
