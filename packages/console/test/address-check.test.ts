import { parseAddressRules } from '@damson/access'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressProblem } from '../src/views/settings/address-rules/address-check.ts'

/** What the server says of the address of a rule; undefined if it takes it. */
function refusalOf(value: string): string | undefined {
  const read = parseAddressRules([{ value, action: 'allow' }], 'ipAccessRule')
  return read.ok ? undefined : read.refusal[0]?.text
}

describe('the address of a rule', () => {
  test.each([
    ['*', undefined],
    ['192.0.2.7', undefined],
    ['192.0.2.0/24', undefined],
    ['192.168.', undefined],
    ['10.', undefined],
    ['0.0.0.0/0', undefined],
    ['2001:db8::/32', undefined],
    ['2001:DB8::7', undefined],
    ['::', undefined],
    ['::ffff:10.0.0.0/104', undefined],
    ['', 'form'],
    ['x', 'form'],
    ['10', 'form'],
    ['2130706433', 'form'],
    ['0x7f000001', 'form'],
    ['10.0.0.0/8/8', 'form'],
    ['256.0.0.1', 'form'],
    ['2001:db8:::1', 'form'],
    ['2001:\tdb8::1', 'form'],
    ['[::1]', 'form'],
    ['1'.repeat(61), 'form'],
    ['fe80::1%eth0', 'zone'],
    ['010.0.0.1', 'zeros'],
    ['::ffff:010.0.0.1', 'zeros'],
    ['10.0', 'short'],
    ['127.1', 'short'],
    ['10.0.0.0/33', 'length'],
    ['10.0.0.0/08', 'length'],
    ['10.0.0.0/', 'length'],
    ['2001:db8::/129', 'length'],
    ['::ffff:0:0/95', 'mapped'],
    ['192.0.2.7/24', 'bits'],
    ['2001:db8::7/32', 'bits'],
    ['::ffff:10.0.0.1/104', 'bits'],
  ])('%s: %s', (text, code) => {
    expect(addressProblem(text)?.code).toBe(code)
    expect(refusalOf(text) === undefined).toBe(code === undefined)
  })

  test('is mended as the server would mend it', () => {
    expect(addressProblem('192.0.2.7/24')?.values).toEqual({ bits: '/24', range: '192.0.2.0/24', one: '192.0.2.7/32' })
    for (const text of ['192.0.2.7/24', '2001:db8::7/32', '::ffff:10.0.0.1/104', '10.0.0.0/33', '1:0:0:2::/33', '10.0'])
      for (const value of Object.values(addressProblem(text)?.values ?? {})) expect(refusalOf(text)).toContain(value)
  })

  test('is judged as the server judges it', () => {
    const number = fc.oneof(fc.nat(300).map(String), fc.constantFrom('', '0', '00', '08', '010', '256', 'a', '-1'))
    const ipv4 = fc.array(number, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'))
    const word = fc.oneof(
      fc.nat(0x1ffff).map((value) => value.toString(16)),
      fc.constantFrom('', '0', 'ffff', 'FFFF', '00', '12345', 'g'),
    )
    const ipv6 = fc.array(word, { minLength: 1, maxLength: 9 }).map((words) => words.join(':'))
    const mixed = fc
      .tuple(fc.constantFrom('::', '::ffff:', '1:2:3:4:5:6:', '64:ff9b::', ':'), ipv4)
      .map((two) => two.join(''))
    const own = fc.oneof(fc.ipV4(), fc.ipV6(), ipv4, ipv6, mixed)
    const end = fc.oneof(
      fc.constantFrom('', '', '/', '.', '/8', '/32', '/96', '/104', '/128', '/129', '/08', '%1', ' ', '/8/8'),
      fc.nat(130).map((bits) => `/${bits}`),
    )
    fc.assert(
      fc.property(own, end, (address, length) => {
        const text = `${address}${length}`
        expect([text, addressProblem(text) === undefined]).toEqual([text, refusalOf(text) === undefined])
      }),
      { numRuns: 3_000 },
    )
  })
})
