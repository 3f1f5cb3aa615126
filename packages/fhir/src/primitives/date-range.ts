/** Dates as ranges of time: the meaning of `2015-02`, `2015-02-07T13:28:17+01:00` and the like. */

/** The half-open range [lo, hi), in milliseconds since the epoch. */
export interface DateRange {
  readonly lo: number
  readonly hi: number
}

/** The end of an open period and, negated, the start of one: the last instant that a JavaScript Date can hold. */
export const OPEN = 8_640_000_000_000_000

const second = 1000
const minute = 60 * second
const day = 24 * 60 * minute

const grammar =
  /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])(?:T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:\.(\d+))?)?(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?)?)?)?$/

/**
 * The time that a date, dateTime or instant covers, by its precision. A time without a zone is read as UTC; seconds may
 * be missing. Undefined if the text is not a calendar date.
 */
export function readDateRange(text: string): DateRange | undefined {
  const [, yearText, monthText, dayText, hour, minutes, seconds, fraction, zone] = grammar.exec(text) ?? []
  if (yearText === undefined || yearText === '0000') return undefined
  const year = Number(yearText)
  if (monthText === undefined) return { lo: midnight(year, 0, 1), hi: midnight(year + 1, 0, 1) }
  const month = Number(monthText) - 1
  if (dayText === undefined) return { lo: midnight(year, month, 1), hi: midnight(year, month + 1, 1) }
  if (Number(dayText) > daysIn(year, month)) return undefined
  const start = midnight(year, month, Number(dayText))
  if (hour === undefined) return { lo: start, hi: start + day }
  const whole = start + Number(hour) * 60 * minute + Number(minutes) * minute - offset(zone)
  if (seconds === undefined) return { lo: whole, hi: whole + minute }
  return fractionRange(whole + Number(seconds) * second, fraction)
}

/** How many days a month has; months count from 0. */
export function daysIn(year: number, month: number): number {
  if (month !== 1) return month === 3 || month === 5 || month === 8 || month === 10 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

function midnight(year: number, month: number, dayOfMonth: number): number {
  // `Date.UTC` would read the years 1 to 99 as 1901 to 1999.
  return new Date(0).setUTCFullYear(year, month, dayOfMonth)
}

function offset(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))
  return zone.startsWith('-') ? -minutes * minute : minutes * minute
}

function fractionRange(lo: number, fraction: string | undefined): DateRange {
  if (fraction === undefined) return { lo, hi: lo + second }
  const digits = fraction.slice(0, 3)
  const unit = 10 ** (3 - digits.length)
  const start = lo + Number(digits) * unit
  return { lo: start, hi: start + unit }
}
