import type { Observation, ObservationComponent, Quantity } from '@damson/sdk'

export const LOINC = 'http://loinc.org'
const UCUM = 'http://unitsofmeasure.org'

/** What is typed into the form, as it was typed. */
export interface Typed {
  readonly heartRate: string
  readonly systolic: string
  readonly diastolic: string
  readonly temperature: string
  /** As `<input type="datetime-local">` has it. */
  readonly takenAt: string
}
export type Field = keyof Typed

/** What is wrong with a field, and what to do about it. */
export interface Fault {
  readonly field: Field
  readonly text: string
}

/** A vital sign, as it goes into an Observation (https://hl7.org/fhir/R4/observation-vitalsigns.html). */
export type Reading = Required<Pick<Observation, 'code' | 'effectiveDateTime'>> &
  Pick<Observation, 'valueQuantity' | 'component'>

interface Measure {
  readonly name: string
  readonly code: string
  readonly display: string
  readonly unit: string
  readonly ucum: string
  /** Beyond these it is a slip of the pen, not a patient. */
  readonly from: number
  readonly to: number
}

export const MEASURES = {
  heartRate: {
    name: 'Heart rate',
    code: '8867-4',
    display: 'Heart rate',
    unit: 'beats/min',
    ucum: '/min',
    from: 20,
    to: 300,
  },
  systolic: {
    name: 'Systolic pressure',
    code: '8480-6',
    display: 'Systolic blood pressure',
    unit: 'mmHg',
    ucum: 'mm[Hg]',
    from: 40,
    to: 300,
  },
  diastolic: {
    name: 'Diastolic pressure',
    code: '8462-4',
    display: 'Diastolic blood pressure',
    unit: 'mmHg',
    ucum: 'mm[Hg]',
    from: 20,
    to: 200,
  },
  temperature: {
    name: 'Temperature',
    code: '8310-5',
    display: 'Body temperature',
    unit: '°C',
    ucum: 'Cel',
    from: 25,
    to: 45,
  },
} as const satisfies Readonly<Record<Exclude<Field, 'takenAt'>, Measure>>

export const BLOOD_PRESSURE = { code: '85354-9', display: 'Blood pressure panel with all children optional' }

/** The readings that were typed, or what is wrong with them. */
export function readVitalSigns(
  typed: Typed,
  now: Date,
): { readonly readings: readonly Reading[] } | { readonly faults: readonly Fault[] } {
  const faults: Fault[] = []
  const value = (field: keyof typeof MEASURES): number | undefined => {
    const read = readMeasure(MEASURES[field], typed[field])
    if (typeof read !== 'string') return read
    faults.push({ field, text: read })
    return undefined
  }
  const heartRate = value('heartRate')
  const [systolic, diastolic] = [value('systolic'), value('diastolic')]
  const temperature = value('temperature')
  faults.push(...pressureFaults(typed, systolic, diastolic), ...timeFaults(typed.takenAt, now))
  const isEmpty = [typed.heartRate, typed.systolic, typed.diastolic, typed.temperature].every((text) => isBlank(text))
  if (isEmpty) faults.push({ field: 'heartRate', text: 'Enter at least one vital sign.' })
  if (faults.length > 0) return { faults }

  const effectiveDateTime = new Date(typed.takenAt).toISOString()
  const of = (code: Coded, rest: Pick<Reading, 'valueQuantity' | 'component'>): Reading => ({
    code: { coding: [{ system: LOINC, code: code.code, display: code.display }] },
    effectiveDateTime,
    ...rest,
  })
  const single = (measure: Measure, value: number | undefined): Reading[] =>
    value === undefined ? [] : [of(measure, { valueQuantity: quantity(measure, value) })]
  const pressure =
    systolic === undefined || diastolic === undefined
      ? []
      : [
          of(BLOOD_PRESSURE, {
            component: [component(MEASURES.systolic, systolic), component(MEASURES.diastolic, diastolic)],
          }),
        ]
  return {
    readings: [...single(MEASURES.heartRate, heartRate), ...pressure, ...single(MEASURES.temperature, temperature)],
  }
}

type Coded = Pick<Measure, 'code' | 'display'>

const isBlank = (text: string): boolean => text.trim() === ''

/** A number within its bounds; undefined when nothing was typed; a sentence when it is neither. */
function readMeasure({ name, unit, from, to }: Measure, typed: string): number | undefined | string {
  if (isBlank(typed)) return undefined
  // Half of the world writes a decimal comma.
  const text = typed.trim().replace(',', '.')
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  return value >= from && value <= to ? value : `${name} is a number from ${from} to ${to} (${unit}).`
}

function pressureFaults(typed: Typed, systolic: number | undefined, diastolic: number | undefined): readonly Fault[] {
  if (isBlank(typed.systolic) !== isBlank(typed.diastolic)) {
    const field = isBlank(typed.systolic) ? 'systolic' : 'diastolic'
    return [{ field, text: 'Enter both numbers of the blood pressure, or none.' }]
  }
  return systolic !== undefined && diastolic !== undefined && systolic <= diastolic
    ? [{ field: 'systolic', text: 'The systolic pressure is the higher one: check whether the two are swapped.' }]
    : []
}

function timeFaults(takenAt: string, now: Date): readonly Fault[] {
  const time = new Date(takenAt).getTime()
  if (Number.isNaN(time)) return [{ field: 'takenAt', text: 'Enter the day and the time.' }]
  // The field has only minutes, and clocks differ a little.
  return time > now.getTime() + 60_000
    ? [{ field: 'takenAt', text: 'This is in the future: enter when it was measured.' }]
    : []
}

function quantity({ unit, ucum }: Measure, value: number): Quantity {
  return { value, unit, system: UCUM, code: ucum }
}

function component(measure: Measure, value: number): ObservationComponent {
  return {
    code: { coding: [{ system: LOINC, code: measure.code, display: measure.display }] },
    valueQuantity: quantity(measure, value),
  }
}

/** The Observation of a reading. Its identifier makes sending it twice, after an answer that got lost, the same as once. */
export function observationOf(
  reading: Reading,
  { patient, performer, identifier }: { patient: string; performer: string; identifier: string },
): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    identifier: [{ system: 'urn:ietf:rfc:3986', value: identifier }],
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'vital-signs',
            display: 'Vital Signs',
          },
        ],
      },
    ],
    subject: { reference: patient },
    performer: [{ reference: performer }],
    ...reading,
  }
}
