/**
 * Identity providers for tests and developers: `oidc-provider` playing those that people have, one that is written to
 * deceive, and the browser that signs people in there. Each runs in this process, on a loopback address.
 *
 * Owns what they say and how. Does not own what an application makes of it.
 */

export type { Behavior, Endpoint, Fault, Patch, Signature } from './behavior.ts'
export { type Browser, createBrowser, type Visit } from './browser.ts'
export { type HostileOptions, type HostileProvider, type Received, startHostileProvider } from './hostile.ts'
export type * from './identity-provider.ts'
export { type Mischief, type MischiefName, mischiefs, type Victims } from './mischiefs.ts'
export { PERSONAS, type PersonaName } from './personas.ts'
export { startIdentityProvider } from './start.ts'
export { type TokenTap, tapTokens } from './token-tap.ts'
