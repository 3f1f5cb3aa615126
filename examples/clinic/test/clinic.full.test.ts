import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { asUser, DamsonClient, type Observation, type Patient } from '@damson/sdk'
import { startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Account, type Clinic, MRN_SYSTEM, QUESTIONNAIRE_URL, seedClinic } from '../src/index.ts'
import { makePerson } from '../src/people.ts'
import { createRandom } from '../src/random.ts'
import { makeVisits } from '../src/visits.ts'

const today = new Date('2026-11-25T12:00:00Z')
const practitioner = { reference: 'Practitioner/1' }

function peopleOf(seed: number, count: number): ReturnType<typeof makePerson>[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, index) => makePerson(random, index + 1, practitioner))
}

describe('the generator', () => {
  test('makes the same people of the same seed, and others of another', () => {
    expect(peopleOf(7, 20)).toEqual(peopleOf(7, 20))
    expect(peopleOf(7, 20)).not.toEqual(peopleOf(8, 20))
    expect(peopleOf(7, 30).slice(0, 20)).toEqual(peopleOf(7, 20))
    const [person] = peopleOf(7, 1)
    const visits = (): unknown => person && makeVisits(createRandom(7), person, today)
    expect(visits()).toEqual(visits())
  })

  test('makes vital signs that a living person can have, at hours when a clinic is open', () => {
    const limits: Readonly<Record<string, readonly [least: number, most: number]>> = {
      '8867-4': [45, 180],
      '9279-1': [8, 50],
      '8310-5': [35.8, 40.5],
      '59408-5': [93, 100],
      '29463-7': [7, 150],
      '8302-2': [70, 200],
      '8480-6': [70, 200],
      '8462-4': [35, 120],
    }
    const visits = peopleOf(3, 400).flatMap((person, index) => makeVisits(createRandom(index), person, today))
    const measured = visits.flatMap(({ signs }) =>
      signs.flatMap(
        ({ code, valueQuantity, component }) => component ?? [{ code, ...(valueQuantity && { valueQuantity }) }],
      ),
    )
    expect(measured.length).toBeGreaterThan(1_000)
    const absurd = measured.filter(({ code, valueQuantity }) => {
      const [least, most] = limits[code.coding?.[0]?.code ?? ''] ?? [1, 0]
      const value = valueQuantity?.value ?? Number.NaN
      return !(value >= least && value <= most)
    })
    expect(absurd).toEqual([])
    const hours = visits.map(({ start }) => start.getUTCHours())
    expect([Math.min(...hours), Math.max(...hours)]).toEqual([8, 17])
    expect(visits.filter(({ start }) => [0, 6].includes(start.getUTCDay()) || start > today)).toEqual([])
  })
})

describe('a seeded clinic', () => {
  let world: World
  let clinic: Clinic
  const lines: string[] = []

  const signedIn = async ({ email, password }: Account): Promise<DamsonClient> => {
    const client = new DamsonClient({ baseUrl: world.baseUrl })
    const { code = '' } = await client.startLogin({ email, password })
    await client.processCode(code)
    return client
  }
  const machine = async ({ id, secret }: { id: string; secret: string }): Promise<DamsonClient> => {
    const client = new DamsonClient({ baseUrl: world.baseUrl })
    await client.startClientLogin(id, secret)
    return client
  }
  const refusal = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'allowed',
      (error: { readonly status?: number }) => error.status,
    )

  beforeAll(async () => {
    world = await startWorld({ mail: 'development' })
    clinic = await seedClinic({ baseUrl: world.baseUrl, seed: 5, patients: 6, onProgress: (line) => lines.push(line) })
  })
  afterAll(() => world.close())

  test('has patients, encounters and observations that belong together, all marked as test data', async () => {
    const owner = await signedIn(clinic.owner)
    expect(owner.isProjectAdmin()).toBe(true)
    expect(owner.getProject()?.id).toBe(clinic.projectId)
    const patients = await owner.searchResources('Patient', { _sort: '_id', _count: '100' })
    expect(new Set(patients.map(({ identifier }) => `${identifier?.[0]?.system}|${identifier?.[0]?.value}`))).toEqual(
      new Set([1, 2, 3, 4, 5, 6].map((number) => `${MRN_SYSTEM}|${100_000 + number}`)),
    )
    // Two of one name are told apart by it on the page that asks whose record it is.
    expect(patients.map(({ birthDate = 'none' }) => birthDate)).toEqual(
      patients.map(() => expect.stringMatching(/^\d{4}-\d\d-\d\d$/)),
    )
    const encounters = await owner.searchResources('Encounter', { _count: '100' })
    const observations = await owner.searchResources('Observation', { _count: '1000' })
    expect(observations.length).toBeGreaterThan(encounters.length * 5)
    for (const { encounter, subject, effectiveDateTime } of observations) {
      const visit = encounters.find(({ id }) => encounter?.reference === `Encounter/${id}`)
      expect([subject?.reference, effectiveDateTime]).toEqual([visit?.subject?.reference, visit?.period?.start])
    }
    const all = [...patients, ...encounters, ...observations]
    expect(all.filter(({ meta }) => meta?.tag?.[0]?.code !== 'HTEST')).toEqual([])
    expect(lines).toContain('Writing 6 patients')
    expect(lines.join('\n')).not.toContain(clinic.owner.password)
  })

  test('lets the clinician read patients and write observations, and nothing else', async () => {
    const clinician = await signedIn(clinic.clinician)
    const [patient] = await clinician.searchResources('Patient', { _count: '1' })
    const subject = { reference: `Patient/${patient?.id}` }
    const observation: Observation = { resourceType: 'Observation', status: 'final', code: { text: 'Pulse' }, subject }
    const made = await clinician.createResource(observation)
    expect(made.meta?.author?.reference).toMatch(/^Practitioner\//)
    expect(await refusal(clinician.updateResource({ ...made, status: 'amended' }))).toBe('allowed')
    expect(await refusal(clinician.deleteResource('Observation', made.id))).toBe(403)
    expect(await refusal(clinician.updateResource(patient as Patient))).toBe(403)
    expect(await refusal(clinician.createResource({ resourceType: 'Patient' }))).toBe(403)
    for (const type of ['Encounter', 'AuditEvent', 'ClientApplication', 'AccessPolicy', 'Questionnaire'] as const)
      expect([type, await refusal(clinician.search(type))]).toEqual([type, 403])
  })

  test('has machines that do what they are for, and nothing else', async () => {
    const { server, analyzer, pipeline, gateway } = clinic.clients
    const proxy = await machine(server)
    expect(await proxy.searchResources('Patient')).toHaveLength(6)
    expect(await refusal(proxy.search('Observation'))).toBe(403)
    expect(await refusal((await machine(analyzer)).search('Encounter'))).toBe(403)
    expect(await refusal((await machine(gateway)).search('Observation'))).toBe(403)
    const publisher = await machine(pipeline)
    const intake = { resourceType: 'Questionnaire', status: 'active' } as const
    const query = `url=${QUESTIONNAIRE_URL}`
    expect(await refusal(publisher.upsertResource({ ...intake, url: QUESTIONNAIRE_URL }, query))).toBe('allowed')
    expect(await refusal(publisher.createResource({ ...intake, url: 'https://elsewhere.example/q' }))).toBe(403)
    expect(await refusal(publisher.search('Patient'))).toBe(403)
  })

  test('lets the proxy act for its clinician, as far as both may go, and for nobody else', async () => {
    const proxy = await machine(clinic.clients.server)
    const { id } = (await signedIn(clinic.clinician)).getProfile() ?? {}
    const desk = asUser(proxy, `Practitioner/${id}`)
    const [patient] = await desk.searchResources('Patient', { _count: 1 })
    expect(patient?.resourceType).toBe('Patient')
    // The clinician may write measurements, and the proxy may not: so neither may it for them.
    const draft = { resourceType: 'Observation', status: 'final', code: { text: 'x' } } as const
    expect(await refusal(desk.createResource(draft))).toBe(403)
    expect(await refusal(asUser(proxy, `Patient/${patient?.id}`).searchResources('Patient'))).toBe(403)
    expect(
      await refusal(asUser(await machine(clinic.clients.gateway), `Practitioner/${id}`).createResource(draft)),
    ).toBe(403)
  })

  test('is not made twice on one server, nor where registration is closed: the text says what to do', async () => {
    await expect(seedClinic({ baseUrl: world.baseUrl })).rejects.toThrow(/already.*empty store/)
    const closed = await startWorld({ development: false })
    try {
      await expect(seedClinic({ baseUrl: closed.baseUrl })).rejects.toThrow(/registration|register/i)
    } finally {
      await closed.close()
    }
  })
})

describe('npm start', () => {
  const start = (...words: string[]): Promise<{ code: number | null; out: string; err: string }> =>
    new Promise((resolve) => {
      const main = join(import.meta.dirname, '../src/main.ts')
      const child = spawn(process.execPath, ['--conditions=source', main, ...words])
      let [out, err] = ['', '']
      child.stdout.on('data', (chunk) => (out += chunk))
      child.stderr.on('data', (chunk) => (err += chunk))
      child.on('close', (code) => resolve({ code, out, err }))
    })

  test('tells how it is used, and what was wrong', async () => {
    const [help, wrong, away] = await Promise.all([
      start('--help'),
      start('--patients', 'many'),
      start('--base-url', 'http://127.0.0.1:9/'),
    ])
    expect([help.code, help.out]).toEqual([0, expect.stringContaining('Exit codes')])
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('--patients is a whole number')])
    expect([away.code, away.err]).toEqual([1, expect.stringMatching(/reach/)])
  })
})
