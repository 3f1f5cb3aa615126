import type { Observation, ObservationComponent, Quantity } from '@damson/sdk'
import { ageOn, type Person, TEST_DATA } from './people.ts'
import type { Random } from './random.ts'

/** An Observation without its patient, time and performer. */
export type Sign = Omit<Observation, 'subject' | 'encounter' | 'effectiveDateTime' | 'performer'>

const LOINC = 'http://loinc.org'
const UCUM = 'http://unitsofmeasure.org'

/** Usual at rest up to this age: heart rate, breaths, systolic and diastolic pressure. */
const AT_REST: readonly (readonly [
  age: number,
  heart: number,
  breaths: number,
  systolic: number,
  diastolic: number,
])[] = [
  [1, 130, 36, 88, 52],
  [6, 106, 25, 97, 60],
  [13, 88, 20, 107, 66],
  [18, 76, 17, 115, 71],
  [40, 71, 15, 119, 76],
  [65, 72, 15, 128, 80],
  [200, 71, 16, 136, 78],
]

/** How much of the grown-up height one has, by age. */
const GROWTH: readonly (readonly [age: number, share: number])[] = [
  [0, 0.3],
  [1, 0.44],
  [3, 0.56],
  [6, 0.68],
  [10, 0.81],
  [14, 0.94],
  [18, 1],
  [200, 1],
]

/** What was measured at a visit; who has a fever has a faster heart, too. */
export function makeVitalSigns(random: Random, person: Person, day: Date, hasFever: boolean): readonly Sign[] {
  const age = ageOn(person, day)
  const [, heart, breaths, systolic, diastolic] = AT_REST.find(([upTo]) => age < upTo) ?? [200, 71, 16, 136, 78]
  const temperature = random.around(hasFever ? 38.5 : 36.7, hasFever ? 0.35 : 0.2)
  const heat = Math.max(0, temperature - 37)
  const height = person.heightCm * shareOfHeight(age)
  const bmi = age < 18 ? 15.5 + age * 0.32 + (person.bmi - 25.5) * 0.4 : person.bmi + random.around(0, 0.3)
  const signs = [
    sign('8867-4', 'Heart rate', quantity(random.around(heart + 9 * heat, 5), 'beats/min', '/min')),
    sign('9279-1', 'Respiratory rate', quantity(random.around(breaths + 2 * heat, 1), 'breaths/min', '/min')),
    sign('8310-5', 'Body temperature', quantity(temperature, '°C', 'Cel', 1)),
    sign('59408-5', 'Oxygen saturation', quantity(Math.min(100, random.around(97.6, 0.8)), '%', '%')),
    sign('29463-7', 'Body weight', quantity(bmi * (height / 100) ** 2, 'kg', 'kg', 1)),
    sign('8302-2', 'Body height', quantity(height, 'cm', 'cm')),
  ]
  const upper = random.around(systolic + person.tension, 6)
  const lower = random.around(diastolic + person.tension / 2, 4)
  // Below three a cuff tells little, and is left in the drawer.
  return age < 3 ? signs : [...signs, bloodPressure(upper, lower)]
}

function shareOfHeight(age: number): number {
  const at = GROWTH.findIndex(([from]) => age < from)
  const [[from, less], [to, more]] = [GROWTH[at - 1] ?? [0, 0.3], GROWTH[at] ?? [200, 1]]
  return less + ((more - less) * (age - from)) / (to - from)
}

function bloodPressure(systolic: number, diastolic: number): Sign {
  const part = (code: string, text: string, value: number): ObservationComponent => ({
    code: { coding: [{ system: LOINC, code, display: text }], text },
    valueQuantity: quantity(value, 'mmHg', 'mm[Hg]'),
  })
  const { valueQuantity: _, ...panel } = sign('85354-9', 'Blood pressure', {})
  return {
    ...panel,
    component: [
      part('8480-6', 'Systolic blood pressure', systolic),
      part('8462-4', 'Diastolic blood pressure', diastolic),
    ],
  }
}

function sign(code: string, text: string, valueQuantity: Quantity): Sign {
  return {
    resourceType: 'Observation',
    meta: { tag: [TEST_DATA] },
    status: 'final',
    category: [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }],
      },
    ],
    code: { coding: [{ system: LOINC, code, display: text }], text },
    valueQuantity,
  }
}

function quantity(value: number, unit: string, code: string, digits = 0): Quantity {
  return { value: Number(value.toFixed(digits)), unit, system: UCUM, code }
}
