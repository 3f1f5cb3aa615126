import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scrubber } from './scrubbed.ts'

test('a secret is gone from texts, however it is spelled', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6 }), fc.string(), fc.string(), (secret, before, after) => {
      const scrub = scrubber({ KEY: secret })
      const basic = Buffer.from(`${before}:${secret}${after}`).toString('base64')
      expect(scrub(`${before}${secret}${after}`)).toContain('[secret KEY]')
      expect(scrub(`?key=${encodeURIComponent(secret)}`)).toBe('?key=[secret KEY]')
      expect(scrub(JSON.stringify({ secret }))).toBe('{"secret":"[secret KEY]"}')
      expect(scrub(`Basic ${basic}`)).toContain('[secret KEY]')
      expect(scrub(Buffer.from(secret).toString('base64url'))).toContain('[secret KEY]')
    }),
  )
})

test('the longer of two secrets is found though the shorter is part of it, and a short one is left alone', () => {
  expect(scrubber({ A: 'abcdef', B: 'xxabcdefxx', C: 'is' })('this is xxabcdefxx and abcdef')).toBe(
    'this is [secret B] and [secret A]',
  )
})
