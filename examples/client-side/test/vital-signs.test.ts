import { describe, expect, test } from 'vitest'
import { ageOf } from '../src/show.ts'
import { readVitalSigns, type Typed } from '../src/vital-signs.ts'

const NOW = new Date('2026-03-05T12:00:00')
const empty: Typed = { heartRate: '', systolic: '', diastolic: '', temperature: '', takenAt: '2026-03-05T11:58' }
const read = (typed: Partial<Typed>) => readVitalSigns({ ...empty, ...typed }, NOW)

describe('what is typed', () => {
  test('becomes one reading for each vital sign, in UCUM units', () => {
    const all = read({ heartRate: ' 72 ', systolic: '128', diastolic: '81', temperature: '37,4' })
    expect(all).toMatchObject({
      readings: [
        { code: { coding: [{ code: '8867-4' }] }, valueQuantity: { value: 72, code: '/min' } },
        {
          code: { coding: [{ code: '85354-9' }] },
          component: [{ valueQuantity: { value: 128, code: 'mm[Hg]' } }, { valueQuantity: { value: 81 } }],
        },
        { code: { coding: [{ code: '8310-5' }] }, valueQuantity: { value: 37.4, code: 'Cel' } },
      ],
    })
    expect('readings' in all && all.readings[0]?.effectiveDateTime).toBe(new Date('2026-03-05T11:58').toISOString())
  })

  test.each([
    ['nothing at all', {}, 'heartRate', 'Enter at least one vital sign.'],
    ['words', { heartRate: 'fast' }, 'heartRate', 'Heart rate is a number from 20 to 300 (beats/min).'],
    ['a slip of the pen', { heartRate: '720' }, 'heartRate', 'Heart rate is a number from 20 to 300 (beats/min).'],
    ['Fahrenheit', { temperature: '98.6' }, 'temperature', 'Temperature is a number from 25 to 45 (°C).'],
    ['an exponent', { temperature: '3.7e1' }, 'temperature', 'Temperature is a number from 25 to 45 (°C).'],
    ['half a blood pressure', { systolic: '120' }, 'diastolic', 'Enter both numbers of the blood pressure, or none.'],
    ['the other half', { diastolic: '80' }, 'systolic', 'Enter both numbers of the blood pressure, or none.'],
    [
      'numbers that are swapped',
      { systolic: '80', diastolic: '120' },
      'systolic',
      'The systolic pressure is the higher one: check whether the two are swapped.',
    ],
    ['no time', { heartRate: '72', takenAt: '' }, 'takenAt', 'Enter the day and the time.'],
    [
      'the future',
      { heartRate: '72', takenAt: '2026-03-05T12:02' },
      'takenAt',
      'This is in the future: enter when it was measured.',
    ],
  ] as const)('is refused with the remedy when it is %s', (_, typed, field, text) => {
    expect(read(typed)).toEqual({ faults: [{ field, text }] })
  })
})

test('an age turns on the birthday', () => {
  expect(ageOf('1960-03-05', NOW)).toBe('66 years')
  expect(ageOf('1960-03-06', NOW)).toBe('65 years')
  expect(ageOf('1960-10-01', NOW)).toBe('65 years')
  expect(ageOf(undefined, NOW)).toBeUndefined()
})
