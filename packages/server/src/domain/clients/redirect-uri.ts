import { isPlainHost } from '#base/http'
import type { Client } from './client.ts'
import { STORED_CONSOLE } from './console-client.ts'

declare const registered: unique symbol
/** A redirect URI that its client registered: the only kind of address that a browser is ever sent to. */
export type RegisteredRedirectUri = string & { readonly [registered]: true }

/**
 * Where a sign-in leads that began on another screen (RFC 8628): to no address. Its code is kept for that screen. No client
 * can register it: only our own page of codes asks for it.
 */
export const OTHER_SCREEN = 'urn:damson:other-screen' as RegisteredRedirectUri

/**
 * The only way to obtain a RegisteredRedirectUri. Compared character by character (RFC 9700 §2.1); only the port of a
 * public client's loopback address may differ (RFC 8252 §7.3). Not the console's: its port is this server's own, and at
 * another one any program of the machine would get an administrator's code without a question.
 */
export function matchRedirectUri(client: Client, given: string): RegisteredRedirectUri | undefined {
  const uris = redirectUrisOf(client)
  const mayDiffer = client.authMethod === 'none' && client.id !== STORED_CONSOLE
  const matches = uris.includes(given) || (mayDiffer && uris.some((uri) => differsInLoopbackPortAlone(uri, given)))
  return matches ? (given as RegisteredRedirectUri) : undefined
}

/** Everything that a client registered, from both members of the resource. */
export function redirectUrisOf({ resource: { redirectUris = [], redirectUri } }: Client): readonly string[] {
  return redirectUri === undefined ? redirectUris : [...redirectUris, redirectUri]
}

const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::(\d{1,5}))?(?=\/|\?|$)/

function differsInLoopbackPortAlone(registeredUri: string, given: string): boolean {
  const [ours, theirs] = [LOOPBACK.exec(registeredUri), LOOPBACK.exec(given)]
  if (ours === null || theirs === null || Number(theirs[2] ?? 80) > 65_535) return false
  return ours[1] === theirs[1] && registeredUri.slice(ours[0].length) === given.slice(theirs[0].length)
}

/** Why an address cannot be registered as a redirect URI; undefined when it can. */
export function redirectUriProblem(uri: string): string | undefined {
  if (!URL.canParse(uri)) return 'it is not an absolute URL'
  const url = new URL(uri)
  if (uri.includes('#')) return 'it has a fragment'
  if (/[\s*]/.test(uri)) return 'it has a wildcard or white space'
  if (url.username !== '' || url.password !== '') return 'it has credentials in it'
  if (/^https?:$/.test(url.protocol) && !isPlainHost(url.hostname))
    return 'its host has other characters than letters, digits, hyphens and dots'
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:')
    return ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
      ? undefined
      : 'http is for loopback addresses alone: use https'
  // A native app's own scheme is a reversed domain name that the app's owner controls (RFC 8252 §7.1).
  return /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(url.protocol)
    ? undefined
    : "a native app's own scheme is a reversed domain name, such as org.example.app:/callback"
}
