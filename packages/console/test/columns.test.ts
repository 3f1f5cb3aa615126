import { describe, expect, test } from 'vitest'
import { ImportLine } from '../../server/src/endpoints/admin/import-line.ts'
import { exampleCsv, exampleLines, guessed, lineOf, missing } from '../src/views/people/columns.ts'

describe('the columns of a file of people', () => {
  test('are known by their names, each field once', () => {
    expect(guessed(['First name', 'SURNAME', 'e-mail', 'Email Address', 'Ward'])).toEqual([
      'firstName',
      'lastName',
      'email',
      undefined,
      undefined,
    ])
  })

  test('lack what each line needs', () => {
    expect(missing(guessed(['ward']))).toEqual(['firstName', 'lastName', 'email'])
    expect(missing(guessed(['given', 'surname', 'employee id']))).toEqual([])
  })

  test('become lines: references as references, and nothing of empty cells', () => {
    const mapping = guessed(['id', 'given', 'surname', 'policy', 'email'])
    expect(JSON.parse(lineOf(['7', ' Ada ', 'Byron', 'AccessPolicy/1', ''], mapping, 'Patient'))).toEqual({
      resourceType: 'Patient',
      id: '7',
      firstName: 'Ada',
      lastName: 'Byron',
      accessPolicy: { reference: 'AccessPolicy/1' },
    })
  })

  test('say yes and no as spreadsheets do, and leave anything else for the server to refuse', () => {
    const verified = ['TRUE', 'Sí', 'no', '0', 'perhaps'].map(
      (cell) => JSON.parse(lineOf([cell], ['emailVerified'], 'Patient')).emailVerified,
    )
    expect(verified).toEqual([true, true, false, false, 'perhaps'])
  })

  test('find nobody at sign-in by the id of a line', () => {
    expect(missing(guessed(['id', 'given', 'surname']))).toEqual(['email'])
  })

  test('are shown by an example in both forms, which the server takes', () => {
    const people = exampleLines().trim().split('\n')
    const [header = '', ...rows] = exampleCsv().replace('\uFEFF', '').trim().split('\r\n')
    const mapping = guessed(header.split(','))
    expect(rows.map((row) => JSON.parse(lineOf(row.split(','), mapping, 'Patient')))).toEqual(
      people.map((line) => JSON.parse(line)),
    )
    for (const line of people) expect(ImportLine.safeParse(JSON.parse(line)).error).toBe(undefined)
  })

  test('a row that says what the person is wins over what was chosen for all', () => {
    expect(lineOf(['Patient'], ['resourceType'], 'Practitioner')).toBe('{"resourceType":"Patient"}')
  })
})
