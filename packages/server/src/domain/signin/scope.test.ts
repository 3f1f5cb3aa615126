import { isResourceScope } from '@damson/access'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isWithin, readScope, withoutRefresh } from './scope.ts'
import { supportedScopes } from './supported-scopes.ts'

const words = supportedScopes.filter((word) => !isResourceScope(word))
const known = fc.constantFrom(...words)
const letters = fc.subarray(['c', 'r', 'u', 'd', 's'], { minLength: 1 }).map((all) => all.join(''))
const resourceScope = fc
  .record({
    level: fc.constantFrom('patient', 'user'),
    type: fc.constantFrom('*', 'Observation', 'Patient', 'Condition'),
    what: fc.oneof(letters, fc.constantFrom('read', 'write', '*')),
  })
  .map(({ level, type, what }) => `${level}/${type}.${what}`)
const asked = fc.array(fc.oneof(known, resourceScope), { minLength: 1, maxLength: 12 }).map((all) => all.join(' '))

function granted(text: string, origin: 'person' | 'machine' = 'person'): string {
  const read = readScope(text, origin)
  if (!read.ok) throw new TypeError(`${text}: ${read.refusal.text}`)
  return read.value
}

describe('a scope', () => {
  test('is read as its known words, each once, in the order given', () => {
    fc.assert(
      fc.property(fc.array(known, { maxLength: 30 }), fc.constantFrom(' ', '  '), (some, space) => {
        const read = readScope(some.join(space), 'person')
        expect(read).toEqual({ ok: true, value: some.length === 0 ? 'openid' : [...new Set(some)].join(' ') })
      }),
    )
  })

  test.each([
    ['patient/*.read', 'patient/*.rs'],
    ['user/Observation.write openid', 'openid user/Observation.cud'],
    ['user/Patient.s user/Patient.r', 'user/Patient.rs'],
    ['patient/Observation.rs patient/*.rs', 'patient/*.rs'],
    ['user/Observation.rs?status=final&category=laboratory', 'user/Observation.rs?category=laboratory&status=final'],
  ])('%j is granted as %j', (text, canonical) => {
    expect(granted(text)).toBe(canonical)
  })

  test('is granted in a form that is read as itself', () => {
    fc.assert(
      fc.property(asked, (text) => {
        expect(granted(granted(text))).toBe(granted(text))
      }),
    )
  })

  test.each([
    ['launch', 'machine'],
    ['launch/encounter', 'machine'],
    ['Openid', 'person'],
    ['openid fhircast/x.read', 'person'],
    ['admin', 'person'],
    ['*', 'person'],
    ['launch/patient', 'machine'],
    ['system/Patient.rs', 'person'],
    ['openid system/*.*', 'person'],
    ['patient/Patient.rs', 'machine'],
    ['user/Patient.rs', 'machine'],
    ['system/Patient.rs user/Patient.rs', 'machine'],
    ['patient/Nonsense.rs', 'person'],
    ['patient/Patient.sr', 'person'],
    ['patient/Patient.', 'person'],
    ['patient/Patient.x', 'person'],
    ['patient/Patient', 'person'],
    ['patient/Observation.rs?code:in=http://example.org', 'person'],
    ['patient/Observation.rs?nonsense=1', 'person'],
    ['patient/Observation.rs?patient.name=ada', 'person'],
    ['patient/Observation.read?category=laboratory', 'person'],
    ['patient/Observation.rs?', 'person'],
    ['user/Binary.r?_id=1', 'person'],
    ['patient/Observation.rs?subject=%25patient&x', 'person'],
    ['openid patient/', 'person'],
  ] as const)('%j of a %s is refused with the remedy, never dropped: that would grant more', (text, origin) => {
    const read = readScope(text, origin)
    expect(read).toMatchObject({ ok: false, refusal: { why: 'unsupported_scope' } })
    if (!read.ok) expect(read.refusal.text.length).toBeGreaterThan(30)
  })

  test.each([
    'open\tid',
    'openid\nprofile',
    'openid "x"',
    'open\\id',
    'openid é',
    'openid \u0000',
    'x'.repeat(3_100),
    Array.from({ length: 51 }, (_, at) => `user/Observation.rs?code=${at}`).join(' '),
    // Too long only once it is written in full.
    `user/Observation.rs?code=${Array.from({ length: 700 }, () => '%2B|').join('')}`,
  ])('%j is malformed', (text) => {
    expect(readScope(text, 'person').ok).toBe(false)
  })

  test('is refused or read whole, never in part, whatever is sent', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(known, fc.string({ maxLength: 8 }))), (some) => {
        const read = readScope(some.join(' '), 'person')
        const sent = some
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

describe('what is within a scope', () => {
  test.each([
    ['openid user/*.rs', 'user/Observation.r', true],
    ['openid user/*.rs', 'openid', true],
    ['user/*.rs', 'user/*.rs', true],
    ['user/*.rs', 'user/Observation.rs?status=final', true],
    ['user/*.rs', 'user/Observation.c', false],
    ['user/*.rs', 'patient/Observation.r', false],
    ['patient/Observation.rs?status=final', 'patient/Observation.rs', false],
    ['openid', 'openid user/*.rs', false],
    ['openid', 'profile', false],
    ['user/*.cruds', 'user/AuditEvent.r', false],
    ['openid user/*.rs', 'launch/patient', false],
  ])('of %j: %j %s', (held, wanted, expected) => {
    expect(isWithin(held, wanted)).toBe(expected)
  })
})
