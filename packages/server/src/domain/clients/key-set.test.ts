import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readKeySet } from './key-set.ts'

describe('a key set', () => {
  test('of any shape is read or refused, and never a fault', () => {
    const members = fc.record(
      {
        kty: fc.constantFrom('RSA', 'EC', 'oct', 'OKP', 1),
        crv: fc.constantFrom('P-256', 'P-384', '__proto__', 'constructor', 1),
        alg: fc.constantFrom('RS384', 'ES256', 'none', 1),
        n: fc.base64String(),
        e: fc.constantFrom('AQAB', 'AQ', '', 'AA', 1),
        x: fc.string(),
        y: fc.string(),
        kid: fc.anything(),
      },
      { requiredKeys: [] },
    )
    const sets = fc.oneof(fc.anything(), fc.record({ keys: fc.oneof(fc.anything(), fc.array(members)) }))
    fc.assert(
      fc.property(sets, fc.constantFrom('registered' as const, 'fetched' as const), (set, origin) => {
        const read = readKeySet(set, origin)
        expect(read.ok ? read.value.length > 0 : read.refusal.length > 0).toBe(true)
      }),
    )
  })
})
