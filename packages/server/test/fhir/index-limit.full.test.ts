import { type Answer, storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, issueOf, patch, resourcesOf, startClinic } from './clinic.ts'

/** Each identifier gives three entries, beside the few that the rest of the resource has. */
const observation = (identifiers: number) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  identifier: Array.from({ length: identifiers }, (_, i) => ({ system: `urn:s${i}`, value: `c${i}` })),
})

describe.each(storesUnderTest())('a resource with very many index entries on %s', (store) => {
  let clinic: Clinic
  beforeAll(async () => {
    clinic = await startClinic({ store })
  })
  afterAll(() => clinic.close())

  const refusal = (answer: Answer): readonly unknown[] => [answer.status, issueOf(answer).reason]

  test('is written up to 10,000 of them, and found', async () => {
    const { id } = await clinic.made(observation(3_300))
    const found = await clinic.fhir('Observation?identifier=urn:s3299|c3299')
    expect(resourcesOf(found).map((one) => one.id)).toEqual([id])
  })

  test('is refused beyond, by every verb, with what to do, and can still be read and made smaller', async () => {
    const { id } = await clinic.made(observation(1))
    const large = { ...observation(30_000), id }
    const before = JSON.stringify({ ...large, meta: { versionId: '1' } })
    const batch = await clinic.fhir('', {
      json: {
        resourceType: 'Bundle',
        type: 'batch',
        entry: [{ request: { method: 'PUT', url: `Observation/${id}` }, resource: { ...observation(4_000), id } }],
      },
    })
    expect(batch.body.entry[0].response.status).toBe('422')
    for (const answer of [
      await clinic.fhir('Observation', { json: observation(4_000) }),
      await clinic.fhir('Observation', {
        json: observation(4_000),
        headers: { 'If-None-Exist': 'status=registered' },
      }),
      await clinic.fhir(`Observation/${id}`, { method: 'PUT', json: { ...observation(4_000), id } }),
      await clinic.fhir(`Observation?_id=${id}`, { method: 'PUT', json: { ...observation(4_000), id } }),
      await clinic.fhir(
        `Observation/${id}`,
        patch([{ op: 'replace', path: '/identifier', value: observation(4_000).identifier }]),
      ),
    ]) {
      expect(refusal(answer)).toEqual([422, 'too_many_index_entries'])
      expect(answer.text).toMatch(/more than 10000 index entries, which is the limit.*Split it/)
    }
    // Stored before there was a limit: it is read, found and made smaller, and as it is it is not written again.
    await clinic.store.db.query({
      sql: `update resources set content = $1 where project = $2 and type = 'Observation' and id = $3`,
      params: [before, clinic.owner.project, id],
    })
    const narrow = await clinic.server([{ resourceType: 'Observation', criteria: 'Observation?identifier=c29999' }])
    expect((await clinic.fhir(`Observation/${id}`)).body.identifier).toHaveLength(30_000)
    expect((await clinic.fhir(`Observation/${id}/_history/1`, { token: narrow.token })).status).toBe(200)
    const again = await clinic.fhir(`Observation/${id}`, { method: 'PUT', json: large })
    expect(again.status).toBe(again.status === 413 ? 413 : 422)
    expect((await clinic.fhir(`Observation/${id}`, { method: 'PUT', json: { ...observation(2), id } })).status).toBe(
      200,
    )
  })
})
