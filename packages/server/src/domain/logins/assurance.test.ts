import { expect, test } from 'vitest'
import { assuranceOf } from './assurance.ts'

test.each([
  [['password'], 1, ['pwd']],
  [['external'], 1, []],
  [['external', 'external-second'], 2, ['mfa']],
])('of %j', (factors, level, amr) => {
  expect(assuranceOf(factors)).toEqual({ acr: `http://idmanagement.gov/ns/assurance/aal/${level}`, amr })
})
