/**
 * Everything of `@damson/sdk`, with a client that also signs in with identity providers and the tokens of workloads.
 *
 * Owns: the way to a provider and back, the exchange of its tokens. Does not own: sessions and their renewal, which are
 * those of `@damson/sdk`.
 */
export * from '../index.ts'
export { DamsonClient, DamsonClient as MedplumClient } from './external-client.ts'
