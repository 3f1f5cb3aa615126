import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysIn, readDateRange } from './date-range.ts'

describe('readDateRange', () => {
  test.each<[text: string, lo: string, hi: string]>([
    ['2015', '2015-01-01T00:00:00.000Z', '2016-01-01T00:00:00.000Z'],
    ['2015-12', '2015-12-01T00:00:00.000Z', '2016-01-01T00:00:00.000Z'],
    ['2015-02-28', '2015-02-28T00:00:00.000Z', '2015-03-01T00:00:00.000Z'],
    ['2015-02-07T13:28', '2015-02-07T13:28:00.000Z', '2015-02-07T13:29:00.000Z'],
    ['2015-02-07T13:28:17', '2015-02-07T13:28:17.000Z', '2015-02-07T13:28:18.000Z'],
    ['2015-02-07T13:28:17Z', '2015-02-07T13:28:17.000Z', '2015-02-07T13:28:18.000Z'],
    ['2015-02-07T13:28:17+05:30', '2015-02-07T07:58:17.000Z', '2015-02-07T07:58:18.000Z'],
    ['2015-02-07T23:28:17-02:00', '2015-02-08T01:28:17.000Z', '2015-02-08T01:28:18.000Z'],
    ['2015-02-07T13:28:17.5Z', '2015-02-07T13:28:17.500Z', '2015-02-07T13:28:17.600Z'],
    ['2015-02-07T13:28:17.239Z', '2015-02-07T13:28:17.239Z', '2015-02-07T13:28:17.240Z'],
    ['2015-02-07T13:28:17.239999Z', '2015-02-07T13:28:17.239Z', '2015-02-07T13:28:17.240Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z', '2017-01-01T00:00:01.000Z'],
    ['9999', '9999-01-01T00:00:00.000Z', '+010000-01-01T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z', '0001-01-02T00:00:00.000Z'],
  ])('reads %s', (text, lo, hi) => {
    expect(readDateRange(text)).toEqual({ lo: Date.parse(lo), hi: Date.parse(hi) })
  })

  test.each([
    '',
    '15',
    '0000',
    '2015-00',
    '2015-13',
    '2015-02-29',
    '2015-04-31',
    '2015-2-7',
    '2015-02-07T',
    '2015-02-07T13',
    '2015-02-07T24:00:00Z',
    '2015-02-07T13:60:00Z',
    '2015-02-07T13:28:61Z',
    '2015-02-07T13:28:17+15:00',
    '2015-02-07 13:28:17',
    '2015-02-07T13:28:17z',
    ' 2015',
    '2015-02-07Z',
    '١٩٧٤',
  ])('refuses %o', (text) => {
    expect(readDateRange(text)).toBeUndefined()
  })

  test('agrees with the platform on every instant', () => {
    const instant = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(instant, (date) => {
        expect(readDateRange(date.toISOString())?.lo).toBe(date.getTime())
      }),
    )
  })
})

test('every month has the days that the platform says', () => {
  for (let year = 1896; year <= 2104; year++) {
    for (let month = 0; month < 12; month++) {
      expect(daysIn(year, month)).toBe(new Date(Date.UTC(year, month + 1, 0)).getUTCDate())
    }
  }
})
