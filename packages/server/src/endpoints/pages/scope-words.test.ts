import { describe, expect, test } from 'vitest'
import { languages } from '#base/language'
import { scopesInWords } from './scope-words.ts'
import { wordsIn } from './words.ts'

const say = wordsIn(languages[0])

const self = { self: true } as const
const ada = { self: false, name: 'Ada Lovelace' } as const

describe('a resource scope on the consent page', () => {
  test.each([
    ['patient/Observation.rs?category=laboratory', self, 'Read your laboratory results and measurements'],
    ['patient/Observation.rs?category=laboratory', ada, 'Read Ada Lovelace’s laboratory results and measurements'],
    [
      'patient/Observation.rs?category=http://terminology.example/c%7Cvital-signs',
      self,
      'Read your vital signs results and measurements',
    ],
    ['patient/Patient.r', self, 'Read your personal details'],
    ['user/MedicationRequest.cud', self, 'Add, change and delete prescriptions'],
    ['user/*.cruds', self, 'Read, add, change and delete records of every kind'],
    ['patient/*.s', ada, 'Read Ada Lovelace’s records of every kind'],
    ['user/Observation.r?status:not=final', self, 'Read results and measurements, where status is not final'],
    ['user/Observation.r?code:missing=true', self, 'Read results and measurements, where code is missing'],
    [
      'user/Observation.u?code=a,b&status=final',
      self,
      'Change results and measurements, where code is a or b and status is final',
    ],
    ['user/ImagingStudy.d', self, 'Delete imaging study records'],
  ])('%j', (scope, about, may) => {
    const [row] = scopesInWords(say, scope, about)
    expect(row).toMatchObject({ scope, may })
  })

  test.each([
    ['marks that turn words around', '%E2%80%AEyrotarobal%E2%80%AC%E2%81%A6x', 'yrotarobalx'],
    ['what cannot be seen', 'lab%E2%80%8B%C2%ADora%EF%BB%BFtory%E2%80%A8', 'laboratory'],
    ['more than a person reads', 'a'.repeat(500), `${'a'.repeat(60)}…`],
  ])('is told without %s', (_, code, word) => {
    const [first] = scopesInWords(say, `user/Observation.r?code=${code}`, self)
    expect(first?.may).toBe(`Read results and measurements, where code is ${word}`)
    const [second] = scopesInWords(say, `user/Observation.r?category=${code}`, self)
    expect(second?.may).toBe(`Read ${word} results and measurements`)
  })

  test('says for whom it is', () => {
    const more = (scope: string, about: typeof self | typeof ada): unknown => scopesInWords(say, scope, about)[0]?.more
    expect(more('patient/Patient.r', self)).toBe('Only in your own record')
    expect(more('patient/Patient.r', ada)).toBe('Only in the record of Ada Lovelace')
    expect(more('user/Patient.r', ada)).toBe('In every record that you can open yourself')
  })

  test('has one row each, and words of other kinds have none', () => {
    const rows = scopesInWords(
      say,
      'openid launch/patient offline_access patient/Patient.r patient/Observation.rs',
      self,
    )
    expect(rows.map(({ scope }) => scope)).toEqual(['patient/Patient.r', 'patient/Observation.rs'])
  })
})
