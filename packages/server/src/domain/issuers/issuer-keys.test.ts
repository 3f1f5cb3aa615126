import { describe, expect, test } from 'vitest'
import { ISSUER_KEYS } from './issuer-keys.ts'

const KEY = { kty: 'EC', crv: 'P-256', x: 'a'.repeat(43), y: 'b'.repeat(43), kid: 'one', alg: 'ES256', use: 'sig' }
const read = (document: unknown) => ISSUER_KEYS.read(document)

describe('the key set of an issuer', () => {
  test('is kept without what checks no signature', () => {
    const set = read({
      keys: [{ ...KEY, x5c: ['c'.repeat(5_000)], 'x5t#S256': 'd', note: {} }],
      more: 'e'.repeat(9_000),
    })
    expect(set.ok && set.value.jwks()).toEqual({ keys: [KEY] })
    expect(set.ok && ISSUER_KEYS.sizeOf(set.value)).toBeLessThan(1_000)
  })

  test('keeps its good keys beside others that could not be used', () => {
    const others = [
      null,
      'key',
      { kty: 'oct', k: 'abc' },
      { ...KEY, x: {} },
      { ...KEY, key_ops: 'verify' },
      { kid: 'a' },
    ]
    const rsa = { kty: 'RSA', n: 'n'.repeat(1_366), e: 'AQAB', key_ops: ['verify'] }
    const set = read({ keys: [...others, { ...rsa, n: 'n'.repeat(2_049) }, rsa] })
    expect(set.ok && set.value.jwks()).toEqual({ keys: [rsa] })
  })

  test.each([
    ['none', {}],
    ['no list', { keys: {} }],
    ['empty', { keys: [] }],
    ['secret', { keys: [{ kty: 'oct', k: 'abc' }] }],
    ['long', { keys: Array.from({ length: 101 }, () => KEY) }],
    ['large', { keys: Array.from({ length: 60 }, () => ({ ...KEY, kid: 'k'.repeat(1_500) })) }],
  ])('is refused where it is %s', (_, document) => {
    expect(read(document).ok).toBe(false)
  })
})
