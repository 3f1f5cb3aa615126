import type { ClientApplication } from '@damson/sdk'
import type { Proof, PublicKeys } from './proof.ts'
import { originOf } from './redirect-check.ts'

/** What one makes: it decides what is asked, and which lines of code are shown. */
export const PATTERNS = ['browser', 'native', 'site', 'server'] as const
export type Pattern = (typeof PATTERNS)[number]

/** Whether people sign in to it, so that it needs an address to which they return. */
export const signsPeopleIn = (pattern: Pattern): boolean => pattern !== 'server'

export interface Draft {
  readonly pattern: Pattern
  readonly name: string
  /** To where people return. */
  readonly redirectUri: string
  /** Whose app it is: people are not asked about one's own. */
  readonly owner: 'own' | 'other'
  /** What it may do as itself: `AccessPolicy/…`. */
  readonly policy: string | undefined
  /** By what a server proves itself that signs in as itself; by a secret, where nothing is said. */
  readonly proof?: Proof
}

/** The body of `POST /admin/projects/:id/client`; with keys, a server signs by them. */
export function bodyOf({ pattern, name, redirectUri, owner, policy }: Draft, keys?: PublicKeys): object {
  const shared = { name: name.trim() }
  if (pattern === 'server')
    return {
      ...shared,
      kind: 'server',
      ...(keys !== undefined && { tokenEndpointAuthMethod: 'private_key_jwt', ...keys }),
      ...(policy !== undefined && { accessPolicy: { reference: policy } }),
    }
  const origin = pattern === 'browser' ? originOf(redirectUri) : undefined
  return {
    ...shared,
    ...(pattern === 'site'
      ? { kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' }
      : { kind: 'app', tokenEndpointAuthMethod: 'none' }),
    redirectUris: [redirectUri],
    ...(origin !== undefined && { allowedOrigin: [origin] }),
    ...(owner === 'own' && { firstParty: true }),
  }
}

type Known = Pick<
  ClientApplication,
  | 'kind'
  | 'tokenEndpointAuthMethod'
  | 'jwks'
  | 'jwksUri'
  | 'workloadIdentity'
  | 'redirectUris'
  | 'redirectUri'
  | 'allowedOrigin'
>

/** How a client proves itself; by default as its other members suggest. */
export function methodOf({ tokenEndpointAuthMethod, kind, jwks, jwksUri, workloadIdentity }: Known): string {
  if (tokenEndpointAuthMethod !== undefined) return tokenEndpointAuthMethod
  if (jwks !== undefined || jwksUri !== undefined || workloadIdentity !== undefined) return 'private_key_jwt'
  return kind === 'app' ? 'none' : 'client_secret_basic'
}

export function redirectUrisOf({ redirectUris = [], redirectUri }: Known): readonly string[] {
  return redirectUri === undefined ? redirectUris : [...redirectUris, redirectUri]
}

/** What an existing client is most like. */
export function patternOf(client: Known): Pattern {
  const uris = redirectUrisOf(client)
  if (methodOf(client) !== 'none') return uris.length > 0 ? 'site' : 'server'
  const [first] = uris
  const origin = first === undefined ? undefined : originOf(first)
  // A page of an app that one develops is on this machine, as a program's is; but its origin calls the API.
  const isOfPage = origin !== undefined && client.allowedOrigin?.includes(origin) === true
  return first !== undefined && isNative(first) && !isOfPage ? 'native' : 'browser'
}

const isNative = (uri: string): boolean => /^http:\/\/(127\.0\.0\.1|\[::1\])/.test(uri) || !/^https?:/.test(uri)
