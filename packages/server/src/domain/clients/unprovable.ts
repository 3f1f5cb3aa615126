import { isLoopbackAddress } from '#base/http'
import type { Client } from './client.ts'
import { STORED_CONSOLE } from './console-client.ts'

export type Unprovable = 'loopback' | 'own_scheme'

/**
 * Why any program on the device could receive a client's code; undefined if none could. A public client proves itself
 * only by its redirect URI, and any program may listen at a loopback address or claim another app's scheme (RFC 8252
 * §8.6, RFC 9700 §4.13). Such an app gets a code only after the user has just given consent. On a developer's own machine
 * the programs are the developer's, so a loopback address counts like any other.
 */
export function unprovable(
  { id, authMethod }: Pick<Client, 'id' | 'authMethod'>,
  redirectUri: string,
  isDevelopment: boolean,
): Unprovable | undefined {
  if (authMethod !== 'none') return undefined
  // Its address is this server's own, where no other program listens.
  if (id === STORED_CONSOLE) return undefined
  const { protocol, hostname } = new URL(redirectUri)
  if (protocol === 'https:') return undefined
  if (protocol !== 'http:' || !isLoopbackAddress(hostname)) return 'own_scheme'
  return isDevelopment ? undefined : 'loopback'
}
