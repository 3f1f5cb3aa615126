/** Synthetic people and their measurements: the same for the same seed, and of no real person. */
import type { Observation, Patient } from '@damson/fhir'

export interface Clinic {
  patients(): Iterable<Patient & { readonly id: string }>
  observations(): Iterable<Observation & { readonly id: string }>
  /** A thousand of one patient, made long before all others. */
  old(): Iterable<Observation & { readonly id: string }>
  /** As many more as are asked for, made after all others. */
  late(count: number): Iterable<Observation & { readonly id: string }>
}

/** Who has many Observations, all older than everybody else's. */
export const OLD_PATIENT = 'b1000000-0000-4000-8000-000000001000'
const OLD_OBSERVATIONS = 1_000

export interface ClinicSize {
  readonly patients: number
  readonly observations: number
}

interface Measured {
  readonly code: string
  readonly display: string
  readonly category: 'vital-signs' | 'laboratory'
  readonly unit: string
  readonly low: number
  readonly high: number
  readonly digits: number
}

const vital = (code: string, display: string, unit: string, low: number, high: number, digits = 0): Measured => ({
  code,
  display,
  category: 'vital-signs',
  unit,
  low,
  high,
  digits,
})
const lab = (code: string, display: string, unit: string, low: number, high: number, digits = 1): Measured => ({
  code,
  display,
  category: 'laboratory',
  unit,
  low,
  high,
  digits,
})

/** LOINC codes with UCUM units, and the range of the values. */
const MEASURED: readonly Measured[] = [
  vital('8867-4', 'Heart rate', '/min', 50, 120),
  vital('9279-1', 'Respiratory rate', '/min', 10, 24),
  vital('8310-5', 'Body temperature', 'Cel', 35.8, 39.5, 1),
  vital('29463-7', 'Body weight', 'kg', 45, 120, 1),
  vital('8302-2', 'Body height', 'cm', 150, 198),
  vital('2708-6', 'Oxygen saturation in Arterial blood', '%', 90, 100),
  lab('718-7', 'Hemoglobin [Mass/volume] in Blood', 'g/dL', 9, 18),
  lab('2339-0', 'Glucose [Mass/volume] in Blood', 'mg/dL', 60, 240, 0),
  lab('4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood', '%', 4.5, 11),
  lab('2160-0', 'Creatinine [Mass/volume] in Serum or Plasma', 'mg/dL', 0.5, 2.4, 2),
  lab('2823-3', 'Potassium [Moles/volume] in Serum or Plasma', 'mmol/L', 3, 5.8),
  lab('2093-3', 'Cholesterol [Mass/volume] in Serum or Plasma', 'mg/dL', 120, 300, 0),
]

const FAMILIES = ['Abel', 'Berger', 'Costa', 'Dupont', 'Eriksen', 'Ferrari', 'Garcia', 'Haddad', 'Ito', 'Jansen']
const GIVENS = ['Ada', 'Ben', 'Chloé', 'Dario', 'Elif', 'Femi', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Kaya', 'Lena']

const SEED = 20_260_101
/** Fixed, so that a run next year searches the same dates. */
const LAST_DAY_MS = Date.UTC(2026, 5, 30)
const DAY_MS = 86_400_000
const DAYS = 3 * 365
const OLD_YEARS_MS = 10 * 365 * DAY_MS

/** Mulberry32: small, fast, and good enough to spread values. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function uuidFrom(random: () => number): string {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(random() * 4_294_967_296)
      .toString(16)
      .padStart(8, '0'),
  ).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

export function createClinic({ patients, observations }: ClinicSize, seed = SEED): Clinic {
  const idRandom = createRandom(seed)
  const ids = Array.from({ length: patients }, () => uuidFrom(idRandom))
  return {
    *patients() {
      const random = createRandom(seed + 1)
      for (const [n, id] of ids.entries()) yield patientOf(id, n, random)
    },
    *observations() {
      const random = createRandom(seed + 2)
      for (let n = 0; n < observations; n += 1) yield observationOf(uuidFrom(random), ids[n % patients] ?? '', random)
    },
    *old() {
      const random = createRandom(seed + 3)
      const last = LAST_DAY_MS - OLD_YEARS_MS
      for (let n = 0; n < OLD_OBSERVATIONS; n += 1) yield observationOf(uuidFrom(random), OLD_PATIENT, random, last)
    },
    *late(count) {
      const random = createRandom(seed + 4)
      for (let n = 0; n < count; n += 1) yield observationOf(uuidFrom(random), ids[n % patients] ?? '', random)
    },
  }
}

const pick = <T>(list: readonly [T, ...T[]] | readonly T[], random: () => number): T =>
  list[Math.floor(random() * list.length)] as T

function patientOf(id: string, n: number, random: () => number): Patient & { readonly id: string } {
  const born = new Date(LAST_DAY_MS - Math.floor((1 + random() * 90) * 365.25 * DAY_MS))
  return {
    resourceType: 'Patient',
    id,
    identifier: [{ system: 'https://example.org/mrn', value: String(100_000 + n) }],
    active: true,
    name: [{ family: pick(FAMILIES, random), given: [pick(GIVENS, random)] }],
    gender: random() < 0.5 ? 'female' : 'male',
    birthDate: born.toISOString().slice(0, 10),
  }
}

function observationOf(
  id: string,
  patient: string,
  random: () => number,
  last = LAST_DAY_MS,
): Observation & { readonly id: string } {
  const { code, display, category, unit, low, high, digits } = pick(MEASURED, random)
  const at = new Date(last - Math.floor(random() * DAYS * DAY_MS))
  at.setUTCMilliseconds(0)
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: category }] }],
    code: { coding: [{ system: 'http://loinc.org', code, display }], text: display },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: at.toISOString().replace('.000Z', 'Z'),
    valueQuantity: {
      value: Number((low + random() * (high - low)).toFixed(digits)),
      unit,
      system: 'http://unitsofmeasure.org',
      code: unit,
    },
  }
}
