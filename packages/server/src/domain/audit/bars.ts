/** A stretch of time in which events are counted. */
export interface Bar {
  readonly from: Date
  readonly until: Date
}

export type BarLength = 'hour' | 'day' | 'month'

const HOUR_MS = 3_600_000

/**
 * The hours, days or months of a time zone from one instant until another, each beginning where the one before it ends. The
 * first and the last may be a part of one. At most `most`; undefined if there are more.
 */
export function barsBetween(
  from: Date,
  until: Date,
  { by, zone, most }: { readonly by: BarLength; readonly zone: string; readonly most: number },
): readonly Bar[] | undefined {
  const local = localTimes(zone)
  const bars: Bar[] = []
  for (let begin = from.getTime(); begin < until.getTime(); ) {
    if (bars.length === most) return undefined
    const end = Math.min(Math.max(endOf(begin, by, local), begin + 1), until.getTime())
    bars.push({ from: new Date(begin), until: new Date(end) })
    begin = end
  }
  return bars
}

/** Whether this is the name of a time zone, such as `Europe/Madrid`. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** How far the clocks of a time zone are ahead of UTC at an instant. */
type AheadMs = (at: number) => number

function endOf(begin: number, by: BarLength, ahead: AheadMs): number {
  const now = begin + ahead(begin)
  if (by === 'hour') return begin + HOUR_MS - mod(now, HOUR_MS)
  const day = new Date(now)
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()]
  const next = by === 'day' ? Date.UTC(year, month, day.getUTCDate() + 1) : Date.UTC(year, month + 1)
  return instantOf(next, ahead)
}

/** The instant at which the clocks show a time; the first after it where they skip that time. */
function instantOf(shown: number, ahead: AheadMs): number {
  const near = shown - ahead(shown)
  const exact = shown - ahead(near)
  return shown - ahead(exact) === exact ? exact : Math.max(near, exact)
}

function localTimes(zone: string): AheadMs {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (at) => {
    const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)] as const))
    const of = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0
    const clock = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
    return clock - (at - mod(at, 1_000))
  }
}

const mod = (value: number, by: number): number => ((value % by) + by) % by
