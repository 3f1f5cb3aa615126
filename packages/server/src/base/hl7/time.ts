/** The times of HL7 v2. */
const FORM = /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.(\d{1,9}))?)?)?)?)?)?(?:([+-])(\d\d):?(\d\d))?$/

/**
 * A time of HL7 v2 as a time of FHIR, in UTC. `tzOffset`, such as `-0500`, is that of times that say none. Undefined if
 * the text is no time: a wrong date is worse than none.
 */
export function parseHl7DateTime(
  text: string | undefined,
  options?: { readonly tzOffset?: string },
): string | undefined {
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', ...own] =
    FORM.exec(text ?? '') ?? []
  if (year === undefined) return undefined
  const [, ...given] = /^([+-])(\d\d):?(\d\d)$/.exec(options?.tzOffset ?? '') ?? []
  const [sign, hours, minutes] = own[0] === undefined ? given : own
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3)
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`
  const at = new Date(local)
  // The 30th of February is none, and no minute has 99 seconds, whatever Date makes of them.
  if (Number.isNaN(at.getTime()) || at.toISOString() !== local) return undefined
  const ahead = Number(`${sign ?? '+'}1`) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
  return new Date(at.getTime() - ahead * 60_000).toISOString()
}

/** A time as HL7 v2 writes it, in UTC, with milliseconds if there are any. */
export function formatHl7DateTime(at: Date | string): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T')
  const [whole = '', fraction] = time.replaceAll(':', '').replace('Z', '').split('.')
  return `${date.replaceAll('-', '')}${whole}${fraction === '000' ? '' : `.${fraction}`}`
}
