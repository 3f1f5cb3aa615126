import ipaddr from 'ipaddr.js'
import { isLoopbackAddress, readAddressRange, trustsAddress } from '#base/http'

/** The addresses that calls may reach besides public ones. */
export interface Reach {
  /** The networks that the operator lists. */
  readonly allowedNetworks: readonly string[]
  /** On a developer's machine: the machine itself. */
  readonly loopback: boolean
}

/** Azure's platform agent answers here: a metadata address within a public range. */
const METADATA_AMONG_PUBLIC = new Set(['168.63.129.16'])

/** Whether a call may go to an address: a public one, or an explicitly allowed one. */
export function mayReach(address: string, { allowedNetworks, loopback }: Reach): boolean {
  if (!ipaddr.isValid(address)) return false
  const plain = withoutWrapping(address)
  if (isPublic(plain) || (loopback && isLoopbackAddress(plain))) return true
  const ranges = allowedNetworks.map(readAddressRange).filter((range) => range !== undefined)
  return trustsAddress(plain, ranges)
}

/** Only addresses known to be public: special-purpose and unassigned ranges are not. */
function isPublic(address: string): boolean {
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  // RFC 4291 §2.4: of IPv6, only 2000::/3 has been assigned.
  const [first = 0] = parsed.toByteArray()
  return parsed.kind() === 'ipv6' ? (first & 0xe0) === 0x20 : !METADATA_AMONG_PUBLIC.has(parsed.toString())
}

/** The IPv4 address inside an IPv6 address: mapped (RFC 4291), NAT64 (RFC 6052) or 6to4 (RFC 3056). */
function withoutWrapping(address: string): string {
  const parsed = ipaddr.parse(address)
  const bytes = parsed.toByteArray()
  const begins = (...prefix: readonly number[]): boolean => prefix.every((byte, at) => bytes[at] === byte)
  if (parsed.kind() === 'ipv4') return address
  const zeros = (count: number): readonly number[] => Array.from({ length: count }, () => 0)
  if (begins(...zeros(10), 0xff, 0xff) || begins(0, 0x64, 0xff, 0x9b, ...zeros(8))) return bytes.slice(12).join('.')
  return begins(0x20, 0x02) ? bytes.slice(2, 6).join('.') : address
}
