import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLoopbackAddress, isLoopbackOrigin, networkOf, readAddressRange, trustsAddress } from './address.ts'

describe('a proxy is trusted', () => {
  const trusts = (address: string, range: string): boolean => {
    const read = readAddressRange(range)
    return read !== undefined && trustsAddress(address, [read])
  }

  test.each([
    ['10.1.2.3', '10.0.0.0/8'],
    ['::ffff:10.1.2.3', '10.0.0.0/8'],
    ['10.1.2.3', '10.1.2.3'],
    ['2001:db8::1', '2001:db8::/32'],
    ['2001:db8:0:0::1', '2001:db8::1'],
  ])('%s within %s', (address, range) => {
    expect(trusts(address, range)).toBe(true)
  })

  test.each([
    ['11.1.2.3', '10.0.0.0/8'],
    ['10.1.2.4', '10.1.2.3'],
    ['2001:db9::1', '2001:db8::/32'],
    ['::a01:203', '10.0.0.0/8'],
    ['proxy', '0.0.0.0/0'],
    ['', '0.0.0.0/0'],
    ['10.1.2.3', '::/0'],
    ['10.1.2.3', 'proxy'],
    ['10.1.2.3', '10.0.0.0/33'],
  ])('never %s by %s', (address, range) => {
    expect(trusts(address, range)).toBe(false)
  })
})

describe('this machine alone', () => {
  test.each(['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]', '::ffff:127.0.0.1'])('is %s', (host) => {
    expect(isLoopbackAddress(host)).toBe(true)
  })

  test.each(['', '0.0.0.0', '::', '10.0.0.1', 'localhost.evil.example', '127.0.0.1.evil.example', 'LOCALHOST.'])(
    'is not %j',
    (host) => {
      expect(isLoopbackAddress(host)).toBe(false)
    },
  )

  test.each(['http://localhost', 'http://localhost:3000', 'https://127.0.0.1:3000', 'http://[::1]:3000'])(
    'has pages of the origin %s',
    (origin) => {
      expect(isLoopbackOrigin(origin)).toBe(true)
    },
  )

  test.each([
    'null',
    '',
    'http://localhost/',
    'http://localhost.evil.example',
    'http://evil.example#localhost',
    'http://localhost@evil.example',
    'http://evil.example',
    'file://localhost',
    'http://10.0.0.1',
  ])('has none of the origin %j', (origin) => {
    expect(isLoopbackOrigin(origin)).toBe(false)
  })
})

describe('limits count', () => {
  test('an IPv4 address by itself, however it is written', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), (one, other) => {
        expect(networkOf(one)).toBe(one)
        expect(networkOf(`::ffff:${one}`)).toBe(one)
        expect(networkOf(one) === networkOf(other)).toBe(one === other)
      }),
    )
  })

  test('an IPv6 address by its first 64 bits', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe(networkOf('2001:db8:1:2::'))
    expect(networkOf('2001:db8:1:2:ffff:ffff:ffff:ffff')).toBe(networkOf('2001:0DB8:1:2::1'))
    expect(networkOf('2001:db8:1:3::')).not.toBe(networkOf('2001:db8:1:2::'))
  })

  test('whatever else a proxy forwards as it is written', () => {
    for (const text of ['', 'unknown', '_hidden', '1.2.3.4:80']) expect(networkOf(text)).toBe(text)
  })
})
