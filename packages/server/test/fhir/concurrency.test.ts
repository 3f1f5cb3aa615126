import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, entriesOf, issueOf, observation, patch, resourcesOf, startClinic } from './clinic.ts'

describe.each(storesForWalks())('when many write at the same moment on %s', (store) => {
  let clinic: Clinic
  beforeAll(async () => {
    clinic = await startClinic({ store, shared: true })
  })
  afterAll(() => clinic.close())

  const times = <T>(n: number, run: (at: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: n }, (_, at) => run(at)))

  const versionsOf = async (path: string): Promise<readonly string[]> =>
    entriesOf(await clinic.fhir(`${path}/_history?_count=1000`)).map(({ response }) => response.etag)

  const gapless = (n: number): readonly string[] => Array.from({ length: n }, (_, at) => `W/"${n - at}"`)

  test('50 conditional creates with one condition make one resource', async () => {
    const json = { resourceType: 'Patient', identifier: [{ system: 'urn:mrn', value: 'race' }] }
    const answers = await times(50, () =>
      clinic.fhir('Patient', { json, headers: { 'If-None-Exist': 'identifier=urn:mrn|race' } }),
    )
    const statuses = answers.map(({ status }) => status)
    expect([
      statuses.filter((status) => status === 201).length,
      statuses.filter((status) => status === 200).length,
    ]).toEqual([1, 49])
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect((await clinic.fhir('Patient?identifier=urn:mrn|race&_total=accurate')).body.total).toBe(1)
  })

  test('the order in which a condition is written makes no difference', async () => {
    const json = { resourceType: 'Patient', gender: 'other', identifier: [{ system: 'urn:mrn', value: 'order' }] }
    const conditions = [
      'identifier=urn:mrn|order&gender=other',
      'gender=other&identifier=urn%3Amrn%7Corder',
      '?gender=other&identifier=urn:mrn|order&_count=5',
    ]
    const answers = await times(30, (n) =>
      clinic.fhir('Patient', { json, headers: { 'If-None-Exist': conditions[n % 3] ?? '' } }),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(29)
  })

  test('30 conditional updates with one condition make one resource, version after version', async () => {
    const json = { resourceType: 'Patient', identifier: [{ system: 'urn:mrn', value: 'upsert' }] }
    const answers = await times(30, () => clinic.fhir('Patient?identifier=urn:mrn|upsert', { method: 'PUT', json }))
    expect(answers.map(({ status, text }) => (status < 300 ? 'ok' : text)).filter((one) => one !== 'ok')).toEqual([])
    const ids = new Set(answers.map(({ body }) => body.id))
    expect(ids.size).toBe(1)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await versionsOf(`Patient/${[...ids][0]}`)).toEqual(gapless(30))
  })

  test('of 20 updates of one version one wins, and the others are told', async () => {
    const { id } = await clinic.made({ resourceType: 'Patient' })
    const answers = await times(20, (n) =>
      clinic.fhir(`Patient/${id}`, {
        method: 'PUT',
        json: { resourceType: 'Patient', id, identifier: [{ value: String(n) }] },
        headers: { 'If-Match': 'W/"1"' },
      }),
    )
    const winners = answers.filter(({ status }) => status === 200)
    expect(winners).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect([409, 412]).toContain(answer.status)
      expect(issueOf(answer).text).toMatch(/read .*again/)
    }
    expect((await clinic.fhir(`Patient/${id}`)).body).toEqual(winners[0]?.body)
    expect(await versionsOf(`Patient/${id}`)).toEqual(gapless(2))
  })

  test('updates without If-Match happen one after the other, or are told that they were overtaken', async () => {
    const { id } = await clinic.made({ resourceType: 'Patient' })
    const answers = await times(20, () =>
      clinic.fhir(`Patient/${id}`, { method: 'PUT', json: { resourceType: 'Patient', id } }),
    )
    const won = answers.filter(({ status }) => status === 200).map(({ body }) => Number(body.meta.versionId))
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([])
    expect(won.sort((a, b) => a - b)).toEqual(Array.from({ length: won.length }, (_, n) => n + 2))
    expect(await versionsOf(`Patient/${id}`)).toEqual(gapless(won.length + 1))
  })

  test('a patch loses nothing of another: what was answered 200 is there', async () => {
    const { id } = await clinic.made({ resourceType: 'Patient', name: [{ family: 'A' }] })
    const answers = await times(20, (n) =>
      clinic.fhir(`Patient/${id}`, patch([{ op: 'add', path: '/name/-', value: { family: `F${n}` } }])),
    )
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([])
    const done = answers.flatMap(({ status }, n) => (status === 200 ? [`F${n}`] : []))
    const { body } = await clinic.fhir(`Patient/${id}`)
    const names = (body.name as readonly { family: string }[]).map(({ family }) => family)
    expect(new Set(names)).toEqual(new Set(['A', ...done]))
    expect(names).toHaveLength(done.length + 1)
  })

  test('after patches and deletes in one moment the resource is whole or gone, its versions gapless', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await clinic.made({ resourceType: 'Patient' })
      const answers = await times(12, (n) =>
        n % 3 === 0
          ? clinic.fhir(`Patient/${id}`, { method: 'DELETE' })
          : clinic.fhir(`Patient/${id}`, patch([{ op: 'add', path: '/active', value: n % 2 === 0 }])),
      )
      expect(answers.filter(({ status }) => ![200, 409, 410].includes(status))).toEqual([])
      const changes = answers.filter(({ status }) => status === 200).length
      const versions = await versionsOf(`Patient/${id}`)
      expect(versions).toEqual(gapless(changes + 1))
      const deletions = answers.filter(({ status }, n) => status === 200 && n % 3 === 0).length
      expect(deletions).toBeLessThanOrEqual(1)
      expect((await clinic.fhir(`Patient/${id}`)).status).toBe(deletions === 1 ? 410 : 200)
      expect((await clinic.fhir(`Patient?_id=${id}&_total=accurate`)).body.total).toBe(1 - deletions)
    }
  })

  test('every change has its record, and every record its change', async () => {
    const { id } = await clinic.made({ resourceType: 'Patient' })
    await times(20, () => clinic.fhir(`Patient/${id}`, { method: 'PUT', json: { resourceType: 'Patient', id } }))
    const changed = (await clinic.events(`entity=Patient/${id}&subtype=update&outcome=0`)).map(
      ({ entity }) => entity?.[0]?.what?.reference,
    )
    const versions = await versionsOf(`Patient/${id}`)
    expect(new Set(changed)).toEqual(
      new Set(Array.from({ length: versions.length - 1 }, (_, n) => `Patient/${id}/_history/${n + 2}`)),
    )
    expect(changed).toHaveLength(versions.length - 1)
  })

  test('300 reads at once are each answered and each recorded', async () => {
    const { id } = await clinic.made(observation('Patient/1'))
    const answers = await times(300, () => clinic.fhir(`Observation/${id}`))
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
    expect(await clinic.events(`entity=Observation/${id}&subtype=read&outcome=0`)).toHaveLength(300)
  })

  test('while resources are written, pages of a search repeat none and lose none that were there', async () => {
    const code = { coding: [{ system: 'urn:x', code: 'paged' }] }
    const made = (await times(40, () => clinic.made(observation('Patient/1', { code })))).map(({ id }) => id)
    const seen: string[] = []
    let path: string | undefined = 'Observation?code=urn:x|paged&_count=6'
    while (path !== undefined) {
      const page = await clinic.fhir(path)
      seen.push(...resourcesOf(page).map(({ id }) => id as string))
      await clinic.made(observation('Patient/1', { code }))
      const next: string | undefined = page.body.link.find(
        ({ relation }: { relation: string }) => relation === 'next',
      )?.url
      path = next?.slice(clinic.fhirUrl.length)
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining(made))
  })
})
