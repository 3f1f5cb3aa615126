import { storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allPages, type Clinic, issueOf, patch, resourcesOf, startClinic } from './clinic.ts'

describe.each(storesUnderTest())('a resource about very many patients on %s', (store) => {
  let clinic: Clinic
  beforeAll(async () => {
    clinic = await startClinic({ store, shared: true })
  })
  afterAll(() => clinic.close())

  const patients = (from: number, n: number): readonly object[] =>
    Array.from({ length: n }, (_, i) => ({ reference: `Patient/p${from + i}` }))
  const message = (recipient: readonly object[]): object => ({
    resourceType: 'Communication',
    status: 'completed',
    recipient,
  })

  test('is refused beyond 1,000 of them, by every verb, and holds nobody up', async () => {
    const { id } = await clinic.made(message(patients(0, 1_000)))
    for (const [path, options] of [
      ['Communication', { json: message(patients(0, 17_000)) }],
      [`Communication/${id}`, { method: 'PUT', json: { ...message(patients(0, 1_001)), id } }],
      [`Communication/${id}`, patch([{ op: 'add', path: '/recipient/-', value: { reference: 'Patient/more' } }])],
    ] as const) {
      const refused = await clinic.fhir(path, options)
      expect([refused.status, issueOf(refused).reason]).toEqual([400, 'too_many_patients'])
      expect((await clinic.fhir('Patient?_count=1')).status).toBe(200)
    }
  })

  test('is told of to each of those that it may be about', async () => {
    const { id } = await clinic.made(message(patients(5_000, 1_000)))
    expect((await clinic.fhir(`Communication/${id}`)).status).toBe(200)
    for (const patient of ['p5000', 'p5999'])
      expect(await clinic.events(`entity=Communication/${id}&patient=Patient/${patient}&subtype=read`)).toHaveLength(1)
  })

  test('makes a page short, and nothing is lost', async () => {
    const made: string[] = []
    for (let n = 0; n < 5; n += 1)
      made.push(
        (await clinic.made({ ...message(patients(10_000 + 600 * n, 600)), identifier: [{ value: 'many' }] })).id,
      )
    const pages = await allPages(clinic, 'Communication?identifier=many&_count=1000')
    expect(pages.map((page) => resourcesOf(page).length)).toEqual([2, 2, 1])
    expect(new Set(pages.flatMap((page) => resourcesOf(page).map(({ id }) => id)))).toEqual(new Set(made))
  })
})
