import { type PolicyEntry, READING } from './policy-text.ts'

const WRITING = [...READING, 'create', 'update'] as const
const reads = (resourceType: string): PolicyEntry => ({ resourceType, readonly: true })
const writes = (resourceType: string): PolicyEntry => ({ resourceType, interaction: [...WRITING] })
const sends = (resourceType: string, by: string): PolicyEntry => ({
  resourceType,
  criteria: `${resourceType}?${by}`,
  interaction: ['create'],
})

/** With what a new policy can begin. None gives a right to delete; `patient` is what the server ships for patients. */
export const STARTS = {
  empty: [],
  reader: [reads('*')],
  ward: [
    ...['Patient', 'Encounter', 'Condition', 'AllergyIntolerance', 'MedicationRequest'].map(reads),
    ...['Observation', 'MedicationAdministration', 'Communication'].map(writes),
  ],
  desk: ['Patient', 'RelatedPerson', 'Appointment', 'Schedule', 'Slot', 'Coverage'].map(writes),
  patient: [
    { resourceType: '*', criteria: '*?_compartment=%patient', interaction: [...READING] },
    sends('Observation', 'subject=%patient'),
    sends('QuestionnaireResponse', 'subject=%patient'),
    sends('Communication', 'subject=%patient&sender=%patient'),
  ],
  results: [
    { resourceType: 'Patient', interaction: ['search'] },
    { resourceType: 'Observation', interaction: ['search', 'create'] },
  ],
} satisfies Readonly<Record<string, readonly PolicyEntry[]>>

export type Start = keyof typeof STARTS
export const START_NAMES = Object.keys(STARTS) as readonly Start[]
/** Each start but the empty one has a name that the policy may take. */
export const isEmpty = (start: Start): boolean => STARTS[start].length === 0
