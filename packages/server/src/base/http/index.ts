/**
 * Owns: what of HTTP no endpoint should have to think about: addresses, whose forwarded headers count, loopback; the lines
 * of a body, which bodies may take their time, and how much a request may hold.
 * Does not own: routes and answers.
 */
export {
  isLoopbackAddress,
  isLoopbackOrigin,
  isPlainHost,
  networkOf,
  readAddressRange,
  trustsAddress,
} from './address.ts'
export { FHIR_JSON, hasTooManyPairs, MOST_PAIRS, type RequestLimits, SMALL_JSON } from './limits.ts'
export { type Line, linesOf } from './lines.ts'
export { allowSlowBody, mayBeSlow } from './slow-bodies.ts'
