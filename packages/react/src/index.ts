/**
 * React on top of `@damson/sdk`: who is signed in, and what they may see, in components.
 *
 * Owns: one sign-in for each client, and hooks that never show one person or resource in place of another. Does not own:
 * pages, forms, routing, a cache (the SDK has one).
 */
export { type Asked, useResource, useSearch } from './data.ts'
export { Provider, type ProviderProps, useClient } from './provider.ts'
export { RequireSignIn, type RequireSignInProps } from './require-sign-in.ts'
export { type SignInState, useProfile, useSignIn } from './sign-in.ts'
