import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readScope, supportedScopes, withoutRefresh } from './scope.ts'

const known = fc.constantFrom(...supportedScopes)

describe('a scope', () => {
  test('is read as its known words, each once, in the order given', () => {
    fc.assert(
      fc.property(fc.array(known, { maxLength: 30 }), fc.constantFrom(' ', '  '), (words, space) => {
        const read = readScope(words.join(space))
        expect(read).toEqual({ ok: true, value: words.length === 0 ? 'openid' : [...new Set(words)].join(' ') })
      }),
    )
  })

  test.each([
    'patient/*.read',
    'user/Observation.rs',
    'system/*.*',
    'launch',
    'launch/patient',
    'Openid',
    'openid patient/Patient.r',
    'fhircast/x.read',
    'admin',
    '*',
  ])('%j is refused with the remedy, never dropped: that would grant more than was asked', (text) => {
    const read = readScope(text)
    expect(read).toMatchObject({ ok: false, refusal: { why: 'unsupported_scope' } })
    if (!read.ok) expect(read.refusal.text).toMatch(/ask for openid,/)
  })

  test.each(['open\tid', 'openid\nprofile', 'openid "x"', 'open\\id', 'openid é', 'openid \u0000', 'x'.repeat(300)])(
    '%j is malformed',
    (text) => {
      expect(readScope(text)).toMatchObject({ ok: false })
    },
  )

  test('is refused or read whole, never in part, whatever is sent', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(known, fc.string({ maxLength: 8 }))), (words) => {
        const read = readScope(words.join(' '))
        const sent = words
          .join(' ')
          .split(' ')
          .filter((word) => word !== '')
        if (read.ok) expect(read.value.split(' ')).toEqual(sent.length === 0 ? ['openid'] : [...new Set(sent)])
        else expect(read.refusal.text).not.toMatch(/\p{Cc}/u)
      }),
    )
  })

  test('of a machine never asks for a refresh token', () => {
    expect(withoutRefresh('openid offline_access profile offline online_access')).toBe('openid profile')
  })
})
