/** Values of FHIR as people read them, with the names of `@medplum/core`: in English, and times in UTC. */

interface Name {
  readonly text?: string
  readonly use?: string
  readonly prefix?: readonly string[]
  readonly given?: readonly string[]
  readonly family?: string
  readonly suffix?: readonly string[]
}

interface NameOptions {
  readonly all?: boolean
  readonly prefix?: boolean
  readonly suffix?: boolean
  readonly use?: boolean
}

interface Address {
  readonly use?: string
  readonly line?: readonly string[]
  readonly city?: string
  readonly state?: string
  readonly postalCode?: string
}

interface Quantity {
  readonly value?: number
  readonly comparator?: string
  readonly unit?: string
}

interface Coding {
  readonly code?: string
  readonly display?: string
}

interface Concept {
  readonly text?: string
  readonly coding?: readonly Coding[]
}

function joined(parts: readonly (string | undefined)[], between = ' '): string {
  return parts.filter((part) => part !== undefined && part !== '').join(between)
}

export function formatHumanName(name: Name, options?: NameOptions): string {
  const parts = [
    ...(options?.prefix === false ? [] : (name.prefix ?? [])),
    ...(name.given ?? []),
    name.family,
    ...(options?.suffix === false ? [] : (name.suffix ?? [])),
    name.use !== undefined && (options?.all === true || options?.use === true) ? `[${name.use}]` : undefined,
  ]
  return joined(parts) || (name.text ?? '')
}

export function formatGivenName(name: Name): string {
  return joined(name.given ?? [])
}

export function formatFamilyName(name: Name): string {
  return name.family ?? ''
}

export function formatAddress(
  address: Address,
  options?: { readonly all?: boolean; readonly use?: boolean; readonly lineSeparator?: string },
): string {
  const { line = [], city, state, postalCode, use } = address
  const shownUse = use !== undefined && (options?.all === true || options?.use === true) ? `[${use}]` : undefined
  const place = joined([city, state, postalCode], ', ')
  return joined([...line, place, shownUse], options?.lineSeparator ?? ', ')
}

export function formatDate(text: string | undefined, ...rest: readonly unknown[]): string {
  refuseLocale('formatDate', rest)
  const at = dateOf(text)
  return at === undefined ? '' : `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()}`
}

export function formatTime(text: string | undefined, ...rest: readonly unknown[]): string {
  refuseLocale('formatTime', rest)
  const at = dateOf(text && `2000-01-01T${text}Z`)
  return at === undefined ? '' : clock(at)
}

export function formatDateTime(text: string | undefined, ...rest: readonly unknown[]): string {
  refuseLocale('formatDateTime', rest)
  const at = dateOf(text)
  return at === undefined ? '' : `${formatDate(text)}, ${clock(at)}`
}

function dateOf(text: string | undefined): Date | undefined {
  const at = new Date(text === undefined || text === '' ? Number.NaN : text)
  return Number.isNaN(at.getTime()) ? undefined : at
}

function clock(at: Date): string {
  const hours = at.getUTCHours()
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${hours % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${hours < 12 ? 'AM' : 'PM'}`
}

function refuseLocale(name: string, given: readonly unknown[]): void {
  if (given.some((one) => one !== undefined))
    throw new Error(`${name} takes no locale and no options in a Bot: it writes English, and times in UTC.`)
}

export function formatPeriod(period: { readonly start?: string; readonly end?: string } | undefined): string {
  if (period === undefined || (period.start === undefined && period.end === undefined)) return ''
  return `${formatDateTime(period.start)} - ${formatDateTime(period.end)}`
}

export function formatQuantity(quantity: Quantity | undefined, digits?: number): string {
  if (quantity === undefined) return ''
  const { value, comparator, unit } = quantity
  const number = value === undefined ? undefined : numbered(value, digits)
  // A percent sign follows its number at once.
  return unit === '%' ? `${joined([comparator, number])}%` : joined([comparator, number, unit])
}

function numbered(value: number, digits: number | undefined): string {
  return digits === undefined ? String(value) : value.toFixed(digits)
}

export function formatRange(
  range: { readonly low?: Quantity; readonly high?: Quantity } | undefined,
  digits?: number,
): string {
  const { low, high } = range ?? {}
  if (low?.value !== undefined && high?.value !== undefined)
    return `${numbered(low.value, digits)} - ${formatQuantity({ value: high.value, ...unitOf(high) }, digits)}`
  if (low?.value !== undefined) return `>= ${formatQuantity({ value: low.value, ...unitOf(low) }, digits)}`
  return high?.value === undefined ? '' : `<= ${formatQuantity({ value: high.value, ...unitOf(high) }, digits)}`
}

function unitOf({ unit }: Quantity): Pick<Quantity, 'unit'> {
  return unit === undefined ? {} : { unit }
}

export function formatCoding(coding: Coding | undefined, includeCode?: boolean): string {
  const text = coding?.display ?? coding?.code ?? ''
  return includeCode === true && coding?.code !== undefined ? `${text} (${coding.code})` : text
}

export function formatCodeableConcept(concept: Concept | undefined): string {
  if (concept?.text) return concept.text
  return (concept?.coding ?? []).map((coding) => formatCoding(coding)).join(', ')
}

interface Observed {
  readonly valueQuantity?: Quantity
  readonly valueCodeableConcept?: Concept
  readonly valueString?: string
  readonly component?: readonly Observed[]
}

export function formatObservationValue(observation: Observed | undefined): string {
  if (observation === undefined) return ''
  if (observation.component !== undefined) return observation.component.map(formatObservationValue).join(' / ')
  const { valueQuantity, valueCodeableConcept, valueString } = observation
  if (valueQuantity !== undefined) return formatQuantity(valueQuantity)
  return valueCodeableConcept === undefined ? (valueString ?? '') : formatCodeableConcept(valueCodeableConcept)
}

export function formatReferenceString(
  value: { readonly reference?: string; readonly display?: string } | undefined,
): string {
  return value?.display ?? value?.reference ?? ''
}

interface Age {
  readonly years: number
  readonly months: number
  readonly days: number
}

export function calculateAge(birthDate: string, end?: string): Age {
  const [from, to] = [new Date(birthDate), end === undefined ? new Date() : new Date(end)]
  const isBefore = to.getUTCDate() < from.getUTCDate()
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()
  const whole = isBefore ? months - 1 : months
  const days = Math.floor((to.getTime() - from.getTime()) / 86_400_000)
  return { years: Math.floor(whole / 12), months: whole, days }
}

export function calculateAgeString(birthDate: string, end?: string): string {
  const { years, months, days } = calculateAge(birthDate, end)
  if (years >= 2) return `${String(years).padStart(3, '0')}Y`
  if (months >= 1) return `${String(months).padStart(3, '0')}M`
  return `${String(days).padStart(3, '0')}D`
}
