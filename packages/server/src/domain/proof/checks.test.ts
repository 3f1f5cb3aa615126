import { expect, test } from 'vitest'
import { failure } from '#domain/providers'
import { CHECKS, createProgress } from './checks.ts'

test('what fails of userinfo is no fault of the id token, whose checks passed', () => {
  const wrongAudience = failure('untrusted', 'wrong_audience', 'It is for another client.')
  const ofIdToken = createProgress('settings', 'state', 'code', 'client', 'id_token', 'time', 'issuer')
  expect(ofIdToken.failedBy(wrongAudience).failed).toBe('audience')
  const ofUserinfo = createProgress(...CHECKS.filter((check) => check !== 'person'))
  ofUserinfo.idTokenDone()
  expect(ofUserinfo.failedBy(wrongAudience)).toEqual({
    passed: CHECKS.filter((check) => check !== 'person'),
    failed: 'person',
  })
})
