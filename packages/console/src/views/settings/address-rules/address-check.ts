/** Why the server takes no rule with such a text: the end of a text's key, and what stands in it. */
export interface AddressProblem {
  readonly code: 'form' | 'zone' | 'zeros' | 'short' | 'length' | 'mapped' | 'bits'
  readonly values: Readonly<Record<string, string>>
}

const WORD_BITS = 16
/** The first bits of an IPv6 address that is an IPv4 address (`::ffff:0:0/96`). */
const MAPPED_BITS = 96
const LONGEST_TEXT = 60

/** What is wrong with the address or range of a rule. The server judges in the same way; here it is said while one types. */
export function addressProblem(text: string): AddressProblem | undefined {
  if (text === '*') return undefined
  if (text.length > LONGEST_TEXT) return problem('form')
  if (text.includes('%')) return problem('zone')
  const prefix = /^(?:\d{1,3}\.){1,3}$/.test(text) ? text.slice(0, -1).split('.') : undefined
  if (prefix !== undefined) return ofAddress(wordsOf([...prefix, '0', '0', '0'].slice(0, 4).join('.')))
  const [address = '', length, ...more] = text.split('/')
  if (more.length > 0) return problem('form')
  const words = wordsOf(address)
  if (!Array.isArray(words)) return ofAddress(words)
  const most = words.length * WORD_BITS
  if (length !== undefined && !(/^(?:0|[1-9]\d{0,2})$/.test(length) && Number(length) <= most))
    return problem('length', { most: `${most}`, such: `${address}/${most}` })
  const bits = length === undefined ? most : Number(length)
  if (!isMappedIpv4(words)) return bitsProblem(words, bits)
  return bits >= MAPPED_BITS ? bitsProblem(words.slice(6), bits - MAPPED_BITS) : problem('mapped')
}

/** With what may stand there instead. */
const EXAMPLES = { range4: '10.0.0.0/8', range6: '2001:db8::/32', prefix: '192.168.' }

const problem = (code: AddressProblem['code'], values: AddressProblem['values'] = EXAMPLES): AddressProblem => ({
  code,
  values,
})

type Words = readonly number[]

const ofAddress = (read: Words | AddressProblem): AddressProblem | undefined => ('code' in read ? read : undefined)

/** The address in words of 16 bits, or what is wrong with it. */
function wordsOf(address: string): Words | AddressProblem {
  const dotted = /(?:^|:)(\d[\d.]*\.[\d.]*)$/.exec(address)?.[1]
  const parts = dotted?.split('.') ?? []
  if (parts.some((part) => /^0\d/.test(part))) return problem('zeros')
  if (dotted !== undefined && (parts.length !== 4 || !parts.every(isByte))) {
    const isShort = parts.length < 4 && parts.every((part) => /^\d{1,3}$/.test(part))
    return isShort ? problem('short', { such: `${parts.join('.')}.` }) : problem('form')
  }
  if (address.includes(':')) return wordsOfIpv6(address) ?? problem('form')
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number)
  return dotted === undefined ? problem('form') : [a * 256 + b, c * 256 + d]
}

const isByte = (part: string): boolean => /^\d{1,3}$/.test(part) && Number(part) <= 255

/** As the browser reads it. */
function wordsOfIpv6(address: string): Words | undefined {
  const at = `http://[${address}]/`
  if (!/^[\da-f:.]+$/i.test(address) || !URL.canParse(at)) return undefined
  const [before = '', after] = new URL(at).hostname.slice(1, -1).split('::')
  const [first, last] = [before, after ?? ''].map((half) => half.split(':').flatMap((word) => word || []))
  const zeros = Array<string>(8 - (first?.length ?? 0) - (last?.length ?? 0)).fill('0')
  return [...(first ?? []), ...zeros, ...(last ?? [])].map((word) => Number.parseInt(word, 16))
}

const isMappedIpv4 = (words: Words): boolean =>
  words.length === 8 && words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff

/** The address of a range ends where the range does. */
function bitsProblem(words: Words, bits: number): AddressProblem | undefined {
  const network = words.map((word, at) => {
    const kept = Math.min(Math.max(bits - at * WORD_BITS, 0), WORD_BITS)
    return word - (word % 2 ** (WORD_BITS - kept))
  })
  if (network.every((word, at) => word === words[at])) return undefined
  const one = `${textOf(words)}/${words.length * WORD_BITS}`
  return problem('bits', { bits: `/${bits}`, range: `${textOf(network)}/${bits}`, one })
}

function textOf(words: Words): string {
  if (words.length === 2) return words.flatMap((word) => [Math.floor(word / 256), word % 256]).join('.')
  const address = words.map((word) => word.toString(16)).join(':')
  return new URL(`http://[${address}]/`).hostname.slice(1, -1)
}
