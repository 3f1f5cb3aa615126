import { type People, post } from '../stand/people.ts'

const TIMES = 3
const FHIR = { 'Content-Type': 'application/fhir+json', Accept: 'application/fhir+json' }

/** Creates, reads and searches, so that the server writes the events after which others are made. */
export async function writeSomeEvents(url: string, { machines }: People): Promise<void> {
  const headers = { ...FHIR, Authorization: machines[0]?.bearer ?? '' }
  const observation = {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '2951-2' }] },
    subject: { reference: 'Patient/00000000-0000-4000-8000-00000000e7e7' },
  }
  for (let time = 0; time < TIMES; time += 1) {
    const created = await post(`${url}/fhir/R4/Observation`, headers, JSON.stringify(observation))
    for (const path of [`/${String(created.id)}`, '?code=http://loinc.org|2951-2']) {
      const answer = await fetch(`${url}/fhir/R4/Observation${path}`, { headers })
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status}`)
    }
  }
}
