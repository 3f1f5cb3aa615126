import { Resolver } from 'node:dns/promises'

/**
 * The TXT records of a name, each as one text; empty if the name has none. Rejects when no server gave an answer: then
 * nothing is known about the name.
 */
export type ReadTxt = (name: string) => Promise<readonly string[]>

/** No such name, or no such record (RFC 2308 §2): both count as an answer. */
const NOTHING_THERE = new Set(['ENOTFOUND', 'ENODATA'])
const TIMEOUT = { timeout: 2_000, tries: 2 } as const

/** Asks DNS without a cache of its own; only the resolver caches. */
export function createReadTxt(servers: readonly string[]): ReadTxt {
  return async (name) => {
    const resolver = new Resolver(TIMEOUT)
    if (servers.length > 0) resolver.setServers(servers)
    try {
      // A text longer than 255 bytes is published in parts (RFC 7208 §3.3).
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
    } catch (error) {
      if (error instanceof Error && 'code' in error && NOTHING_THERE.has(String(error.code))) return []
      throw error
    }
  }
}

/** Whether a text names a DNS server: an address, or one with a port. */
export function isServer(text: string): boolean {
  try {
    new Resolver().setServers([text])
    return true
  } catch {
    return false
  }
}
