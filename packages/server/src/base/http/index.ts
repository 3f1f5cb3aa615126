/**
 * Owns: what of HTTP no endpoint should have to think about: addresses, whose forwarded headers count, loopback; the lines
 * of a body, and which bodies may take their time.
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
export { type Line, linesOf } from './lines.ts'
export { allowSlowBody, mayBeSlow } from './slow-bodies.ts'
