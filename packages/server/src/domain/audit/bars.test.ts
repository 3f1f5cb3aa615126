import { describe, expect, test } from 'vitest'
import { type BarLength, barsBetween, isZone } from './bars.ts'

const cut = (from: string, until: string, by: BarLength, zone: string, most = 100): readonly string[] | undefined => {
  const bars = barsBetween(new Date(from), new Date(until), { by, zone, most })
  for (const [at, bar] of bars?.entries() ?? []) {
    const next = bars?.[at + 1]
    // No event is between two bars, nor in two.
    expect(bar.until.getTime()).toBe((next?.from ?? new Date(until)).getTime())
    expect(bar.until.getTime()).toBeGreaterThan(bar.from.getTime())
  }
  return bars?.map((bar) => bar.from.toISOString().slice(0, 16))
}

describe('the bars of a timeline', () => {
  test('end at full hours of the zone, also where its clocks are half an hour off', () => {
    expect(cut('2026-11-30T10:20:00Z', '2026-11-30T12:10:00Z', 'hour', 'UTC')).toEqual([
      '2026-11-30T10:20',
      '2026-11-30T11:00',
      '2026-11-30T12:00',
    ])
    expect(cut('2026-11-30T10:20:00Z', '2026-11-30T12:10:00Z', 'hour', 'Asia/Kolkata')).toEqual([
      '2026-11-30T10:20',
      '2026-11-30T10:30',
      '2026-11-30T11:30',
    ])
  })

  test.each([
    // Clocks are put forward, and back.
    ['Europe/Madrid', '2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z', ['03-27T23', '03-28T23', '03-29T22']],
    ['Europe/Madrid', '2026-10-23T22:00:00Z', '2026-10-26T23:00:00Z', ['10-23T22', '10-24T22', '10-25T23']],
    ['Australia/Sydney', '2026-04-03T13:00:00Z', '2026-04-06T14:00:00Z', ['04-03T13', '04-04T13', '04-05T14']],
    // This midnight is skipped.
    ['America/Santiago', '2026-09-05T04:00:00Z', '2026-09-07T03:00:00Z', ['09-05T04', '09-06T04']],
  ])('are days from midnight to midnight in %s', (zone, from, until, begins) => {
    expect(cut(from, until, 'day', zone)).toEqual(begins.map((begin) => `2026-${begin}:00`))
  })

  test('are months, of which the first may be a part', () => {
    expect(cut('2025-12-15T00:00:00Z', '2026-02-02T00:00:00Z', 'month', 'UTC')).toEqual([
      '2025-12-15T00:00',
      '2026-01-01T00:00',
      '2026-02-01T00:00',
    ])
  })

  test('are none without time, and not more than may be', () => {
    expect(cut('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'day', 'UTC')).toEqual([])
    expect(cut('2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z', 'day', 'UTC', 3)).toHaveLength(3)
    expect(cut('2026-01-01T00:00:00Z', '2026-01-04T00:00:01Z', 'day', 'UTC', 3)).toBe(undefined)
  })

  test('know the zones there are', () => {
    expect(['UTC', 'Europe/Madrid', 'Mars/Phobos', '', "UTC'; select"].map(isZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})
