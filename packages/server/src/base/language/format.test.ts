import { expect, test } from 'vitest'
import { dateIn, inWords, momentIn } from './format.ts'

test.each([
  [0, '1 second'],
  [1, '1 second'],
  [45, '45 seconds'],
  [60, '1 minute'],
  [61, '61 seconds'],
  [121, '3 minutes'],
  [3_600, '1 hour'],
  [5_400, '90 minutes'],
  [43_200, '12 hours'],
  [86_400 * 60, '60 days'],
  [86_400 * 93, '3 months'],
  [86_400 * 94, '4 months'],
  [86_400 * 365, '1 year'],
])('%d seconds are said as %s', (seconds, words) => {
  expect(inWords({ locale: 'en' }, seconds)).toBe(words)
})

test('a day and a time of day are said alike everywhere, in UTC', () => {
  const at = new Date('2026-11-30T02:02:59+00:00')
  expect(dateIn({ locale: 'en-GB' }, at)).toBe('30 November 2026')
  expect(momentIn({ locale: 'en-GB' }, at)).toBe('30 November 2026 at 02:02 UTC')
  expect(momentIn({ locale: 'es' }, at)).toBe('30 de noviembre de 2026 a las 2:02 UTC')
})
