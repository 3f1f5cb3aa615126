/** Why the server refuses an address; each is the end of a text's key. */
export type RedirectProblem =
  | 'absolute'
  | 'fragment'
  | 'wildcard'
  | 'credentials'
  | 'host'
  | 'http'
  | 'scheme'
  | 'twice'

/** What is allowed, but often a mistake. */
export type RedirectRemark = 'slash' | 'localhost' | 'loopback'

/** Why an address cannot be registered. The server judges in the same way; here it is said while one types. */
export function redirectProblem(uri: string, others: readonly string[] = []): RedirectProblem | undefined {
  if (!URL.canParse(uri)) return 'absolute'
  const { protocol, hostname, username, password } = new URL(uri)
  if (uri.includes('#')) return 'fragment'
  if (/[\s*]/.test(uri)) return 'wildcard'
  if (username !== '' || password !== '') return 'credentials'
  if (/^https?:$/.test(protocol) && !/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(hostname)) return 'host'
  if (protocol === 'http:' && !LOOPBACK_HOSTS.has(hostname)) return 'http'
  if (!/^https?:$/.test(protocol) && !/^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(protocol)) return 'scheme'
  return others.includes(uri) ? 'twice' : undefined
}

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** What is worth a second look. Addresses are compared character by character. */
export function redirectRemark(uri: string, isPublic: boolean): RedirectRemark | undefined {
  const { protocol, hostname, pathname, search } = new URL(uri)
  if (/^https?:$/.test(protocol) && pathname === '/' && search === '' && !uri.endsWith('/')) return 'slash'
  if (protocol !== 'http:' || !isPublic) return undefined
  return hostname === 'localhost' ? 'localhost' : 'loopback'
}

/** The origin whose pages may call the API, for the address of an app in a browser. */
export function originOf(uri: string): string | undefined {
  if (!URL.canParse(uri)) return undefined
  const { protocol, origin } = new URL(uri)
  return /^https?:$/.test(protocol) ? origin : undefined
}
