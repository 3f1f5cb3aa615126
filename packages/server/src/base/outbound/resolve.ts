import { Resolver } from 'node:dns/promises'

/** The addresses of a name. Rejects when it has none. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>

/** Asks DNS. The system's own look-up cannot be stopped, and takes the threads that hash passwords. */
export const resolveByDns: Resolve = async (name, signal) => {
  // RFC 6761 §6.3: DNS must not be asked for localhost.
  if (/^(.+\.)?localhost\.?$/i.test(name)) return ['127.0.0.1', '::1']
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  const stop = (): void => resolver.cancel()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    const addresses = found.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    if (addresses.length === 0) throw new Error('the name has no address')
    return addresses
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
