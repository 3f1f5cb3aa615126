import { type CodeableConcept, formatHumanName, type Observation, type Patient, type Quantity } from '@damson/sdk'
import { BLOOD_PRESSURE, LOINC, MEASURES } from './vital-signs.ts'

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const MOMENT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

export const nameOf = (patient: Patient): string => formatHumanName(patient.name?.[0]) || 'No name'

/** Formats a date, which may be only a year or a month. */
export function dayOf(date: string | undefined): string | undefined {
  if (date === undefined) return undefined
  return /^\d{4}-\d{2}-\d{2}/.test(date) ? DAY.format(new Date(date)) : date
}

export function momentOf(date: string | undefined): string {
  const time = new Date(date ?? '')
  return Number.isNaN(time.getTime()) ? (date ?? '') : MOMENT.format(time)
}

export const timeOf = (date: Date): string => TIME.format(date)

export function ageOf(birthDate: string | undefined, now: Date): string | undefined {
  const born = new Date(birthDate ?? '')
  if (Number.isNaN(born.getTime())) return undefined
  const years = now.getFullYear() - born.getFullYear()
  const dayInYear = (date: Date): number => date.getMonth() * 100 + date.getDate()
  return `${dayInYear(now) >= dayInYear(born) ? years : years - 1} years`
}

/** One line about a patient: age, birthday, gender, record number; in a list, what tells two of one name apart. */
export function aboutPatient(patient: Patient, now: Date, inList = false): string {
  const born = dayOf(patient.birthDate)
  const number = patient.identifier?.find(({ value }) => value !== undefined)?.value
  return [
    inList ? undefined : ageOf(patient.birthDate, now),
    born === undefined ? undefined : `born ${born}`,
    inList ? undefined : patient.gender,
    number === undefined ? undefined : `No. ${number}`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
}

export const isCoded = ({ coding }: CodeableConcept, code: string): boolean =>
  coding?.some((one) => one.system === LOINC && one.code === code) === true

/** What was observed, by its name. */
export function titleOf({ code }: Pick<Observation, 'code'>): string {
  const known = Object.values(MEASURES).find((measure) => isCoded(code, measure.code))
  if (known !== undefined) return known.name
  if (isCoded(code, BLOOD_PRESSURE.code)) return 'Blood pressure'
  return code.text ?? code.coding?.find(({ display }) => display !== undefined)?.display ?? 'Observation'
}

/** The value of an observation, as it is read. */
export function valueOf(observation: Observation): string {
  const { valueQuantity, valueString, valueCodeableConcept, component = [] } = observation
  if (isCoded(observation.code, BLOOD_PRESSURE.code)) return pressureOf(observation)
  if (valueQuantity !== undefined) return quantityOf(valueQuantity)
  if (valueString !== undefined) return valueString
  if (valueCodeableConcept !== undefined)
    return valueCodeableConcept.text ?? valueCodeableConcept.coding?.[0]?.display ?? ''
  return component.map((part) => (part.valueQuantity === undefined ? '' : quantityOf(part.valueQuantity))).join(', ')
}

function pressureOf({ component = [] }: Observation): string {
  const part = (code: string): string =>
    String(component.find((one) => isCoded(one.code, code))?.valueQuantity?.value ?? '–')
  return `${part(MEASURES.systolic.code)} / ${part(MEASURES.diastolic.code)} ${MEASURES.systolic.unit}`
}

function quantityOf({ comparator, value, unit, code }: Quantity): string {
  return `${comparator ?? ''}${value ?? '–'} ${unit ?? code ?? ''}`.trim()
}
