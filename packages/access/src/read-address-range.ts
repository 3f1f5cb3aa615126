import { accepted, type Result, refused } from '@damson/fhir'
import ipaddr from 'ipaddr.js'

/**
 * A range of addresses: the network and its mask in words of 32 bits, one word for IPv4 and four for IPv6. Without
 * words it has every address of both.
 */
export interface AddressRange {
  readonly network: readonly number[]
  readonly mask: readonly number[]
}

const EVERYTHING: AddressRange = { network: [], mask: [] }
const WORD_BITS = 32
/** The first 96 bits of an IPv6 address that is an IPv4 address (`::ffff:0:0/96`). */
const MAPPED_BITS = 96

const FORMS = 'Write an address, a range such as 10.0.0.0/8 or 2001:db8::/32, a prefix such as 192.168., or *.'
const ZEROS = 'Write the numbers without leading zeros: some programs read 010 as 8.'
const ZONE = 'An address has no zone here: leave out % and what follows.'
const LONGEST_TEXT = 60

/**
 * Reads what a rule may say: `*`, an address, a range (CIDR), or the beginning of an IPv4 address that ends in a dot,
 * as the wire has it. An IPv4 address that is written as IPv6 is the IPv4 address. Refuses what can be read in two ways.
 */
export function readAddressRange(text: string): Result<AddressRange, string> {
  if (text === '*') return accepted(EVERYTHING)
  if (text.length > LONGEST_TEXT) return refused(FORMS)
  if (text.includes('%')) return refused(ZONE)
  const prefix = prefixAsRange(text)
  if (prefix !== undefined) return prefix
  const [address = '', length, ...more] = text.split('/')
  if (more.length > 0) return refused(FORMS)
  const words = readWords(address)
  if (!words.ok) return words
  const isMapped = words.value.length === 4 && isMappedIpv4(words.value)
  const most = words.value.length * WORD_BITS
  if (length !== undefined && !(/^(?:0|[1-9]\d{0,2})$/.test(length) && Number(length) <= most))
    return refused(`Write the length of the range as a number from 0 to ${most}, such as ${address}/${most}.`)
  const bits = length === undefined ? most : Number(length)
  if (!isMapped) return rangeOf(words.value, bits)
  return bits >= MAPPED_BITS
    ? rangeOf(words.value.slice(3), bits - MAPPED_BITS)
    : refused('This range is about IPv4 addresses written as IPv6: write it as IPv4, such as 10.0.0.0/8, or write *.')
}

/** The words of a request's address; undefined if it is none. IPv4 written as IPv6 counts as IPv4. */
export function wordsOfAddress(text: string): readonly number[] | undefined {
  if (!ipaddr.isValid(text)) return undefined
  return wordsOf(ipaddr.process(text).toByteArray())
}

export function isWithinRange(words: readonly number[], { network, mask }: AddressRange): boolean {
  if (network.length === 0) return true
  if (network.length !== words.length) return false
  for (let at = 0; at < network.length; at += 1)
    if (((words[at] ?? 0) & (mask[at] ?? 0)) >>> 0 !== network[at]) return false
  return true
}

/** `192.168.` is 192.168.0.0/16. Without the last dot it would also be 192.1680, or 10 also 100: that is refused. */
function prefixAsRange(text: string): Result<AddressRange, string> | undefined {
  if (!/^(?:\d{1,3}\.){1,3}$/.test(text)) return undefined
  const parts = text.slice(0, -1).split('.')
  const words = readWords([...parts, '0', '0', '0'].slice(0, 4).join('.'))
  return words.ok ? rangeOf(words.value, parts.length * 8) : words
}

function readWords(address: string): Result<readonly number[], string> {
  const dotted = /(?:^|:)(\d[\d.]*\.[\d.]*)$/.exec(address)?.[1]
  if (dotted !== undefined) {
    const parts = dotted.split('.')
    if (parts.some((part) => /^0\d/.test(part))) return refused(ZEROS)
    if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255))
      return refused(
        parts.length < 4 && parts.every((part) => /^\d{1,3}$/.test(part))
          ? `An IPv4 address has four numbers: end a prefix with a dot (${parts.join('.')}.), or write a range.`
          : FORMS,
      )
  }
  // The library also reads 127.1, 0x7f000001 and 2130706433 as addresses; no one means them here.
  const isAddress = address.includes(':') ? ipaddr.IPv6.isValid(address) : dotted !== undefined
  return isAddress ? accepted(wordsOf(ipaddr.parse(address).toByteArray())) : refused(FORMS)
}

function rangeOf(words: readonly number[], bits: number): Result<AddressRange, string> {
  const mask = words.map((_, at) => maskOf(Math.min(Math.max(bits - at * WORD_BITS, 0), WORD_BITS)))
  const network = words.map((word, at) => (word & (mask[at] ?? 0)) >>> 0)
  if (network.every((word, at) => word === words[at])) return accepted({ network, mask })
  const whole = words.length * WORD_BITS
  return refused(
    `The address has bits set beyond /${bits}: write ${textOf(network)}/${bits} for the range, ` +
      `or ${textOf(words)}/${whole} for the one address.`,
  )
}

const maskOf = (bits: number): number => (bits === 0 ? 0 : (0xffffffff << (WORD_BITS - bits)) >>> 0)

const isMappedIpv4 = (words: readonly number[]): boolean => words[0] === 0 && words[1] === 0 && words[2] === 0xffff

function wordsOf(bytes: readonly number[]): readonly number[] {
  const words: number[] = []
  for (let at = 0; at < bytes.length; at += 4)
    words.push(bytes.slice(at, at + 4).reduce((word, byte) => ((word << 8) | byte) >>> 0, 0))
  return words
}

function textOf(words: readonly number[]): string {
  const bytes = words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255])
  return ipaddr.fromByteArray(bytes).toString()
}
