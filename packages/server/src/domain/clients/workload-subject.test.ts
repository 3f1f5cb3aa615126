import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchesSubject, subjectProblem } from './workload-subject.ts'

describe('the subject of a workload', () => {
  test.each([
    'repo:acme/lab:ref:refs/heads/main',
    'repo:acme/lab:ref:refs/heads/*',
    'repo:acme/*',
    'repo:acme/*:environment:production',
    'system:serviceaccount:lab:analyzer',
    'a1b2c3',
  ])('may be %s', (pattern) => {
    expect(subjectProblem(pattern)).toBeUndefined()
  })

  test.each([
    '',
    '*',
    '**',
    'repo:*',
    'repo:acme*',
    'repo:acme/lab*',
    '*:acme/lab',
    ':/*',
    '::*',
    ' repo:acme/lab',
    'x/*',
    'r'.repeat(501),
  ])('may not be "%s"', (pattern) => {
    expect(subjectProblem(pattern)).toBeTypeOf('string')
  })

  test.each([
    ['repo:acme/lab:ref:refs/heads/*', 'repo:acme/lab:ref:refs/heads/main', true],
    ['repo:acme/lab:ref:refs/heads/*', 'repo:acme/lab:ref:refs/heads/release/1', true],
    ['repo:acme/lab:ref:refs/heads/*', 'repo:acme/lab:ref:refs/heads/', false],
    ['repo:acme/lab:ref:refs/heads/*', 'repo:acme/lab:ref:refs/tags/v1', false],
    ['repo:acme/*', 'repo:acme-evil/lab', false],
    ['repo:acme/*', 'xrepo:acme/lab', false],
    ['repo:acme/*', 'repo:acme:lab', false],
    ['repo:acme/*:environment:production', 'repo:acme/lab:environment:production', true],
    ['repo:acme/*:environment:production', 'repo:acme/lab:x:environment:production', false],
    ['repo:acme/*:environment:production', 'repo:acme/:environment:production', false],
    ['repo:acme/*:environment:production', 'repo:acme/lab:environment:production:x', false],
    ['repo:acme/lab', 'repo:ACME/lab', false],
    ['repo:acme/lab', 'repo:acme/lab:pull_request', false],
  ])('%s takes %s: %s', (pattern, subject, isTaken) => {
    expect(matchesSubject(pattern, subject)).toBe(isTaken)
  })

  test('without an asterisk it takes itself alone, and whatever a pattern takes begins with its whole segments', () => {
    const word = fc.stringMatching(/^[a-z]{1,4}$/)
    const segments = fc.array(word, { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(segments, fc.string(), (parts, other) => {
        const text = parts.join(':')
        expect(matchesSubject(text, other)).toBe(text === other)
        expect(matchesSubject(`${text}:*`, other)).toBe(
          other.startsWith(`${text}:`) && /^[^:/]+([:/][^:/]+)*$/.test(other.slice(text.length + 1)),
        )
      }),
    )
  })
})
