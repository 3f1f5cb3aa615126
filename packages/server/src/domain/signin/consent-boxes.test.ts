import { isResourceScope } from '@damson/access'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boxesOf, keepingBoxes, tickedBoxes } from './consent-boxes.ts'
import { isWithin, readScope } from './scope.ts'

const letters = fc.subarray(['c', 'r', 'u', 'd', 's'], { minLength: 1 }).map((all) => all.join(''))
const resourceScope = fc
  .record({
    level: fc.constantFrom('patient', 'user'),
    type: fc.constantFrom('*', 'Observation', 'Patient', 'Condition'),
    what: letters,
  })
  .map(({ level, type, what }) => `${level}/${type}.${what}`)
const asked = fc.array(fc.oneof(fc.constantFrom('openid', 'email', 'launch/patient'), resourceScope), {
  minLength: 1,
  maxLength: 12,
})

function granted(texts: readonly string[]): string {
  const read = readScope(texts.join(' '), 'person')
  if (!read.ok) throw new TypeError(read.refusal.text)
  return read.value
}

describe('the boxes of a scope', () => {
  test('are apart for reading, writing and deleting', () => {
    expect(boxesOf('openid patient/Observation.cruds user/Patient.s').map(({ act, text }) => [act, text])).toEqual([
      ['read', 'patient/Observation.rs'],
      ['write', 'patient/Observation.cu'],
      ['delete', 'patient/Observation.d'],
      ['read', 'user/Patient.s'],
    ])
  })

  test('leave what was ticked, and all that has no box', () => {
    const scope = 'openid launch/patient patient/Condition.rs patient/Observation.crs'
    const kept = (...ticked: string[]): string => keepingBoxes(scope, tickedBoxes(scope, ticked))
    expect(kept('patient/Observation.rs', 'user/*.cruds', 'email')).toBe('openid launch/patient patient/Observation.rs')
    expect(kept('patient/Observation.c')).toBe('openid launch/patient patient/Observation.c')
    expect(kept('patient/Observation.crs')).toBe('openid launch/patient patient/Observation.crs')
    expect(kept('patient/*.cruds')).toBe('openid launch/patient')
  })

  test('are together the scope, and never more than it, whoever ticks', () => {
    fc.assert(
      fc.property(asked, fc.array(resourceScope), (texts, ticked) => {
        const scope = granted(texts)
        expect(keepingBoxes(scope, boxesOf(scope)).split(' ').filter(isResourceScope)).toEqual(
          scope.split(' ').filter(isResourceScope),
        )
        const kept = keepingBoxes(scope, tickedBoxes(scope, ticked))
        expect(kept === '' || isWithin(scope, kept)).toBe(true)
      }),
    )
  })
})
