import { expect, test } from 'vitest'
import { newTotpSecret, totpSteps, totpUri } from './totp.ts'

/** RFC 6238 appendix B: the ASCII text 12345678901234567890, in base32; the last six digits of its eight. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const

const at = (seconds: number): Date => new Date(seconds * 1000)

test.each(VECTORS)('knows the code of RFC 6238 at %i', (seconds, code) => {
  expect(totpSteps(SECRET, code, at(seconds))).toEqual([Math.floor(seconds / 30)])
})

test('takes a code one step early or late, and none further off', () => {
  const [, [seconds, code]] = VECTORS
  const [step, begins] = [Math.floor(seconds / 30), Math.floor(seconds / 30) * 30]
  for (const late of [-30, -1, 0, 29, 30, 59]) expect(totpSteps(SECRET, code, at(begins + late))).toEqual([step])
  for (const late of [-90, -31, 60, 90]) expect(totpSteps(SECRET, code, at(begins + late))).toEqual([])
})

test('makes secrets of 160 bits, each another, and addresses that apps read', () => {
  const [one, other] = [newTotpSecret(), newTotpSecret()]
  expect(one).toMatch(/^[A-Z2-7]{32}$/)
  expect(one).not.toBe(other)
  const uri = new URL(totpUri(one, 'Clinic: North & South', 'ada@example.org'))
  expect(uri.protocol).toBe('otpauth:')
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret: one, issuer: 'Clinic: North & South' })
  expect(decodeURIComponent(uri.pathname)).toContain('ada@example.org')
})
