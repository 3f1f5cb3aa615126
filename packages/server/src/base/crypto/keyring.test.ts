import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createKeyring, readKey } from './index.ts'

const [first, second] = [randomBytes(32), randomBytes(32)]

describe('sealing', () => {
  test('what is sealed opens again, in its own context only', () => {
    const ring = createKeyring(first)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), fc.string(), (plain, context, other) => {
        const sealed = ring.seal(plain, context)
        expect(new Uint8Array(ring.unseal(sealed, context))).toEqual(plain)
        if (other !== context) expect(() => ring.unseal(sealed, other)).toThrow()
      }),
    )
  })

  test('refuses a value with any one byte changed', () => {
    const ring = createKeyring(first)
    const sealed = ring.seal('a client secret', 'here')
    const dot = sealed.indexOf('.')
    const body = Buffer.from(sealed.slice(dot + 1), 'base64url')
    for (let i = 0; i < body.length; i++) {
      const altered = Buffer.from(body)
      altered.writeUInt8(body.readUInt8(i) ^ 1, i)
      expect(() => ring.unseal(`${sealed.slice(0, dot)}.${altered.toString('base64url')}`, 'here')).toThrow()
    }
  })

  test('opens what the previous key sealed, and not what a stranger sealed', () => {
    const sealed = createKeyring(first).seal('kept', 'x')
    expect(createKeyring(second, first).unseal(sealed, 'x').toString()).toBe('kept')
    expect(() => createKeyring(second).unseal(sealed, 'x')).toThrow(/does not have/)
  })
})

describe('keyed hashes', () => {
  test('match the same text for the same purpose, also after the key has been rotated', () => {
    const kept = createKeyring(first).keyedHash('client-secret', 's3cret')
    const rotated = createKeyring(second, first)
    expect(rotated.matches('client-secret', 's3cret', kept)).toBe(true)
    expect(rotated.matches('client-secret', 's3creT', kept)).toBe(false)
    expect(rotated.matches('one-time', 's3cret', kept)).toBe(false)
    expect(createKeyring(second).matches('client-secret', 's3cret', kept)).toBe(false)
  })
})

describe('a key as text', () => {
  test('is read as hex, base64url and base64', () => {
    for (const text of [
      first.toString('hex'),
      first.toString('base64url'),
      first.toString('base64'),
      ` ${first.toString('hex')}\n`,
    ]) {
      expect(readKey(text)).toEqual(first)
    }
  })
  test.each(['', 'short', 'g'.repeat(64), '0'.repeat(63), '0'.repeat(65), 'A'.repeat(42)])(
    'is refused when malformed: %s',
    (text) => {
      expect(readKey(text)).toBeUndefined()
    },
  )
})
