import ipaddr from 'ipaddr.js'
import { isLoopbackAddress, readAddressRange, trustsAddress } from '#base/http'

/** Where calls may lead beside public addresses. */
export interface Reach {
  /** What the operator lists. */
  readonly allowedNetworks: readonly string[]
  /** On a developer's machine: this machine itself. */
  readonly loopback: boolean
}

/** Azure's platform agent answers here: a metadata address among public ones. */
const METADATA_AMONG_PUBLIC = new Set(['168.63.129.16'])

/** Whether a call may go to an address: a public one, or one that is allowed by name. */
export function mayReach(address: string, { allowedNetworks, loopback }: Reach): boolean {
  if (!ipaddr.isValid(address)) return false
  const plain = withoutWrapping(address)
  if (isPublic(plain) || (loopback && isLoopbackAddress(plain))) return true
  const ranges = allowedNetworks.map(readAddressRange).filter((range) => range !== undefined)
  return trustsAddress(plain, ranges)
}

/** Only what is known to be public: whatever a registry keeps for a purpose, or has not given out, is not. */
function isPublic(address: string): boolean {
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  // RFC 4291 §2.4: of IPv6, only 2000::/3 has been given out.
  const [first = 0] = parsed.toByteArray()
  return parsed.kind() === 'ipv6' ? (first & 0xe0) === 0x20 : !METADATA_AMONG_PUBLIC.has(parsed.toString())
}

/** The IPv4 address that an IPv6 address leads to: mapped (RFC 4291), by NAT64 (RFC 6052) or by 6to4 (RFC 3056). */
function withoutWrapping(address: string): string {
  const parsed = ipaddr.parse(address)
  const bytes = parsed.toByteArray()
  const begins = (...prefix: readonly number[]): boolean => prefix.every((byte, at) => bytes[at] === byte)
  if (parsed.kind() === 'ipv4') return address
  const zeros = (count: number): readonly number[] => Array.from({ length: count }, () => 0)
  if (begins(...zeros(10), 0xff, 0xff) || begins(0, 0x64, 0xff, 0x9b, ...zeros(8))) return bytes.slice(12).join('.')
  return begins(0x20, 0x02) ? bytes.slice(2, 6).join('.') : address
}
