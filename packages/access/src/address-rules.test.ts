import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AddressRules, admitsAddress, parseAddressRules, parsePolicy } from './index.ts'

const AT = 'Project.ipAccessRule'
const rule = (value: unknown, action: unknown = 'allow'): object => ({ value, action })

function rulesOf(...rules: readonly object[]): AddressRules {
  const read = parseAddressRules(rules, AT)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal))
  return read.value
}

function refusalsOf(json: unknown): readonly { code: string; expression: string; text: string }[] {
  const read = parseAddressRules(json, AT)
  return read.ok ? [] : read.refusal
}

describe('which addresses a rule has', () => {
  test.each([
    ['*', ['10.0.0.1', '2001:db8::1', '::ffff:10.0.0.1'], []],
    ['10.1.2.3', ['10.1.2.3', '::ffff:10.1.2.3', '::ffff:a01:203'], ['10.1.2.4', '2001:db8::a01:203', '::a01:203']],
    ['10.0.0.0/8', ['10.0.0.0', '10.255.255.255'], ['9.255.255.255', '11.0.0.0', '2001:db8::1']],
    ['0.0.0.0/0', ['1.2.3.4', '::ffff:1.2.3.4'], ['2001:db8::1', '::1']],
    ['198.51.100.128/25', ['198.51.100.128', '198.51.100.255'], ['198.51.100.127', '198.51.101.0']],
    ['192.168.', ['192.168.0.0', '192.168.255.255'], ['192.169.0.0', '192.16.8.1']],
    ['10.', ['10.200.1.1'], ['100.1.1.1', '1.0.0.0']],
    ['192.0.2.', ['192.0.2.9'], ['192.0.20.9']],
    ['2001:db8::/32', ['2001:db8::1', '2001:DB8:ffff::'], ['2001:db9::', '10.0.0.1']],
    ['2001:db8::7', ['2001:db8:0:0::7'], ['2001:db8::8']],
    ['2001:db8::8000/113', ['2001:db8::8000', '2001:db8::ffff'], ['2001:db8::7fff', '2001:db8::1:8000']],
    ['::/0', ['2001:db8::1', '::1'], ['10.0.0.1', '::ffff:10.0.0.1']],
    ['::ffff:10.0.0.0/104', ['10.9.9.9', '::ffff:10.9.9.9'], ['11.0.0.0']],
    ['::ffff:10.1.2.3', ['10.1.2.3'], ['10.1.2.4']],
    ['255.255.255.255', ['255.255.255.255'], ['255.255.255.254']],
  ])('%s', (value, within, outside) => {
    const rules = rulesOf(rule(value))
    expect(within.filter((address) => !admitsAddress(rules, address))).toEqual([])
    expect(outside.filter((address) => admitsAddress(rules, address))).toEqual([])
  })

  /** The bits of a number, as text: what a range means, without any arithmetic of the code under test. */
  const bitsOf = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const written = (bytes: readonly number[]): string =>
    bytes.length === 4
      ? bytes.join('.')
      : Array.from({ length: 8 }, (_, at) =>
          (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16),
        ).join(':')
  const address = (length: number): fc.Arbitrary<number[]> =>
    fc.array(fc.integer({ min: 0, max: 255 }), { minLength: length, maxLength: length })
  const cleared = (bytes: readonly number[], bits: number): number[] => {
    const kept = bitsOf(bytes)
      .slice(0, bits)
      .padEnd(bytes.length * 8, '0')
    return bytes.map((_, at) => Number.parseInt(kept.slice(at * 8, at * 8 + 8), 2))
  }

  test.each([4, 16])('of %i bytes: those that begin with its bits, near its edges too', (length) => {
    fc.assert(
      fc.property(
        address(length),
        address(length),
        fc.integer({ min: 0, max: length * 8 }),
        fc.integer({ min: 0, max: length * 8 - 1 }),
        fc.boolean(),
        (base, other, bits, flipped, isNear) => {
          const network = cleared(base, bits)
          const near = bitsOf(base).split('')
          near[flipped] = near[flipped] === '1' ? '0' : '1'
          const nearBytes = base.map((_, at) => Number.parseInt(near.slice(at * 8, at * 8 + 8).join(''), 2))
          const asked = isNear ? nearBytes : other
          // What happens to be an IPv4 address written as IPv6 is told by the table above.
          fc.pre(
            length === 4 ||
              [network, asked].every((bytes) => bytes.slice(0, 12).join() !== '0,0,0,0,0,0,0,0,0,0,255,255'),
          )
          const isWithin = bitsOf(asked).slice(0, bits) === bitsOf(network).slice(0, bits)
          const rules = rulesOf(rule(`${written(network)}/${bits}`))
          expect(admitsAddress(rules, written(asked))).toBe(isWithin)
          if (length === 4) expect(admitsAddress(rules, `::ffff:${written(asked)}`)).toBe(isWithin)
        },
      ),
    )
  })

  test('no text is read as a range and another by a second reading', () => {
    const character = fc.constantFrom(...Array.from('0123456789abcdefx.:/*% '))
    const asIpv4 = /^(?:(?:0|[1-9]\d{0,2})\.){1,3}(?:(?:0|[1-9]\d{0,2})(?:\/\d+)?)?$/
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 20 }), (text) => {
        const [refusal] = refusalsOf([rule(text)])
        const isPlain = text === '*' || text.includes(':') || asIpv4.test(text)
        expect(refusal?.code ?? (isPlain ? 'read' : text)).toMatch(/^(?:malformed_address|read)$/)
      }),
    )
  })
})

describe('which addresses a list lets pass', () => {
  test.each<[string, readonly object[], readonly string[], readonly string[]]>([
    ['without rules, all', [], ['10.0.0.1', 'unknown', ''], []],
    [
      'the first rule that has the address decides',
      [rule('10.1.0.0/16', 'block'), rule('10.0.0.0/8')],
      ['10.2.0.1'],
      ['10.1.0.1'],
    ],
    ['also where a later one says otherwise', [rule('10.0.0.0/8'), rule('10.1.0.0/16', 'block')], ['10.1.0.1'], []],
    ['no rule, and one allows something: none', [rule('10.0.0.0/8')], [], ['192.0.2.1', '2001:db8::1']],
    ['no rule, and all block: all', [rule('10.0.0.0/8', 'block')], ['192.0.2.1', '2001:db8::1'], ['10.0.0.1']],
    ['everything blocked', [rule('*', 'block')], [], ['192.0.2.1', '2001:db8::1']],
    [
      'everything but one, as the wire writes it',
      [rule('192.168.', 'allow'), rule('*', 'block')],
      ['192.168.1.1'],
      ['10.0.0.1'],
    ],
    [
      'no address passes a list, not even one that only blocks',
      [rule('10.', 'block'), rule('*')],
      [],
      ['unknown', '', '999.1.1.1'],
    ],
  ])('%s', (_, list, pass, refused) => {
    const rules = rulesOf(...list)
    expect(pass.filter((address) => !admitsAddress(rules, address))).toEqual([])
    expect(refused.filter((address) => admitsAddress(rules, address))).toEqual([])
  })
})

describe('a list is refused', () => {
  test.each<[unknown, RegExp]>([
    ['', /^Write an address/],
    ['clinic', /^Write an address/],
    [undefined, /^Write an address/],
    [7, /^Write an address/],
    ['10.0.0.0/8/8', /^Write an address/],
    ['10.0.0.256', /^Write an address/],
    ['10.0.0.0.0', /^Write an address/],
    ['0x0a000001', /^Write an address/],
    ['167772161', /^Write an address/],
    ['10', /^Write an address/],
    ['.', /^Write an address/],
    ['10.0.0.', undefined as never],
    ['10.1', /end a prefix with a dot \(10\.1\.\)/],
    ['192.168.1', /end a prefix with a dot/],
    ['010.0.0.1', /leading zeros/],
    ['10.0.0.0/08', /from 0 to 32/],
    ['01.', /leading zeros/],
    ['::ffff:010.0.0.1', /leading zeros/],
    ['10.0.0.0/33', /from 0 to 32/],
    ['10.0.0.0/-1', /from 0 to 32/],
    ['10.0.0.0/', /from 0 to 32/],
    ['2001:db8::/129', /from 0 to 128/],
    ['10.1.2.3/8', /beyond \/8: write 10\.0\.0\.0\/8 .*or 10\.1\.2\.3\/32/],
    ['2001:db8::1/32', /beyond \/32: write 2001:db8::\/32 .*or 2001:db8::1\/128/],
    ['fe80::1%eth0', /zone/],
    ['fe80::%1/64', /zone/],
    ['::ffff:0:0/90', /as IPv4/],
    ['2001:db8', /^Write an address/],
    [' 10.0.0.1', /^Write an address/],
    ['%clinic', /zone/],
    ['1'.repeat(200), /^Write an address/],
  ])('for the value %j', (value, text) => {
    const refusals = refusalsOf([rule(value)])
    if (text === undefined) return expect(refusals).toEqual([])
    expect(refusals).toMatchObject([{ code: 'malformed_address', expression: `${AT}[0].value` }])
    expect(refusals[0]?.text).toMatch(text)
  })

  test.each<[unknown, string, string]>([
    [{}, 'malformed', AT],
    ['10.', 'malformed', AT],
    [[null], 'malformed', `${AT}[0]`],
    [['10.'], 'malformed', `${AT}[0]`],
    [[rule('10.', 'deny')], 'malformed', `${AT}[0].action`],
    [[{ value: '10.' }], 'malformed', `${AT}[0].action`],
    [[{ ...rule('10.'), name: 7 }], 'malformed', `${AT}[0].name`],
    [[{ ...rule('10.'), values: [] }], 'unsupported_element', `${AT}[0].values`],
  ])('for its shape: %j', (json, code, expression) => {
    expect(refusalsOf(json)).toMatchObject([{ code, expression }])
  })

  test('for its length', () => {
    expect(refusalsOf(Array.from({ length: 101 }, () => rule('10.')))).toMatchObject([
      { code: 'too_many', expression: AT },
    ])
    expect(rulesOf(...Array.from({ length: 100 }, () => rule('10.')))).toHaveLength(100)
  })

  test('with all that is wrong with it at once', () => {
    expect(refusalsOf([rule('x'), rule('10.'), rule('y', 'z')]).map(({ expression }) => expression)).toEqual([
      `${AT}[0].value`,
      `${AT}[2].value`,
      `${AT}[2].action`,
    ])
  })

  test('with its policy', () => {
    const policy = { resourceType: 'AccessPolicy', ipAccessRule: [rule('10.1.2.3/8')] }
    expect(parsePolicy(policy)).toMatchObject({
      ok: false,
      refusal: [{ code: 'malformed_address', expression: 'AccessPolicy.ipAccessRule[0].value' }],
    })
    expect(parsePolicy({ ...policy, ipAccessRule: [rule('10.0.0.0/8')] }).ok).toBe(true)
  })
})
