/**
 * Owns: the parts of HTTP that no endpoint should have to think about: addresses, trusted proxies, loopback; the lines of
 * a body, and which bodies may be slow; how much a request holds, how many connections an address has, how long an answer
 * waits to be read; and that a connection's requests are answered in turn. Does not own: routes and answers.
 */
export {
  isLoopbackAddress,
  isLoopbackOrigin,
  isPlainHost,
  networkOf,
  readAddressRange,
  trustsAddress,
} from './address.ts'
export { limitConnections } from './connections.ts'
export { inTurn } from './in-turn.ts'
export { FHIR_JSON, hasTooManyPairs, MOST_PAIRS, type RequestLimits, SMALL_JSON } from './limits.ts'
export { type Line, linesOf } from './lines.ts'
export { HttpSettings } from './settings.ts'
export { allowSlowBody, mayBeSlow } from './slow-bodies.ts'
export { createTally } from './tally.ts'
export { closeUnread } from './unread.ts'
