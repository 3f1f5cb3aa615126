import type { Shot } from '../drive/job.ts'
import { credential, type Sources, searchQuery, shotsOf } from '../measure/targets.ts'
import { OLD_PATIENT } from '../stand/clinic.ts'
import type { LoadedObservation } from '../stand/load.ts'

/** What is measured at each size, in the order of the table. */
export const SCALE_PATHS = [
  'read-bearer',
  'create',
  'search by subject, code and date',
  'a patient’s newest 20',
  'a patient’s newest 20, _sort=-date',
  'search by identifier',
] as const

export type ScalePath = (typeof SCALE_PATHS)[number]

/** A search and a text that its page contains. */
export interface ScaleSearch {
  readonly type: 'Observation' | 'Patient'
  readonly query: string
  readonly expect: string
}

/** What the requests are made from. */
export interface ScaleSources extends Sources {
  readonly patients: number
}

const IDENTIFIERS = 500

/** The searches of a path, spread over the whole store where they differ; none for reads and creates. */
export function searchesOf(path: ScalePath, { observations, patients }: ScaleSources): readonly ScaleSearch[] {
  switch (path) {
    case 'read-bearer':
    case 'create':
      return []
    case 'search by subject, code and date':
      return observations.map(byObservation)
    case 'a patient’s newest 20':
      return [ofOldPatient('')]
    case 'a patient’s newest 20, _sort=-date':
      return [ofOldPatient('&_sort=-date')]
    case 'search by identifier':
      return Array.from({ length: Math.min(IDENTIFIERS, patients) }, (_, n) =>
        byIdentifier(String(100_000 + Math.floor((n * patients) / Math.min(IDENTIFIERS, patients)))),
      )
  }
}

const byObservation = (observation: LoadedObservation): ScaleSearch => ({
  type: 'Observation',
  query: searchQuery(observation),
  expect: observation.id,
})

/** The patient whose thousand Observations are older than everybody else's. */
const ofOldPatient = (more: string): ScaleSearch => ({
  type: 'Observation',
  query: `subject=Patient/${OLD_PATIENT}${more}`,
  expect: `"reference":"Patient/${OLD_PATIENT}"`,
})

const byIdentifier = (value: string): ScaleSearch => ({
  type: 'Patient',
  query: new URLSearchParams({ identifier: `https://example.org/mrn|${value}` }).toString(),
  expect: `"value":"${value}"`,
})

/** The requests of a path. */
export async function requestsOf(path: ScalePath, sources: ScaleSources): Promise<readonly Shot[]> {
  if (path === 'read-bearer' || path === 'create') return shotsOf(sources, path, 'server')
  return searchesOf(path, sources).map(({ type, query, expect }, n) => ({
    method: 'GET',
    path: `/fhir/R4/${type}?${query}`,
    headers: { Accept: 'application/fhir+json', Authorization: credential(sources, 'read-bearer', n) },
    expect: ['"type":"searchset"', expect],
  }))
}
