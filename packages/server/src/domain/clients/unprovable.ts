import { isLoopbackAddress } from '#base/http'
import type { Client } from './client.ts'

export type Unprovable = 'loopback' | 'own_scheme'

/**
 * Why any program on a device may be the one that gets the code; undefined where it cannot. A public client proves itself
 * by nothing but where it is, and any program may listen at a loopback address or take another app's scheme (RFC 8252
 * §8.6, RFC 9700 §4.13): such an app gets a code only from a person who has just allowed it. On a developer's own machine
 * the programs are the developer's: there a loopback address counts like any other.
 */
export function unprovable(
  { authMethod }: Pick<Client, 'authMethod'>,
  redirectUri: string,
  isDevelopment: boolean,
): Unprovable | undefined {
  if (authMethod !== 'none') return undefined
  const { protocol, hostname } = new URL(redirectUri)
  if (protocol === 'https:') return undefined
  if (protocol !== 'http:' || !isLoopbackAddress(hostname)) return 'own_scheme'
  return isDevelopment ? undefined : 'loopback'
}
