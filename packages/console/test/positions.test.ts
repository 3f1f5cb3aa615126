import { describe, expect, test } from 'vitest'
import { positionsIn, spanOf } from '../src/parts/positions.ts'

const TEXT = `{
  "resourceType": "Patient",
  "name": [
    { "family": "O\\"Hara", "given": ["Ada", ""] },
    { "use": "old" }
  ],
  "birthDate": "1974-13-01", "active": true, "multipleBirthInteger": -1
}`

/** What an expression marks. */
const marked = (expression: string | undefined, text = TEXT): string => {
  const { from, to } = spanOf(positionsIn(text) ?? new Map(), expression)
  return text.slice(from, to)
}

describe('the element of an expression', () => {
  test.each([
    ['Patient.birthDate', '"birthDate": "1974-13-01"'],
    ['birthDate', '"birthDate": "1974-13-01"'],
    ['Patient.name[0].given[1]', '""'],
    ['Patient.name[0].family', '"family": "O\\"Hara"'],
    ['Patient.name[1]', '{ "use": "old" }'],
    ['Patient.name.1', '{ "use": "old" }'],
    ['Patient.active', '"active": true'],
    ['Patient.multipleBirthInteger', '"multipleBirthInteger": -1'],
    ['Patient.`birthDate`', '"birthDate": "1974-13-01"'],
  ])('%s is found', (expression, text) => {
    expect(marked(expression)).toBe(text)
  })

  test.each([
    ['Patient.name[1].family', '{ "use": "old" }'],
    ['Patient.name[1].period.start', '{ "use": "old" }'],
    ['Patient.name[7].family', marked('Patient.name')],
  ])('%s is not there: what should have it is found', (expression, text) => {
    expect(marked(expression)).toBe(text)
  })

  test.each([undefined, '', 'Patient', 'Patient.gender', '?', 'a]b[', ']]', '[x]'])(
    'of %s nothing is there: the beginning is found',
    (expression) => {
      expect(marked(expression)).toBe('{')
    },
  )

  test.each(['', '{', '{"a" 1}', '{"a": 1 "b": 2}', '[1 2]', '{"a": }', '{"a: 1}'])(
    'cannot be found in %s, which is no JSON',
    (text) => {
      expect(positionsIn(text)).toBeUndefined()
    },
  )
})
