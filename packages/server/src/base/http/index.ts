/**
 * Owns: what of HTTP no endpoint should have to think about: addresses, whose forwarded headers count, loopback.
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
