import { parseSearch, type Search, splitQuery } from '@damson/fhir'
import { OLD_PATIENT } from './clinic.ts'

/** A search that few of all resources match, or few of its type. */
export interface Selective {
  readonly name: string
  readonly type: 'Observation' | 'Patient'
  readonly query: string
}

const VITAL = 'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs'

/** What a client asks about the patient whose thousand Observations are older than everybody's, and other usual searches. */
export const SELECTIVE: readonly Selective[] = [
  { name: 'an old patient’s newest 20', type: 'Observation', query: `subject=Patient/${OLD_PATIENT}` },
  { name: 'the same, _sort=-date', type: 'Observation', query: `subject=Patient/${OLD_PATIENT}&_sort=-date` },
  {
    name: 'the same by category and date, _sort=-date',
    type: 'Observation',
    query: `subject=Patient/${OLD_PATIENT}&category=${encodeURIComponent(VITAL)}&date=ge2015-01-01&_sort=-date`,
  },
  {
    name: 'category and date',
    type: 'Observation',
    query: `category=${encodeURIComponent(VITAL)}&date=2026-03-03`,
  },
  { name: 'identifier', type: 'Patient', query: 'identifier=https://example.org/mrn|100025' },
  { name: 'name prefix', type: 'Patient', query: 'name=garc' },
]

export function parsed(type: Search['type'], query: string, fhirUrl: string): Search {
  const result = parseSearch(type, splitQuery(new URLSearchParams(query)), { baseUrls: [fhirUrl], now: new Date() })
  if (!result.ok) throw new Error('The search of the bench is not one.')
  return result.value
}
