import type { JsonLimits } from '@damson/fhir'

/** The most pairs that a query or a form has, in whatever place. */
export const MOST_PAIRS = 100

/** Whether a query or form has more pairs than are read. It looks at the text alone: nothing is decoded. */
export function hasTooManyPairs(text: string): boolean {
  let pairs = 0
  let from = 0
  while (from < text.length) {
    const end = text.indexOf('&', from)
    const to = end < 0 ? text.length : end
    // Empty ones are no pairs (https://url.spec.whatwg.org/#urlencoded-parsing).
    if (to > from && ++pairs > MOST_PAIRS) return true
    from = to + 1
  }
  return false
}

/** What a request may hold, by where it goes. */
export interface RequestLimits {
  readonly bodyBytes: number
  readonly json: JsonLimits
}

/** For all JSON but FHIR's: what people and apps send to sign in, and administrators to change something. */
export const SMALL_JSON: JsonLimits = { values: 5_000, members: 2_000, membersOfOne: 200, numbers: 1_000 }

/**
 * For resources and bundles of them. HL7's examples have a value each 53 bytes, the densest each 13. Parsing this much
 * of the worst kind takes about 80 ms of the thread, most of it where numbers keep the text that they were written in.
 */
export const FHIR_JSON: JsonLimits = { values: 50_000, members: 30_000, membersOfOne: 1_000, numbers: 20_000 }
