/**
 * Identity providers for tests and developers: `oidc-provider` in the role of common providers, a hostile one, and the
 * browser that signs people in. Each runs in this process, on a loopback address.
 *
 * Owns the providers' answers. Does not own how an application handles them.
 */

export type { Behavior, Endpoint, Fault, Patch, Signature } from './behavior.ts'
export { type Browser, createBrowser, type Visit } from './browser.ts'
export { type HostileOptions, type HostileProvider, type Received, startHostileProvider } from './hostile.ts'
export type * from './identity-provider.ts'
export { type Mischief, type MischiefName, mischiefs, type Victims } from './mischiefs.ts'
export { PERSONAS, type PersonaName } from './personas.ts'
export { startIdentityProvider } from './start.ts'
export { type TokenTap, tapTokens } from './token-tap.ts'
