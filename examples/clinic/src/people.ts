import type { Coding, Patient, Reference } from '@damson/sdk'
import type { Random } from './random.ts'

/** Whose numbers the identifiers of the patients are. */
export const MRN_SYSTEM = 'https://hillside.example/mrn'

/** HL7's tag for synthetic data, so that these people are not mistaken for real ones. */
export const TEST_DATA: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code: 'HTEST',
  display: 'test health data',
}

/** A person who does not exist, and what they are built like. */
export interface Person {
  readonly patient: Patient
  readonly birth: Date
  /** Height as a grown-up. */
  readonly heightCm: number
  /** How heavy for the height, as a grown-up. */
  readonly bmi: number
  /** How far the blood pressure is from what is usual at that age. */
  readonly tension: number
}

type Names = readonly [string, ...string[]]
const HER: Names = [
  ...([
    'Ada',
    'Amara',
    'Beatriz',
    'Chioma',
    'Clara',
    'Dalia',
    'Edith',
    'Farah',
    'Greta',
    'Hana',
    'Ines',
    'June',
  ] as const),
  ...([
    'Kavya',
    'Leila',
    'Maeve',
    'Nadia',
    'Olga',
    'Priya',
    'Rosa',
    'Saskia',
    'Tamsin',
    'Uma',
    'Wren',
    'Yara',
  ] as const),
]
const HIS: Names = [
  ...([
    'Abel',
    'Anton',
    'Bruno',
    'Cormac',
    'Darius',
    'Emil',
    'Farid',
    'Gabriel',
    'Hugo',
    'Ivan',
    'Jonah',
    'Kofi',
  ] as const),
  ...([
    'Lars',
    'Mateo',
    'Nikhil',
    'Oscar',
    'Pavel',
    'Quentin',
    'Rafael',
    'Samir',
    'Tomas',
    'Victor',
    'Walter',
    'Zane',
  ] as const),
]
const FAMILIES: Names = [
  ...([
    'Abernethy',
    'Achterberg',
    'Bellweather',
    'Birkenshaw',
    'Castellane',
    'Cloverdale',
    'Drumlin',
    'Eastwick',
  ] as const),
  ...(['Fennimore', 'Garrowby', 'Hartigan', 'Hollowell', 'Inverness', 'Juniper', 'Kestrelle', 'Larkspur'] as const),
  ...([
    'Merriweather',
    'Moorcroft',
    'Nightingale',
    'Oakhurst',
    'Pemberly',
    'Quillfeather',
    'Ravenscar',
    'Saltmarsh',
  ] as const),
  ...([
    'Thistlewood',
    'Underhill',
    'Vantongeren',
    'Wetherby',
    'Winterbourne',
    'Yarrow',
    'Zeldenrust',
    'Zimmerling',
  ] as const),
]
const STREETS: Names = ['Orchard Lane', 'Mill Road', 'Station Street', 'Chapel Hill', 'Ferry Walk', 'Quarry Close']

/** The patient with this number, 1 for the first. */
export function makePerson(random: Random, number: number, practitioner: Reference<'Practitioner'>): Person {
  const isHer = random.once(2)
  const birth = new Date(Date.UTC(random.whole(1934, 2023), random.whole(0, 11), random.whole(1, 28)))
  const given = [random.pick(isHer ? HER : HIS)]
  const family = random.pick(FAMILIES)
  const street = `${random.whole(1, 120)} ${random.pick(STREETS)}`
  return {
    birth,
    heightCm: random.around(isHer ? 164 : 177, 6),
    bmi: random.around(25.5, 3),
    tension: random.around(0, 10),
    patient: {
      resourceType: 'Patient',
      meta: { tag: [TEST_DATA] },
      identifier: [
        {
          use: 'usual',
          type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
          system: MRN_SYSTEM,
          value: String(100_000 + number),
        },
      ],
      active: true,
      name: [{ use: 'official', family, given }],
      gender: isHer ? 'female' : 'male',
      birthDate: birth.toISOString().slice(0, 10),
      // 555-0100 to 555-0199 are reserved for fiction.
      telecom: [{ system: 'phone', use: 'home', value: `555-01${String(random.whole(0, 99)).padStart(2, '0')}` }],
      address: [
        {
          use: 'home',
          line: [street],
          city: 'Hillside',
          postalCode: `HX${random.whole(1, 9)} ${random.whole(1, 9)}AA`,
        },
      ],
      generalPractitioner: [practitioner],
    },
  }
}

/** Their age in years, with a fraction. */
export function ageOn({ birth }: Person, day: Date): number {
  return (day.getTime() - birth.getTime()) / (365.25 * 24 * 3_600_000)
}
