import ipaddr from 'ipaddr.js'

type Range = ReturnType<typeof ipaddr.parseCIDR>

/** An address or CIDR range of IPv4 or IPv6; undefined when the text is neither. */
export function readAddressRange(text: string): Range | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text)
  if (!ipaddr.isValid(text)) return undefined
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128] as Range
}

/** Whether the address is within one of the ranges; IPv4 written as IPv6 counts as IPv4. */
export function trustsAddress(address: string, ranges: readonly Range[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return ranges.some(
    ([network, bits]) => parsed.kind() === network.kind() && parsed.match([network, bits] as [ipaddr.IPv4, number]),
  )
}

/**
 * The unit that limits count an address by: the address itself, or for IPv6 its network, the first 64 bits, because the
 * holder of one address there usually has all of them (RFC 6177). IPv4 written as IPv6 counts as IPv4; any other text
 * counts as it is.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const network = parsed.toByteArray().map((byte, at) => (at < 8 ? byte : 0))
  return `${ipaddr.fromByteArray(network).toString()}/64`
}

/** Whether a bind address or host name is only this machine. */
export function isLoopbackAddress(host: string): boolean {
  if (host === 'localhost') return true
  const bare = host.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'loopback'
}

/** Whether an Origin header names a page on this machine. */
export function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return (
    url.origin === origin && (url.protocol === 'http:' || url.protocol === 'https:') && isLoopbackAddress(url.hostname)
  )
}

/**
 * Whether a host is only a name or an address. URLs allow `;`, `,` and quotes in hosts, which have another meaning in a
 * header that contains an origin.
 */
export function isPlainHost(hostname: string): boolean {
  return /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(hostname)
}
