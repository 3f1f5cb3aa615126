const FORM = /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(\d\d)(?:(\d\d)(?:\.(\d{1,4}))?)?)?)?)?([+-]\d{4})?$/

/**
 * A time of HL7 v2 as FHIR says it; undefined when it is none. With hours it needs a zone: its own, else that of MSH-7,
 * which holds for the whole message, else that of the place.
 */
export function readTimestamp(text: string, ofMessage: string | undefined, place: string): string | undefined {
  const [, year, month, day, hour, minute, second = '00', fraction, own] = FORM.exec(text) ?? []
  if (year === undefined || Number(year) < 1900) return undefined
  if (month === undefined) return year
  const date = `${year}-${month}-${day ?? '01'}`
  // February has no 30th, whatever Date makes of it.
  const midnight = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return undefined
  if (day === undefined) return `${year}-${month}`
  if (hour === undefined || minute === undefined) return date
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const local = `${date}T${hour}:${minute}:${second}${fraction === undefined ? '' : `.${fraction}`}`
  const zone = own ?? ofMessage
  if (zone === undefined) return local + offsetAt(place, local)
  const [sign, hours, minutes] = [zone[0], zone.slice(1, 3), zone.slice(3)]
  return Number(hours) > 14 || Number(minutes) > 59 ? undefined : `${local}${sign}${hours}:${minutes}`
}

/** The zone that a time carries, such as `+0100`. */
export function zoneOf(text: string): string | undefined {
  return FORM.exec(text)?.[8]
}

/** What the clocks of a place were ahead of UTC at this time of theirs. */
function offsetAt(place: string, local: string): string {
  const format = new Intl.DateTimeFormat('en', { timeZone: place, timeZoneName: 'longOffset' })
  const at = (time: number): string => {
    const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
    return name === 'GMT' ? '+00:00' : name.slice(3)
  }
  // Near a change of the clocks the first guess may be from its other side.
  const guess = at(Date.parse(`${local}Z`))
  return at(Date.parse(local + guess))
}
