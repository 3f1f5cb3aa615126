/**
 * Everything in `@damson/sdk`, with a client that also signs in with identity providers and with workloads' tokens.
 *
 * Owns: the redirect to a provider and back, the exchange of the provider's tokens. Does not own: sessions and their
 * renewal, which belong to `@damson/sdk`.
 */
export * from '../index.ts'
export { DamsonClient, DamsonClient as MedplumClient } from './external-client.ts'
